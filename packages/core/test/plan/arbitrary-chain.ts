import fc from 'fast-check';
import type { StorageAccountSpec } from '../../src/spec/store-types.ts';
import type {
  ClusterSpec,
  CmkSpec,
  ContainerGroupSpec,
  DiskEncryptionSetSpec,
  IdentityRef,
  NewVaultSpec,
  WorkspaceSpec,
} from '../../src/spec/types.ts';
import { keyVersion, shared, smallSpec } from './specs.ts';

// Few names on purpose: what matters to a plan is what is the same and what is not.
const identityRefs: readonly IdentityRef[] = [
  { create: { name: 'id-one' } },
  { create: { name: 'id-two' } },
  { existing: shared('Microsoft.ManagedIdentity/userAssignedIdentities', 'id-one') },
];
const identity = fc.constantFrom(...identityRefs);
const subnetId = `${shared('Microsoft.Network/virtualNetworks', 'vnet')}/subnets/endpoints`;

function maybe<T>(name: string, value: fc.Arbitrary<T>): fc.Arbitrary<Record<string, T>> {
  return fc.oneof(
    fc.constant({}),
    value.map((one) => ({ [name]: one })),
  ) as fc.Arbitrary<Record<string, T>>;
}

function merged<T>(...parts: readonly fc.Arbitrary<object>[]): fc.Arbitrary<T> {
  return fc.tuple(...parts).map((all) => Object.assign({}, ...all) as T);
}

function newVault(name: string): fc.Arbitrary<NewVaultSpec> {
  return merged<NewVaultSpec>(
    fc.constant({ name }),
    maybe('accessModel', fc.constantFrom('rbac', 'accessPolicies')),
    maybe('retentionDays', fc.integer({ min: 7, max: 90 })),
    maybe('privateEndpoint', fc.constant({ name: `pe-${name}`, subnetId })),
    maybe('tags', fc.constant({ from: 'vault', output: 'uri' })),
  );
}

const existingVault = { existing: shared('Microsoft.KeyVault/vaults', 'kv-shared') };
const vaultAndKey = fc.oneof(
  fc.record({
    vault: newVault('kv-claims').map((create) => ({ create })),
    key: fc.constant({ create: { name: 'claims-cmk' } }),
  }),
  fc.record({
    vault: fc.constant(existingVault),
    key: fc.constantFrom(
      { create: { name: 'claims-cmk' } },
      { existing: `https://kv-shared.vault.azure.net/keys/claims-cmk/${keyVersion}` },
    ),
  }),
);

const workspace: fc.Arbitrary<WorkspaceSpec> = merged<WorkspaceSpec>(
  fc.constant({ name: 'ml-claims' }),
  fc.oneof(
    fc.constant({}),
    fc.subarray([...identityRefs], { minLength: 1 }).chain((identities) =>
      merged<object>(
        fc.constant({ identity: { type: 'UserAssigned', identities } }),
        maybe(
          'encryption',
          fc.constantFrom(...identities).map((one) => ({ identity: one })),
        ),
      ),
    ),
  ),
  maybe('highBusinessImpact', fc.boolean()),
  maybe(
    'storage',
    fc.constantFrom(
      { create: { name: 'stclaims' } },
      { create: { name: 'stclaims', encryption: {} } },
      { create: { name: 'stclaims', encryption: { identity: { create: { name: 'id-one' } } } } },
      { existing: shared('Microsoft.Storage/storageAccounts', 'stshared') },
    ),
  ),
  maybe(
    'containerRegistry',
    fc.constantFrom(
      { create: { name: 'crclaims' } },
      { create: { name: 'crclaims', encryption: { identity: { create: { name: 'id-one' } } } } },
    ),
  ),
  maybe(
    'keyVault',
    fc.oneof(
      fc.constant({ sameAsKeyVault: true }),
      fc.constant(existingVault),
      newVault('kv-workspace').map((create) => ({ create })),
    ),
  ),
  maybe('privateEndpoint', fc.constant({ name: 'pe-ml-claims', subnetId })),
);

const otherKey = {
  vaultBaseUrl: 'https://kv-other.vault.azure.net',
  keyName: 'scoring',
  keyVersion,
  vaultId: shared('Microsoft.KeyVault/vaults', 'kv-other'),
};

function containerGroup(name: string): fc.Arbitrary<ContainerGroupSpec> {
  return merged<ContainerGroupSpec>(
    fc.constant({ name, image: 'nginx' }),
    maybe('identity', identity),
    maybe('key', fc.constantFrom({ sameAsWorkspace: true }, otherKey)),
  );
}

const diskEncryptionSets: readonly DiskEncryptionSetSpec[] = [
  { create: { name: 'des-system' } },
  { create: { name: 'des-user', identity: { create: { name: 'id-one' } } } },
  {
    create: {
      name: 'des-other',
      keyIdentifier: `https://kv-other.vault.azure.net/keys/disks/${keyVersion}`,
      vaultId: otherKey.vaultId,
    },
  },
  { existing: shared('Microsoft.Compute/diskEncryptionSets', 'des-shared') },
];
const diskEncryptionSet = fc.constantFrom(...diskEncryptionSets);

function cluster(name: string): fc.Arbitrary<ClusterSpec> {
  return fc.oneof(
    diskEncryptionSet.map((set) => ({ create: { name, diskEncryptionSet: set } })),
    diskEncryptionSet.map((set) => ({
      existing: shared('Microsoft.ContainerService/managedClusters', 'batch'),
      storageClass: `class-${name}`,
      diskEncryptionSet: set,
    })),
  );
}

const aiKey = {
  keyIdentifier: `https://kv-other.vault.azure.net/keys/ai/${keyVersion}`,
  vaultId: otherKey.vaultId,
};

function storeEncryption(more: object): fc.Arbitrary<StorageAccountSpec> {
  return merged<StorageAccountSpec>(
    fc.constant(more),
    maybe('identity', identity),
    maybe('autoRotate', fc.boolean()),
    fc.constantFrom(
      {},
      {
        keyIdentifier: `https://kv-other.vault.azure.net/keys/stores/${keyVersion}`,
        vaultId: otherKey.vaultId,
      },
    ),
  );
}

const grants = fc.record(
  {
    deployer: fc.boolean(),
    workspace: fc.boolean(),
    containerGroups: fc.boolean(),
    diskEncryptionSets: fc.boolean(),
    clusters: fc.boolean(),
    stores: fc.boolean(),
  },
  { requiredKeys: [] },
);

/** Valid chains of every shape that a plan tells apart. */
export const arbitraryChain: fc.Arbitrary<CmkSpec> = merged<CmkSpec>(
  fc.constant(smallSpec),
  vaultAndKey,
  fc.record({ workspace }),
  maybe('containerGroups', fc.tuple(containerGroup('one'), containerGroup('two'))),
  maybe('clusters', fc.tuple(cluster('one'), cluster('two'), cluster('three'))),
  fc.oneof(
    fc.constant({}),
    fc.record({
      storageAccounts: fc.tuple(
        storeEncryption({ name: 'stone' }),
        storeEncryption({ name: 'sttwo' }),
      ),
    }),
    fc.record({ searchServices: fc.tuple(storeEncryption({ name: 'srch-one' })) }),
    identity.map((one) => ({
      containerRegistries: [{ name: 'crother', identity: one }],
      aiServicesAccounts: [{ name: 'ai-one', identity: one, ...aiKey }],
    })),
    fc.constant({
      aiServicesAccounts: [{ name: 'ai-one', ...aiKey }],
      databricksWorkspaces: [{ name: 'dbw-one' }, { name: 'dbw-two', ...aiKey }],
    }),
  ),
  maybe('grants', grants),
  maybe('cosmosDbPrincipalObjectId', fc.constant('11111111-2222-4333-8444-555555555555')),
  maybe('tags', fc.constant({ from: 'key', output: 'version' })),
);
