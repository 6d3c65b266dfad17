/** A vault as its data plane sees it. */
import type { Services } from '../../kernel/services.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import { stringAt } from '../../kernel/json.ts';
import { type NamedVault, VAULTS_BY_NAME } from '../../kernel/vault-names.ts';

/** What the data plane reads of a vault. */
export interface VaultView {
  readonly resource: StoredResource;
  /** As written when the vault was made. */
  readonly name: string;
  /** `https://{name}.{suffix}`, no trailing slash. */
  readonly uri: string;
  readonly location: string;
  readonly tenantId: string;
  readonly isPremium: boolean;
  /** Whether roles and not access policies decide. */
  readonly isRbac: boolean;
  readonly isPurgeProtected: boolean;
  /** Days that deleted objects are kept; 0 for an old vault without soft delete. */
  readonly retentionDays: number;
}

const DEFAULT_RETENTION_DAYS = 90;

// Resources are frozen, so a view never goes stale.
const views = new WeakMap<StoredResource, VaultView>();

export function viewOf(resource: StoredResource): VaultView {
  let view = views.get(resource);
  if (!view) views.set(resource, (view = read(resource)));
  return view;
}

/** The vault that has a name and is not deleted. */
export function liveVault(services: Services, name: string): VaultView | undefined {
  const holder = services.world.get<NamedVault>(VAULTS_BY_NAME, name.toLowerCase());
  if (holder?.state !== 'live') return undefined;
  const resource = services.store.get(holder.vaultId);
  return resource && viewOf(resource);
}

function read(resource: StoredResource): VaultView {
  const { properties } = resource;
  const retention = properties['softDeleteRetentionInDays'];
  const kept = typeof retention === 'number' ? retention : DEFAULT_RETENTION_DAYS;
  const sku = properties['sku'];
  return {
    resource,
    name: resource.name,
    uri: (stringAt(properties, 'vaultUri') ?? '').replace(/\/$/, ''),
    location: resource.location ?? '',
    tenantId: stringAt(properties, 'tenantId') ?? '',
    isPremium: stringAt(sku, 'name') === 'premium',
    isRbac: properties['enableRbacAuthorization'] === true,
    isPurgeProtected: properties['enablePurgeProtection'] === true,
    retentionDays: properties['enableSoftDelete'] === false ? 0 : kept,
  };
}
