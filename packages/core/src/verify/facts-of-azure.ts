/**
 * From what Azure answered to the facts that rules read. Written apart from the reader of specs and from the
 * simulator's: three independent readers must agree before a rule speaks the same everywhere.
 */
import type { Vault } from '@azure/arm-keyvault';
import type { KeyVaultKey } from '@azure/keyvault-keys';

import { parseArmId } from '../azure/arm-id.ts';
import { type Cloud, clouds } from '../azure/clouds.ts';
import { parseKeyIdentifier } from '../azure/key-identifier.ts';
import type { ChainFacts, KeyFacts, KeyState, VaultFacts, WorkspaceFacts } from '../rules/index.ts';

/** The facts that every chain has. */
export function baseFacts(asOfMs: number, cloud: Cloud, tenantId: string): ChainFacts {
  return {
    asOf: new Date(asOfMs).toISOString(),
    cloud: cloud.name,
    tenantId,
    cosmosDbApplicationIds: Object.values(clouds).flatMap(
      ({ applications }) => applications.cosmosDb ?? [],
    ),
  };
}

const region = (location: string): string => location.toLowerCase().replaceAll(' ', '');

/** A vault as Resource Manager returns it. */
export function vaultFactsOf(vault: Vault): VaultFacts {
  const id = vault.id ?? '';
  const { properties } = vault;
  return {
    id,
    name: vault.name ?? parseArmId(id)?.name ?? '',
    subscriptionId: parseArmId(id)?.subscriptionId ?? '',
    state: {
      location: region(vault.location ?? ''),
      tenantId: properties.tenantId,
      uri: (properties.vaultUri ?? '').replace(/\/$/, ''),
      ...(properties.enableSoftDelete === undefined
        ? {}
        : { softDelete: properties.enableSoftDelete }),
      ...(properties.enablePurgeProtection === undefined
        ? {}
        : { purgeProtection: properties.enablePurgeProtection }),
      ...(properties.softDeleteRetentionInDays === undefined
        ? {}
        : { retentionDays: properties.softDeleteRetentionInDays }),
      accessModel: properties.enableRbacAuthorization === true ? 'rbac' : 'accessPolicies',
    },
  };
}

/** Bits of a modulus, without its leading zero bits. */
function bitsOf(modulus: Uint8Array): number {
  const first = modulus.findIndex((byte) => byte !== 0);
  if (first < 0) return 0;
  return (modulus.length - first - 1) * 8 + (32 - Math.clz32(modulus[first] ?? 0));
}

/** A key version as the vault returns it. */
export function keyFactsOf(key: KeyVaultKey): KeyFacts {
  const id = key.id ?? '';
  const parsed = parseKeyIdentifier(id);
  const { enabled, notBefore, expiresOn, version } = key.properties;
  const state: KeyState = {
    type: key.keyType ?? key.key?.kty ?? '',
    ...(key.key?.n === undefined ? {} : { sizeBits: bitsOf(key.key.n) }),
    ...(enabled === undefined ? {} : { enabled }),
    ...(notBefore === undefined ? {} : { notBefore: notBefore.toISOString() }),
    ...(expiresOn === undefined ? {} : { expires: expiresOn.toISOString() }),
  };
  const vaultUri = parsed?.vaultUrl ?? key.properties.vaultUrl;
  return {
    id,
    name: key.name,
    ...(vaultUri === undefined ? {} : { vaultUri }),
    ...(version === undefined ? {} : { version }),
    state,
  };
}

/** A workspace, whichever api-version or client it was read with: the attributes are looked for at both levels. */
export interface WorkspaceAnswer {
  readonly id?: string;
  readonly name?: string;
  readonly kind?: string;
  readonly location?: string;
  readonly properties?: WorkspaceProperties;
}

/** What is read of a workspace's properties. */
export interface WorkspaceProperties {
  readonly hbiWorkspace?: boolean;
  readonly hubResourceId?: string;
  readonly keyVault?: string;
  readonly enableServiceSideCMKEncryption?: boolean;
  readonly encryption?: {
    readonly status?: string;
    readonly keyVaultProperties?: {
      readonly keyVaultArmId?: string;
      readonly keyIdentifier?: string;
    };
    readonly identity?: { readonly userAssignedIdentity?: string } | null;
  } | null;
}

/** A workspace as Resource Manager returns it. `Disabled` encryption is none. */
export function workspaceFactsOf(workspace: WorkspaceAnswer): WorkspaceFacts {
  const id = workspace.id ?? '';
  const { hbiWorkspace, hubResourceId, keyVault, encryption, enableServiceSideCMKEncryption } =
    workspace.properties ?? {};
  const isEncrypted = encryption?.status?.toLowerCase() === 'enabled';
  const identityId = encryption?.identity?.userAssignedIdentity;
  return {
    name: workspace.name ?? parseArmId(id)?.name ?? '',
    subscriptionId: parseArmId(id)?.subscriptionId ?? '',
    location: region(workspace.location ?? ''),
    kind: workspace.kind ?? 'Default',
    ...(hubResourceId === undefined ? {} : { hubId: hubResourceId }),
    ...(hbiWorkspace === undefined ? {} : { highBusinessImpact: hbiWorkspace }),
    ...(keyVault === undefined ? {} : { keyVaultId: keyVault }),
    ...(isEncrypted
      ? {
          encryption: {
            architecture:
              enableServiceSideCMKEncryption === true ? 'serviceSide' : 'managedResourceGroup',
            vaultId: encryption?.keyVaultProperties?.keyVaultArmId ?? '',
            keyIdentifier: encryption?.keyVaultProperties?.keyIdentifier ?? '',
            ...(identityId === undefined ? {} : { identityId }),
          },
        }
      : {}),
  };
}
