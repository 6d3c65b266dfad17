/** Arbitrary valid specs: the grammar takes them all, and no rule of the edition `current` refuses one. */
import fc from 'fast-check';
import { type CloudName, clouds } from '../../src/azure/clouds.ts';
import { regions } from '../../src/spec/regions.ts';
import type {
  AiServicesAccountSpec,
  DatabricksWorkspaceSpec,
  EncryptedRegistrySpec,
  SearchServiceSpec,
  StorageAccountSpec,
  StoreEncryptionSpec,
} from '../../src/spec/store-types.ts';
import type {
  ClusterSpec,
  CmkSpec,
  ContainerGroupSpec,
  DiskEncryptionSetSpec,
  IdentityRef,
  NewKeySpec,
  NewVaultSpec,
  ProjectSpec,
  WorkspaceIdentitySpec,
} from '../../src/spec/types.ts';

/** The lists of what is encrypted beside the workspace. */
type Targets = 'containerGroups' | 'clusters' | 'projects' | Stores;
type Stores =
  | 'storageAccounts'
  | 'containerRegistries'
  | 'searchServices'
  | 'aiServicesAccounts'
  | 'databricksWorkspaces';
type Made<T> = fc.Arbitrary<T>;
type Created<T> = T extends { readonly create: infer C } ? C : never;
type Workspace = CmkSpec['workspace'];
type Part<K extends keyof Workspace> = Created<NonNullable<Workspace[K]>>;

/** Leaves optional members out now and then; never sets one to `undefined`. */
function members<T extends object>(
  required: { readonly [K in keyof T]?: Made<T[K]> },
  optional: { readonly [K in keyof T]?: Made<Exclude<T[K], undefined>> } = {},
): Made<T> {
  return fc.record({ ...required, ...optional } as Record<string, Made<unknown>>, {
    requiredKeys: Object.keys(required),
    noNullPrototype: true,
  }) as unknown as Made<T>;
}

function word(min: number, max: number): Made<string> {
  const letters = fc.constantFrom(...'abcdefghijklmnopqrstuvwxyz0123456789');
  return fc.string({ unit: letters, minLength: min, maxLength: max });
}

const guid = fc.uuid();
const flag = fc.boolean();
const tags = fc.dictionary(word(1, 12), word(0, 20), { maxKeys: 4, noNullPrototype: true });
const onOff = fc.constantFrom('Enabled' as const, 'Disabled' as const);
const version = fc.string({
  unit: fc.constantFrom(...'0123456789abcdef'),
  minLength: 32,
  maxLength: 32,
});
const days = (min: number, max: number): Made<string> =>
  fc.integer({ min, max }).map((count) => `P${count}D`);
const name = (prefix: string): Made<string> => word(2, 8).map((rest) => `${prefix}${rest}`);

function id(subscription: string, type: string): Made<string> {
  const [namespace = '', ...types] = type.split('/');
  return fc
    .tuple(name('rg'), ...types.map((part) => name(part.slice(0, 2).toLowerCase())))
    .map(
      ([group, ...names]) =>
        `/subscriptions/${subscription}/resourceGroups/${group}/providers/${namespace}/${types
          .map((part, index) => `${part}/${names[index]}`)
          .join('/')}`,
    );
}

function existingOr<T>(
  subscription: string,
  type: string,
  create: Made<T>,
): Made<{ readonly existing: string } | { readonly create: T }> {
  return fc.oneof(
    members<{ readonly existing: string }>({ existing: id(subscription, type) }),
    members<{ readonly create: T }>({ create }),
  );
}

function identityRef(subscription: string): Made<IdentityRef> {
  const type = 'Microsoft.ManagedIdentity/userAssignedIdentities';
  return existingOr(subscription, type, members<{ readonly name: string }>({ name: name('id') }));
}

function subnetId(subscription: string): Made<string> {
  return id(subscription, 'Microsoft.Network/virtualNetworks/subnets');
}

function newVault(subscription: string, prefix: string, firewalled: boolean): Made<NewVaultSpec> {
  return members<NewVaultSpec>(
    { name: name(prefix) },
    {
      retentionDays: fc.integer({ min: 7, max: 90 }),
      accessModel: fc.constantFrom('accessPolicies', 'rbac'),
      sku: fc.constant('premium'),
      purgeProtection: fc.constant(true),
      network: members(
        {},
        {
          defaultAction: fc.constantFrom('Allow', firewalled ? 'Deny' : 'Allow'),
          bypass: fc.constant('AzureServices' as const),
          ipRules: fc.array(
            fc.ipV4().map((ip) => ip.replace(/^(10|172|192)\./, '11.')),
            {
              maxLength: 3,
            },
          ),
          subnetIds: fc.array(subnetId(subscription), { maxLength: 2 }),
          publicNetworkAccess: fc.constant('Enabled' as const),
        },
      ),
      privateEndpoint: members({ name: name(`pe-${prefix}`), subnetId: subnetId(subscription) }),
      tags,
    },
  );
}

interface Place {
  readonly cloud: CloudName;
  readonly subscription: string;
  readonly location: string;
}

const place: Made<Place> = fc
  .tuple(fc.constantFrom<CloudName>('public', 'usGovernment', 'china'), guid)
  .chain(([cloud, subscription]) =>
    fc.constantFrom(...regions[cloud]).map((location) => ({ cloud, subscription, location })),
  );

/** A vault and a key in it. */
function vaultAndKey({ cloud, subscription }: Place): Made<Pick<CmkSpec, 'vault' | 'key'>> {
  const newKey = members<{ readonly create: NewKeySpec }>({
    create: members<NewKeySpec>(
      { name: name('key-') },
      {
        type: fc.constant('RSA'),
        size: fc.constantFrom(3072, 4096),
        enabled: fc.constant(true),
        activation: fc.constant('2020-01-01T00:00:00Z'),
        expiry: fc.constant('2099-12-31T23:59:59+02:00'),
        rotationPolicy: members(
          {},
          {
            rotateAfter: days(7, 300),
            expiresAfter: days(400, 900),
            notifyBeforeExpiry: days(7, 60),
          },
        ),
        tags,
      },
    ),
  });
  const create = members({ create: newVault(subscription, 'kv', true) });
  const existing = members({ existing: id(subscription, 'Microsoft.KeyVault/vaults') });
  const withNewKey = fc.record({ vault: fc.oneof(create, existing), key: newKey });
  const withOldKey = fc
    .tuple(existing, name('key-'), version)
    .map(([vault, keyName, keyVersion]) => ({
      vault,
      key: {
        existing: `https://${vault.existing.split('/').at(-1)}.${clouds[cloud].vaultSuffix}/keys/${keyName}/${keyVersion}`,
      },
    }));
  return fc.oneof(withNewKey, withOldKey) as Made<Pick<CmkSpec, 'vault' | 'key'>>;
}

interface Identities {
  readonly identity?: WorkspaceIdentitySpec;
  readonly encryption?: NonNullable<CmkSpec['workspace']['encryption']>;
}

function identities(subscription: string): Made<Identities> {
  const system = fc.constantFrom<Identities>({}, { identity: { type: 'SystemAssigned' } });
  const user = fc
    .uniqueArray(identityRef(subscription), {
      minLength: 1,
      maxLength: 3,
      selector: (ref) => JSON.stringify(ref),
    })
    .chain((refs) =>
      fc.record({
        identity: fc
          .option(fc.nat({ max: refs.length - 1 }), { nil: undefined })
          .map((primary): WorkspaceIdentitySpec => ({
            type: 'UserAssigned',
            identities: refs,
            ...(primary === undefined ? {} : { primary }),
          })),
        encryption: fc.constantFrom(...refs).map((identity) => ({ identity })),
      }),
    );
  return fc.oneof(system, user);
}

function workspace(subscription: string): Made<CmkSpec['workspace']> {
  const storageSkus = ['Standard_LRS', 'Standard_GRS', 'Standard_RAGRS', 'Standard_ZRS'] as const;
  const rest = members<CmkSpec['workspace']>(
    { name: name('mlw-') },
    {
      friendlyName: fc.string({ unit: 'grapheme', maxLength: 20 }).filter(isPrintable),
      description: fc.string({ unit: 'grapheme', maxLength: 40 }).filter(isPrintable),
      highBusinessImpact: flag,
      storage: existingOr(
        subscription,
        'Microsoft.Storage/storageAccounts',
        members<Part<'storage'>>(
          { name: name('st') },
          {
            sku: fc.constantFrom(...storageSkus),
            encryption: members<StoreEncryptionSpec>({}, storeEncryption(subscription)),
          },
        ),
      ) as Made<NonNullable<CmkSpec['workspace']['storage']>>,
      applicationInsights: existingOr(
        subscription,
        'Microsoft.Insights/components',
        members<{ readonly name: string }>({ name: name('appi-') }),
      ),
      containerRegistry: existingOr(
        subscription,
        'Microsoft.ContainerRegistry/registries',
        members<Part<'containerRegistry'>>(
          { name: name('creg') },
          { sku: fc.constantFrom('Basic', 'Standard', 'Premium'), adminUser: flag },
        ),
      ) as Made<NonNullable<CmkSpec['workspace']['containerRegistry']>>,
      keyVault: fc.oneof(
        fc.constant({ sameAsKeyVault: true as const }),
        members({ create: newVault(subscription, 'wv', false) }),
      ) as Made<NonNullable<CmkSpec['workspace']['keyVault']>>,
      publicNetworkAccess: onOff,
      privateEndpoint: members({ name: name('pe-mlw'), subnetId: subnetId(subscription) }),
      managedNetwork: members({
        isolationMode: fc.constantFrom(
          'Disabled' as const,
          'AllowInternetOutbound' as const,
          'AllowOnlyApprovedOutbound' as const,
        ),
      }),
      tags,
    },
  );
  return fc.tuple(rest, identities(subscription)).map(([spec, more]) => ({ ...spec, ...more }));
}

/** Under the workspace's key: another one needs the id of its vault. */
function storeEncryption(subscription: string) {
  return { identity: identityRef(subscription), autoRotate: flag };
}

/** A version of a key in another vault. */
function otherKey({ cloud, subscription }: Place) {
  return fc
    .tuple(id(subscription, 'Microsoft.KeyVault/vaults'), name('key-'), version)
    .map(([vaultId, keyName, keyVersion]) => ({
      keyIdentifier: `https://${vaultId.split('/').at(-1)}.${clouds[cloud].vaultSuffix}/keys/${keyName}/${keyVersion}`,
      vaultId,
    }));
}

/** Stores of one kind, or none: what kinds say to each other is the same for all. */
function stores(at: Place): Made<Pick<CmkSpec, Stores>> {
  const encryption = storeEncryption(at.subscription);
  const list = <T extends { readonly name: string }>(item: Made<T>): Made<readonly T[]> =>
    fc.array(item, { maxLength: 2 }).map((all) => distinct(all, (each) => each.name));
  return fc.oneof(
    fc.constant({}),
    members<Pick<CmkSpec, 'storageAccounts'>>({
      storageAccounts: list(
        members<StorageAccountSpec>(
          { name: name('sta') },
          { hierarchicalNamespace: flag, tags, ...encryption },
        ),
      ),
    }),
    members<Pick<CmkSpec, 'containerRegistries'>>({
      containerRegistries: list(
        members<EncryptedRegistrySpec>(
          { name: name('crega'), identity: encryption.identity },
          { adminUser: flag, autoRotate: flag, tags },
        ),
      ),
    }),
    members<Pick<CmkSpec, 'searchServices'>>({
      searchServices: list(
        members<SearchServiceSpec>(
          { name: name('srch') },
          { sku: fc.constantFrom('basic', 'standard'), tags, ...encryption },
        ),
      ),
    }),
    members<Pick<CmkSpec, 'aiServicesAccounts'>>({
      aiServicesAccounts: otherKey(at).chain((key) =>
        list(
          members<AiServicesAccountSpec>(
            {
              name: name('ai-'),
              keyIdentifier: fc.constant(key.keyIdentifier),
              vaultId: fc.constant(key.vaultId),
            },
            {
              kind: fc.constantFrom('AIServices', 'CognitiveServices'),
              identity: encryption.identity,
              tags,
            },
          ),
        ),
      ),
    }),
    members<Pick<CmkSpec, 'databricksWorkspaces'>>({
      databricksWorkspaces: list(
        members<DatabricksWorkspaceSpec>(
          { name: name('dbw-') },
          { managedResourceGroup: name('rg-dbw'), tags },
        ),
      ),
    }),
  );
}

function isPrintable(text: string): boolean {
  return !/\p{Cc}/u.test(text);
}

function containerGroup({ cloud, subscription }: Place): Made<ContainerGroupSpec> {
  const ownKey = fc
    .tuple(id(subscription, 'Microsoft.KeyVault/vaults'), name('key-'), version)
    .map(([vaultId, keyName, keyVersion]) => ({
      vaultBaseUrl: `https://${vaultId.split('/').at(-1)}.${clouds[cloud].vaultSuffix}`,
      keyName,
      keyVersion,
      vaultId,
    }));
  return members<ContainerGroupSpec>(
    {
      name: name('aci-'),
      image: fc.constantFrom(
        'mcr.microsoft.com/azuredocs/aci-helloworld:latest',
        'nginx',
        'cr.io:5000/a/b@sha256:' + 'a'.repeat(64),
      ),
      identity: identityRef(subscription),
    },
    {
      cpu: fc.constantFrom(0.1, 1, 2.5, 32),
      memoryGiB: fc.constantFrom(0.5, 1.5, 256),
      key: fc.oneof(fc.constant({ sameAsWorkspace: true as const }), ownKey),
      ports: fc.uniqueArray(fc.integer({ min: 1, max: 65_535 }), { maxLength: 3 }),
      tags,
    },
  );
}

function cluster({ subscription }: Place): Made<ClusterSpec> {
  const set = existingOr(
    subscription,
    'Microsoft.Compute/diskEncryptionSets',
    members<Created<DiskEncryptionSetSpec>>(
      { name: name('des-') },
      { identity: identityRef(subscription), autoRotate: flag },
    ),
  ) as Made<DiskEncryptionSetSpec>;
  const create = members<Created<ClusterSpec>>(
    { name: name('aks-'), diskEncryptionSet: set },
    {
      kubernetesVersion: fc.constantFrom('1.24', '1.31', '1.33.2'),
      nodeSize: fc.constant('Standard_D4s_v5'),
      nodeCount: fc.integer({ min: 1, max: 1000 }),
      encryptionAtHost: fc.boolean(),
    },
  );
  const existing = members({
    existing: id(subscription, 'Microsoft.ContainerService/managedClusters'),
    storageClass: name('sc-'),
    diskEncryptionSet: set,
  });
  return fc.oneof(members({ create }), existing) as Made<ClusterSpec>;
}

/** Names must differ between the items of a list: the first of each name stays. */
function distinct<T>(list: readonly T[], nameOf: (item: T) => string | undefined): readonly T[] {
  return list.filter(
    (item, index) => list.findIndex((other) => nameOf(other) === nameOf(item)) === index,
  );
}

function setName(item: ClusterSpec): string {
  const { diskEncryptionSet } = 'create' in item ? item.create : item;
  return 'create' in diskEncryptionSet ? diskEncryptionSet.create.name : diskEncryptionSet.existing;
}

/** Projects without one that has the hub's name. */
function inHub(
  workspace: Workspace,
  projects: readonly ProjectSpec[],
): Pick<CmkSpec, 'workspace' | 'projects'> {
  const isHub = (project: ProjectSpec): boolean =>
    project.name.toLowerCase() === workspace.name.toLowerCase();
  return {
    workspace: { ...workspace, kind: 'Hub' },
    projects: distinct(
      projects.filter((project) => !isHub(project)),
      (project) => project.name.toLowerCase(),
    ),
  };
}

/** Arbitrary valid specs of every cloud. */
export const arbitrarySpec: fc.Arbitrary<CmkSpec> = place.chain((at) =>
  fc
    .tuple(
      members<Omit<CmkSpec, 'vault' | 'key' | Targets | 'cloud'>>(
        {
          formatVersion: fc.constant(1 as const),
          tenantId: guid.filter((tenant) => tenant !== at.subscription),
          subscriptionId: fc.constant(at.subscription),
          resourceGroup: name('rg-'),
          location: fc.constantFrom(at.location, ` ${at.location.toUpperCase()}`),
          // In China it cannot be looked up.
          ...(at.cloud === 'china' ? { cosmosDbPrincipalObjectId: guid } : {}),
          workspace: workspace(at.subscription),
        },
        {
          edition: fc.constant('current'),
          tags,
          ...(at.cloud === 'china' ? {} : { cosmosDbPrincipalObjectId: guid }),
          containerInstancePrincipalObjectId: guid,
          grants: members({}, { deployer: flag, workspace: flag, clusters: flag, stores: flag }),
        },
      ),
      vaultAndKey(at),
      members<Pick<CmkSpec, 'containerGroups' | 'clusters' | 'projects'>>(
        {},
        {
          containerGroups: fc
            .array(containerGroup(at), { maxLength: 3 })
            .map((groups) => distinct(groups, (group) => group.name)),
          clusters: fc
            .array(cluster(at), { maxLength: 3 })
            .map((clusters) => distinct(clusters, setName))
            .map((clusters) => distinct(clusters, (each) => JSON.stringify(each).slice(0, 40))),
          projects: fc.array(
            members<ProjectSpec>(
              { name: name('project-') },
              {
                friendlyName: fc.constant('Fraud'),
                identity: identityRef(at.subscription),
                highBusinessImpact: flag,
                tags,
              },
            ),
            { maxLength: 3 },
          ),
        },
      ),
      stores(at),
    )
    .map(([rest, chain, targets, listed]) => ({
      ...rest,
      ...(at.cloud === 'public' ? {} : { cloud: at.cloud }),
      ...chain,
      ...targets,
      ...listed,
      ...(targets.projects === undefined ? {} : inHub(rest.workspace, targets.projects)),
    })),
);
