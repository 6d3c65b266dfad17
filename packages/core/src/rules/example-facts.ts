/** A chain that breaks no rule in any edition, and ways to change one thing in it. For examples and tests. */
import type {
  ChainFacts,
  ClaimFacts,
  ClusterFacts,
  ContainerGroupFacts,
  DiskEncryptionSetFacts,
  KeyAccessFacts,
  KeyState,
  ManagedGroupFacts,
  ManagedStoreFacts,
  VaultState,
  WorkspaceFacts,
} from './facts.ts';

const SUBSCRIPTION = '11111111-1111-4111-8111-111111111111';
const TENANT = '22222222-2222-4222-8222-222222222222';
const GROUP = `/subscriptions/${SUBSCRIPTION}/resourceGroups/rg-ml/providers`;
const VERSION = '0123456789abcdef0123456789abcdef';

/** The vault of {@link encryptedChain}. */
export const vaultState: VaultState = Object.freeze({
  location: 'westeurope',
  tenantId: TENANT,
  uri: 'https://kv-ml.vault.azure.net',
  softDelete: true,
  purgeProtection: true,
  retentionDays: 90,
  accessModel: 'rbac',
});

/** The key of {@link encryptedChain}. */
export const keyState: KeyState = Object.freeze({ type: 'RSA', sizeBits: 3072, enabled: true });

/** The workspace of {@link encryptedChain}. */
export const workspace: WorkspaceFacts = Object.freeze({
  name: 'mlw-credit-risk',
  subscriptionId: SUBSCRIPTION,
  location: 'westeurope',
  kind: 'Default',
  highBusinessImpact: false,
  encryption: Object.freeze({
    architecture: 'managedResourceGroup',
    vaultId: `${GROUP}/Microsoft.KeyVault/vaults/kv-ml`,
    keyIdentifier: `https://kv-ml.vault.azure.net/keys/cosmos-key/${VERSION}`,
  }),
});

/** The access of the Azure Cosmos DB principal in {@link encryptedChain}. */
export const cosmosDbAccess: KeyAccessFacts = Object.freeze({
  consumer: 'cosmosDb',
  target: 'workspace',
  principalId: '33333333-3333-4333-8333-333333333333',
  granted: Object.freeze(['get', 'wrapKey', 'unwrapKey'] as const),
});

/** The container group of {@link encryptedChain}. */
export const containerGroup: ContainerGroupFacts = Object.freeze({
  name: 'aci-scoring',
  vaultBaseUrl: 'https://kv-ml.vault.azure.net',
  keyName: 'cosmos-key',
  keyVersion: VERSION,
});

/** The disk encryption set of {@link encryptedChain}. */
export const diskEncryptionSet: DiskEncryptionSetFacts = Object.freeze({
  name: 'des-ml',
  subscriptionId: SUBSCRIPTION,
  location: 'westeurope',
  vaultLocation: 'westeurope',
});

/** The cluster of {@link encryptedChain}. */
export const cluster: ClusterFacts = Object.freeze({
  name: 'aks-ml',
  location: 'westeurope',
  kubernetesVersion: '1.31',
  when: 'creation',
  disks: Object.freeze(['os', 'data'] as const),
});

/** A chain that breaks no rule in any edition. */
export const encryptedChain: ChainFacts = Object.freeze({
  asOf: '2026-08-01T00:00:00Z',
  cloud: 'public',
  tenantId: TENANT,
  cosmosDbApplicationIds: Object.freeze([
    'a232010e-820c-4083-83bb-3ace5fc29d0b',
    '57506a73-e302-42a9-b869-6f12d9ec29e9',
  ]),
  vault: Object.freeze({
    id: `${GROUP}/Microsoft.KeyVault/vaults/kv-ml`,
    name: 'kv-ml',
    subscriptionId: SUBSCRIPTION,
    state: vaultState,
  }),
  key: Object.freeze({
    id: `https://kv-ml.vault.azure.net/keys/cosmos-key/${VERSION}`,
    vaultUri: 'https://kv-ml.vault.azure.net',
    name: 'cosmos-key',
    version: VERSION,
    state: keyState,
  }),
  keyAccess: Object.freeze([cosmosDbAccess]),
  grants: Object.freeze([
    Object.freeze({
      principalId: '33333333-3333-4333-8333-333333333333',
      permissions: Object.freeze(['get', 'wrapKey', 'unwrapKey'] as const),
      via: 'role',
    } as const),
  ]),
  workspace,
  containerGroups: Object.freeze([containerGroup]),
  diskEncryptionSets: Object.freeze([diskEncryptionSet]),
  clusters: Object.freeze([cluster]),
});

/** A copy without one attribute: what Azure is sent when it is omitted. */
export function without<T extends object, K extends keyof T>(value: T, attribute: K): Omit<T, K> {
  const { [attribute]: _omitted, ...rest } = value;
  return rest;
}

/** {@link encryptedChain} with another vault state. */
export function withVaultState(state: VaultState): ChainFacts {
  return { ...encryptedChain, vault: { ...required(encryptedChain.vault), state } };
}

/** {@link encryptedChain} with another key state. */
export function withKeyState(state: KeyState): ChainFacts {
  return { ...encryptedChain, key: { ...required(encryptedChain.key), state } };
}

/** {@link encryptedChain} with a key of known origin. */
export function withKeyOrigin(origin: 'generated' | 'imported'): ChainFacts {
  return { ...encryptedChain, key: { ...required(encryptedChain.key), origin } };
}

/** {@link encryptedChain} with a key of another name, everywhere where the name stands. */
export function withKeyName(name: string): ChainFacts {
  const key = required(encryptedChain.key);
  const id = `${key.vaultUri ?? ''}/keys/${name}/${VERSION}`;
  return {
    ...withEncryption({ keyIdentifier: id }),
    key: { ...key, id, name },
    containerGroups: [{ ...containerGroup, keyName: name }],
  };
}

/** {@link encryptedChain} with a workspace changed in some attributes. */
export function withWorkspace(change: Partial<WorkspaceFacts>): ChainFacts {
  return { ...encryptedChain, workspace: { ...workspace, ...change } };
}

/** {@link encryptedChain} with the workspace's encryption changed in some attributes. */
export function withEncryption(
  change: Partial<NonNullable<WorkspaceFacts['encryption']>>,
): ChainFacts {
  return withWorkspace({ encryption: { ...required(workspace.encryption), ...change } });
}

function required<T>(value: T | undefined): T {
  if (value === undefined) throw new TypeError('the example chain lost a section');
  return value;
}

/** {@link encryptedChain} as a report speaks of it, the workspace changed in some attributes. */
export function withClaims(
  claims: readonly ClaimFacts[],
  change: Partial<WorkspaceFacts> = {},
): ChainFacts {
  return { ...withWorkspace(change), claims };
}

/** Every resource provider that {@link encryptedChain} needs. */
export const neededProviders: readonly string[] = Object.freeze([
  'Microsoft.MachineLearningServices',
  'Microsoft.Storage',
  'Microsoft.KeyVault',
  'Microsoft.DocumentDB',
  'Microsoft.Search',
  'Microsoft.ContainerInstance',
  'Microsoft.ContainerService',
  'Microsoft.Compute',
  'Microsoft.ManagedIdentity',
  'Microsoft.Insights',
  'Microsoft.Network',
]);

/** {@link encryptedChain} in a subscription that has not registered some of them. */
export function withoutProviders(...missing: readonly string[]): ChainFacts {
  return {
    ...encryptedChain,
    registeredProviders: neededProviders.filter((namespace) => !missing.includes(namespace)),
  };
}

/** A managed store of {@link managedGroup} under the key of {@link encryptedChain}. */
export function managedStore(
  service: ManagedStoreFacts['service'],
  change: Partial<ManagedStoreFacts> = {},
): ManagedStoreFacts {
  const { vaultUri = '', name = '' } = required(encryptedChain.key);
  return {
    service,
    name: `azureml${service.toLowerCase()}`,
    keyIdentifier: `${vaultUri}/keys/${name}`,
    ...change,
  };
}

/** The managed resource group of {@link encryptedChain}; its name is not known. */
export const managedGroup: ManagedGroupFacts = Object.freeze({
  workspaceGroup: 'rg-ml',
  stores: Object.freeze([
    managedStore('cosmosDb', { requestUnits: { min: 1200, max: 12_000 } }),
    managedStore('search'),
    managedStore('storage'),
  ]),
  hasVirtualNetwork: false,
});

/** {@link encryptedChain} with its managed resource group changed in some attributes. */
export function withManagedGroup(change: Partial<ManagedGroupFacts> = {}): ChainFacts {
  return { ...encryptedChain, managedGroup: { ...managedGroup, ...change } };
}
