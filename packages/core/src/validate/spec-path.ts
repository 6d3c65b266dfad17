import { indexIn } from '../rules/compare.ts';
import type { CmkSpec } from '../spec/types.ts';
import { createdDiskEncryptionSets } from './targets-of-spec.ts';

/** Attributes of a vault to create. */
const VAULT_STATE: Readonly<Record<string, string>> = {
  'vault.state.softDelete': 'vault.create',
  'vault.state.purgeProtection': 'vault.create.purgeProtection',
  'vault.state.location': 'location',
  'vault.state.tenantId': 'tenantId',
};

/** Attributes of a key to create. */
const KEY_STATE: Readonly<Record<string, string>> = {
  'key.state.type': 'key.create.type',
  'key.state.sizeBits': 'key.create.size',
  'key.state.enabled': 'key.create.enabled',
  'key.state.notBefore': 'key.create.activation',
  'key.state.expires': 'key.create.expiry',
};

/** Where in the spec the fact at a path comes from: `vault.state.purgeProtection` is `vault.create.purgeProtection`. */
export function specPathOf(path: string, spec: CmkSpec): string {
  const isVaultCreated = 'create' in spec.vault;
  const isKeyCreated = 'create' in spec.key;
  if (path in VAULT_STATE) return isVaultCreated ? (VAULT_STATE[path] ?? path) : 'vault.existing';
  if (path in KEY_STATE) return isKeyCreated ? (KEY_STATE[path] ?? path) : 'key.existing';
  if (path.startsWith('key.') || path === 'workspace.encryption.keyIdentifier') {
    return isKeyCreated ? 'key.create' : 'key.existing';
  }
  if (path === 'vault.id' || path === 'workspace.encryption.vaultId') {
    return isVaultCreated ? 'vault.create' : 'vault.existing';
  }
  if (path.startsWith('grants[') || path.startsWith('lookups[')) return 'cosmosDbPrincipalObjectId';
  if (path.startsWith('keyAccess[')) return 'grants';
  if (path.startsWith('registry.')) {
    return path.replace('registry', 'workspace.containerRegistry.create');
  }
  return targetPath(path, spec);
}

function targetPath(path: string, spec: CmkSpec): string {
  const index = indexIn(path);
  const attribute = path.slice(path.lastIndexOf('.') + 1);
  if (path.startsWith('diskEncryptionSets[')) {
    return createdDiskEncryptionSets(spec)[index]?.path ?? 'clusters';
  }
  if (path.startsWith('containerGroups[')) {
    const key = spec.containerGroups?.[index]?.key;
    const owner = `containerGroups[${index}].key`;
    return key && 'vaultBaseUrl' in key ? `${owner}.${attribute}` : owner;
  }
  if (path.startsWith('clusters[')) {
    const cluster = spec.clusters?.[index];
    const owner = `clusters[${index}]`;
    return cluster && 'create' in cluster ? `${owner}.create.${attribute}` : `${owner}.existing`;
  }
  return path;
}
