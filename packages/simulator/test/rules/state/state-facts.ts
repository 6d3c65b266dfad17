/** Facts of what a simulator holds, read off its state by tests alone: neither the readers of core nor the simulator's. */
import type {
  ChainFacts,
  ClaimFacts,
  ManagedGroupFacts,
  ManagedStoreFacts,
  WorkspaceFacts,
} from '@azureml-cmk/core/rules';
import type { Simulator, StoredResource } from '../../../src/index.ts';

type Members = Readonly<Record<string, unknown>>;

const SERVICES: Readonly<Record<string, ManagedStoreFacts['service']>> = {
  'Microsoft.DocumentDB/databaseAccounts': 'cosmosDb',
  'Microsoft.Search/searchServices': 'search',
  'Microsoft.Storage/storageAccounts': 'storage',
};

/** The role with all data of a vault. */
const VAULT_ADMINISTRATOR = '00482a5a-887f-4fb3-b363-3b7fe8e74483';
/** The role that pulls images. */
export const ACR_PULL = '7f951dda-4ed3-4680-a7ca-43fe172d538d';

const objectIn = (value: unknown, ...path: readonly string[]): Members =>
  path.reduce<Members>((at, name) => (at[name] ?? {}) as Members, (value ?? {}) as Members);
const textIn = (value: unknown, ...path: readonly string[]): string | undefined => {
  const found = objectIn(value, ...path.slice(0, -1))[path.at(-1) ?? ''];
  return typeof found === 'string' ? found : undefined;
};

/** What there is of the workspace, and of what stands around it. */
export function factsOfState(sim: Simulator, workspaceId: string): ChainFacts {
  const workspace = sim.resource(workspaceId);
  const vaultId = textIn(
    workspace?.properties,
    'encryption',
    'keyVaultProperties',
    'keyVaultArmId',
  );
  const keyIdentifier = textIn(
    workspace?.properties,
    'encryption',
    'keyVaultProperties',
    'keyIdentifier',
  );
  const vault = vaultId === undefined ? undefined : sim.resource(vaultId);
  const storage = sim.resource(textIn(workspace?.properties, 'storageAccount') ?? '');
  const group = textIn(workspace?.properties, 'serviceProvisionedResourceGroup');
  return {
    asOf: sim.clock.iso(),
    cloud: 'public',
    tenantId: sim.tenantId,
    cosmosDbApplicationIds: [],
    ...(workspace ? { workspace: workspaceFacts(workspace) } : {}),
    ...(keyIdentifier === undefined ? {} : { key: { id: keyIdentifier } }),
    ...(vault ? { vault: vaultFacts(vault) } : {}),
    ...(workspace?.kind === 'Hub' ? { projects: projectsOf(sim, workspaceId) } : {}),
    ...(workspace && group !== undefined
      ? { managedGroup: groupFacts(sim, workspace, group) }
      : {}),
    ...(storage ? { storageAccounts: [storageFacts(storage)], claims: [claimOf(storage)] } : {}),
  };
}

function workspaceFacts({
  id,
  name,
  location = '',
  kind = '',
  properties,
}: StoredResource): WorkspaceFacts {
  const key = objectIn(properties, 'encryption', 'keyVaultProperties');
  const isEncrypted = textIn(properties, 'encryption', 'status') === 'Enabled';
  return {
    name,
    subscriptionId: id.split('/')[2] ?? '',
    location,
    kind,
    highBusinessImpact: properties['hbiWorkspace'] === true,
    ...(isEncrypted
      ? {
          encryption: {
            architecture:
              properties['enableServiceSideCMKEncryption'] === true
                ? 'serviceSide'
                : 'managedResourceGroup',
            vaultId: textIn(key, 'keyVaultArmId') ?? '',
            keyIdentifier: textIn(key, 'keyIdentifier') ?? '',
          },
        }
      : {}),
  };
}

export function vaultFacts({
  id,
  name,
  location = '',
  properties,
}: StoredResource): NonNullable<ChainFacts['vault']> {
  const { enableSoftDelete, enablePurgeProtection } = properties;
  return {
    id,
    name,
    subscriptionId: id.split('/')[2] ?? '',
    state: {
      location,
      tenantId: textIn(properties, 'tenantId') ?? '',
      uri: textIn(properties, 'vaultUri') ?? '',
      ...(typeof enableSoftDelete === 'boolean' ? { softDelete: enableSoftDelete } : {}),
      ...(typeof enablePurgeProtection === 'boolean'
        ? { purgeProtection: enablePurgeProtection }
        : {}),
      accessModel: properties['enableRbacAuthorization'] === true ? 'rbac' : 'accessPolicies',
    },
  };
}

/** The projects of a hub, and what they show as their own. */
function projectsOf(sim: Simulator, hubId: string): NonNullable<ChainFacts['projects']> {
  const isOurs = ({ properties }: StoredResource): boolean =>
    textIn(properties, 'hubResourceId')?.toLowerCase() === hubId.toLowerCase();
  return sim.resources
    .list({ type: 'Microsoft.MachineLearningServices/workspaces', where: isOurs })
    .map(({ name, location = '', properties }) => {
      const keyIdentifier = textIn(properties, 'encryption', 'keyVaultProperties', 'keyIdentifier');
      const managedGroupName = textIn(properties, 'serviceProvisionedResourceGroup');
      return {
        name,
        location,
        ...(keyIdentifier === undefined ? {} : { keyIdentifier }),
        ...(managedGroupName === undefined ? {} : { managedGroupName }),
      };
    });
}

function groupFacts(sim: Simulator, workspace: StoredResource, name: string): ManagedGroupFacts {
  const stores = sim.resources.list({ group: name });
  const principalId = textIn(workspace.identity, 'principalId');
  const hasRole = ({ id }: StoredResource): boolean =>
    stores.some(
      ({ type, properties }) =>
        type === 'Microsoft.Authorization/roleAssignments' &&
        properties['principalId'] === principalId &&
        textIn(properties, 'scope')?.toLowerCase() === id.toLowerCase(),
    );
  return {
    name,
    workspaceGroup: workspace.id.split('/')[4] ?? '',
    isWorkspacePrivate: workspace.properties['privateEndpointConnections'] !== undefined,
    hasVirtualNetwork: stores.some(({ type }) => type === 'Microsoft.Network/virtualNetworks'),
    stores: stores.flatMap((store): ManagedStoreFacts[] => {
      const service = SERVICES[store.type];
      if (service === undefined) return [];
      const keyIdentifier = keyOf(store);
      const scale = objectIn(store.hidden, 'autoscale');
      const [min, max] = [scale['minimumRequestUnits'], scale['maximumRequestUnits']];
      return [
        {
          service,
          name: store.name,
          ...(keyIdentifier === undefined ? {} : { keyIdentifier }),
          ...(typeof min === 'number' && typeof max === 'number'
            ? { requestUnits: { min, max } }
            : {}),
          isReadByWorkspace: hasRole(store),
          ...(service === 'cosmosDb'
            ? { isPrivate: store.properties['publicNetworkAccess'] === 'Disabled' }
            : {}),
        },
      ];
    }),
  };
}

/** The key that a store is under, with its version where the store shows one. */
export function keyOf({ type, properties }: StoredResource): string | undefined {
  switch (SERVICES[type]) {
    case 'cosmosDb':
      return textIn(properties, 'keyVaultKeyUri');
    case 'search': {
      const key = objectIn(properties, 'encryptionWithCmk', 'serviceLevelEncryptionKey');
      const vault = textIn(key, 'keyVaultUri');
      return vault === undefined
        ? undefined
        : `${vault}/keys/${textIn(key, 'keyVaultKeyName')}/${textIn(key, 'keyVaultKeyVersion')}`;
    }
    case 'storage': {
      if (textIn(properties, 'encryption', 'keySource') !== 'Microsoft.Keyvault') return undefined;
      const key = objectIn(properties, 'encryption', 'keyvaultproperties');
      return `${textIn(key, 'keyvaulturi')?.replace(/\/$/, '')}/keys/${textIn(key, 'keyname')}/${textIn(key, 'keyversion') ?? ''}`;
    }
    default:
      return undefined;
  }
}

function storageFacts({
  name,
  properties,
}: StoredResource): NonNullable<ChainFacts['storageAccounts']>[number] {
  const isHttpsOnly = properties['supportsHttpsTrafficOnly'];
  return { name, ...(typeof isHttpsOnly === 'boolean' ? { httpsOnly: isHttpsOnly } : {}) };
}

/** What a principal may do in a vault by itself: everything of a kind, by policy or role, or not. */
export function credentialAccess(
  sim: Simulator,
  vaultId: string,
  principalId: string,
): NonNullable<ChainFacts['credentialAccess']> {
  const vault = sim.resource(vaultId);
  const policies = (vault?.properties['accessPolicies'] ?? []) as readonly Members[];
  const granted = objectIn(
    policies.find(({ objectId }) => objectId === principalId),
    'permissions',
  );
  const isAdministrator = sim.resources
    .list({ type: 'Microsoft.Authorization/roleAssignments' })
    .some(
      ({ properties }) =>
        properties['principalId'] === principalId &&
        textIn(properties, 'scope')?.toLowerCase() === vaultId.toLowerCase() &&
        textIn(properties, 'roleDefinitionId')?.endsWith(VAULT_ADMINISTRATOR) === true,
    );
  const has = (kind: string): boolean =>
    isAdministrator || (Array.isArray(granted[kind]) && granted[kind].includes('all'));
  return { keys: has('keys'), secrets: has('secrets'), certificates: has('certificates') };
}

/** What can be said of the workspace's own storage account. */
function claimOf(storage: StoredResource): ClaimFacts {
  return {
    place: 'workspaceStorage',
    under: keyOf(storage) === undefined ? 'microsoft' : 'customer',
    provenBy: 'resource',
  };
}

/** What can be said of the temporary disk of a cluster: nothing shows it but what the simulator keeps to itself. */
export function clusterDiskClaim(compute: StoredResource | undefined): ClaimFacts {
  const isEncrypted =
    textIn(compute?.hidden, 'disks', 'temporaryDisk', 'encryptedUnder') === 'microsoftManagedKey';
  return { place: 'clusterTemporaryDisk', under: isEncrypted ? 'platform' : 'none' };
}

/** The registry of the workspace, or that it is gone. */
export function registryFacts(sim: Simulator, id: string): NonNullable<ChainFacts['registry']> {
  const registry = sim.resource(id);
  const name = id.split('/').pop() ?? '';
  if (!registry) return { name, isThere: false };
  const sku = textIn(registry.sku, 'name');
  const isPulledByIdentity = sim.resources
    .list({ type: 'Microsoft.Authorization/roleAssignments' })
    .some(
      ({ properties }) =>
        textIn(properties, 'scope')?.toLowerCase() === id.toLowerCase() &&
        textIn(properties, 'roleDefinitionId')?.endsWith(ACR_PULL) === true,
    );
  const keyIdentifier = textIn(
    registry.properties,
    'encryption',
    'keyVaultProperties',
    'keyIdentifier',
  );
  return {
    name,
    isThere: true,
    isPulledByIdentity,
    adminUser: registry.properties['adminUserEnabled'] === true,
    ...(sku === undefined ? {} : { sku }),
    ...(keyIdentifier === undefined ? {} : { keyIdentifier }),
  };
}
