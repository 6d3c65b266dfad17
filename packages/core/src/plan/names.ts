/**
 * Names that a plan makes up: the same for the same workspace, different for different ones, valid by Azure's naming
 * rules. Some must be unique in the whole world, so a hash of the workspace's id is part of them.
 */

/** What a derived name is derived from. */
export interface NameSeed {
  readonly subscriptionId: string;
  readonly resourceGroup: string;
  readonly workspace: string;
}

/** Characters of the hash in a derived name: 40 bits. */
const hashLength = 8;
const storageNameMax = 24;
const vaultNameMax = 24;
const dnsPrefixMax = 54;
const base32 = 'abcdefghijklmnopqrstuvwxyz234567';

const fnvOffset = 0xcbf29ce484222325n;
const fnvPrime = 0x100000001b3n;

/** FNV-1a (64 bits) in base 32: short, stable, not secret. Azure's names do not differ by case, so neither does it. */
export function nameHash(seed: NameSeed): string {
  const text = `${seed.subscriptionId}/${seed.resourceGroup}/${seed.workspace}`.toLowerCase();
  let hash = fnvOffset;
  for (const byte of new TextEncoder().encode(text)) {
    hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * fnvPrime);
  }
  let out = '';
  for (let index = 0; index < hashLength; index += 1) {
    out += base32.charAt(Number((hash >> BigInt(59 - 5 * index)) & 31n));
  }
  return out;
}

/** `st{workspace}{hash}`: 3–24 lower-case letters and digits. */
export function storageAccountName(seed: NameSeed): string {
  const room = storageNameMax - 'st'.length - hashLength;
  const middle = seed.workspace.toLowerCase().replace(/[^a-z0-9]/g, '');
  return `st${middle.slice(0, room)}${nameHash(seed)}`;
}

/** `appi-{workspace}-{hash}`. */
export function applicationInsightsName(seed: NameSeed): string {
  return `appi-${seed.workspace}-${nameHash(seed)}`;
}

/** `kv-{workspace}-{hash}`: 3–24 letters, digits and single hyphens. */
export function workspaceVaultName(seed: NameSeed): string {
  const room = vaultNameMax - 'kv--'.length - hashLength;
  const middle = hyphenated(seed.workspace, room);
  return middle === '' ? `kv-${nameHash(seed)}` : `kv-${middle}-${nameHash(seed)}`;
}

/** `{cluster}-identity`, of the user-assigned identity that a new cluster runs as. */
export function clusterIdentityName(cluster: string): string {
  return `${cluster}-identity`;
}

/** The DNS prefix of a cluster: 1–54 letters, digits and hyphens. */
export function clusterDnsPrefix(cluster: string): string {
  return hyphenated(cluster, dnsPrefixMax);
}

/** `databricks-rg-{workspace}`, of the resource group that Azure Databricks makes: at most 90 characters. */
export function databricksGroupName(workspace: string): string {
  return `databricks-rg-${workspace}`;
}

/** A region as Azure compares it: `West Europe` is `westeurope`. */
export function normaliseRegion(region: string): string {
  return region.replace(/\s/g, '').toLowerCase();
}

function hyphenated(name: string, room: number): string {
  return name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-/, '')
    .slice(0, room)
    .replace(/-$/, '');
}
