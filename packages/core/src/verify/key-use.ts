/** Who may use a key: grants read back from the vault, as effective permissions of each consumer. */
import type { Vault } from '@azure/arm-keyvault';

import { parseArmId } from '../azure/arm-id.ts';
import {
  type GrantFacts,
  type KeyConsumer,
  type KeyPermission,
  requiredKeyPermissions,
} from '../rules/index.ts';
import type { Evidence, KeyUse } from './posture.ts';
import type { Reader, Reading } from './reader.ts';
import { allowsDataAction, readRoles, type RolesQuery, rolesRequest } from './roles.ts';

/** A consumer of a key whose access is looked at. */
export interface Consumer {
  readonly consumer: KeyConsumer;
  readonly target: string;
  readonly keyIdentifier: string;
  /** Object id, or why it is not known. */
  readonly principal: Reading<string>;
  /** The vault of the key, when it is known. */
  readonly vaultId: string | undefined;
}

/** Every grant of key permissions in one vault. */
export interface VaultGrants {
  readonly vault: Vault;
  /** Not readable when roles decide and the caller may not read role assignments. */
  readonly grants: Reading<readonly VaultGrant[]>;
}

/** One grant, with what proves it. */
export type VaultGrant = GrantFacts & { readonly evidence: Evidence };

const dataActions: Readonly<Record<KeyPermission, string>> = {
  get: 'Microsoft.KeyVault/vaults/keys/read',
  wrapKey: 'Microsoft.KeyVault/vaults/keys/wrap/action',
  unwrapKey: 'Microsoft.KeyVault/vaults/keys/unwrap/action',
};
const permissions = Object.keys(dataActions) as KeyPermission[];

function ofPolicies(vault: Vault, request: string): readonly VaultGrant[] {
  return (vault.properties.accessPolicies ?? []).map(({ objectId, permissions: { keys = [] } }) => {
    const has = keys.map((key) => key.toLowerCase());
    return {
      principalId: objectId,
      permissions: permissions.filter(
        (each) => has.includes(each.toLowerCase()) || has.includes('all'),
      ),
      via: 'accessPolicy' as const,
      evidence: {
        request,
        property: 'properties.accessPolicies[].permissions.keys',
        value: `${objectId}: ${keys.join(', ')}`,
      },
    };
  });
}

async function ofRoles(reader: Reader, query: RolesQuery): Promise<Reading<readonly VaultGrant[]>> {
  const roles = await readRoles(reader, query);
  if (!roles.ok) return roles;
  const value = roles.value.map((role) => ({
    principalId: role.principalId,
    permissions: permissions.filter((each) => allowsDataAction(role, dataActions[each])),
    via: 'role' as const,
    evidence: {
      request: rolesRequest(query),
      property: 'properties.roleDefinitionId',
      value: `${role.roleDefinitionId.split('/').at(-1) ?? role.roleDefinitionId} (${role.name ?? 'unknown role'}), assigned at ${role.scope}`,
    },
  }));
  return { ok: true, request: roles.request, value };
}

/** A vault and every grant of key permissions in it: the model that is not in force gives nothing. */
export async function readVaultGrants(
  reader: Reader,
  vaultId: string,
): Promise<Reading<VaultGrants>> {
  const id = parseArmId(vaultId);
  const request = `GET ${vaultId}`;
  const vault = await reader.read(request, 'vault', async () => {
    const client = await reader.clients.vaults(id?.subscriptionId);
    return client.vaults.get(id?.resourceGroup ?? '', id?.name ?? '', {
      abortSignal: reader.signal,
    });
  });
  if (!vault.ok) return vault;
  const grants =
    vault.value.properties.enableRbacAuthorization === true
      ? await ofRoles(reader, { scope: vaultId })
      : { ok: true as const, request, value: ofPolicies(vault.value, request) };
  return { ok: true, request, value: { vault: vault.value, grants } };
}

/** What a consumer may do with its key. */
export async function keyUseOf(reader: Reader, who: Consumer): Promise<KeyUse> {
  const { consumer, target, keyIdentifier, principal, vaultId } = who;
  const required = requiredKeyPermissions[consumer];
  const common = { consumer, target, keyIdentifier, required };
  if (!principal.ok) return { ...common, verdict: 'unknown', evidence: [], note: principal.reason };
  const known = { ...common, principalId: principal.value };
  if (vaultId === undefined) {
    return {
      ...known,
      verdict: 'unknown',
      evidence: [],
      note: 'The ARM id of the vault is not known.',
    };
  }
  const vault = await readVaultGrants(reader, vaultId);
  if (!vault.ok) return { ...known, verdict: 'unknown', evidence: [], note: vault.reason };
  const { grants } = vault.value;
  if (!grants.ok) return { ...known, verdict: 'unknown', evidence: [], note: grants.reason };
  const own = grants.value.filter(
    ({ principalId }) => principalId.toLowerCase() === principal.value.toLowerCase(),
  );
  const isByRole = vault.value.vault.properties.enableRbacAuthorization === true;
  // Whom no role of its own lets in may have one by a group: Azure tells, of roles.
  const byGroup =
    isByRole && !isEnough(required, own)
      ? await ofRoles(reader, { scope: vaultId, assignedTo: principal.value })
      : undefined;
  if (byGroup?.ok === false)
    return { ...known, verdict: 'unknown', evidence: [], note: byGroup.reason };
  const all = byGroup?.value ?? own;
  const isSufficient = isEnough(required, all);
  return {
    ...known,
    granted: permissionsOf(all),
    verdict: isSufficient ? 'sufficient' : 'insufficient',
    evidence: all.filter((grant) => grant.permissions.length > 0).map(({ evidence }) => evidence),
    ...(isSufficient || isByRole
      ? {}
      : { note: 'Policies for groups that the principal may be a member of are not counted.' }),
  };
}

const permissionsOf = (grants: readonly VaultGrant[]): readonly KeyPermission[] =>
  permissions.filter((each) => grants.some((grant) => grant.permissions.includes(each)));

function isEnough(required: readonly KeyPermission[], grants: readonly VaultGrant[]): boolean {
  const granted = permissionsOf(grants);
  return required.every((each) => granted.includes(each));
}
