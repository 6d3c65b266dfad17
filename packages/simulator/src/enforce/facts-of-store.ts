/**
 * Reads facts out of the simulator's store: on its own, not with the readers of core, so that a plan and its simulation
 * do not agree by construction.
 */
import type {
  ChainFacts,
  ClusterFacts,
  ContainerGroupFacts,
  DiskEncryptionSetFacts,
  KeyAccessFacts,
  KeyConsumer,
  KeyFacts,
  VaultFacts,
  VaultState,
  WorkspaceFacts,
} from '@azureml-cmk/core/rules';
import type { Directory } from '../kernel/directory.ts';
import { firstPartyAppId } from '../kernel/first-party.ts';
import { type JsonObject, objectAt, stringAt } from '../kernel/json.ts';
import type { KeyPort, RuleSubject } from '../kernel/ports.ts';
import type { ResourceStore, StoredResource } from '../kernel/resource.ts';
import type { Settings } from '../kernel/settings.ts';
import type { World } from '../kernel/world.ts';

/** What facts are read from. */
export interface FactSources {
  readonly world: World;
  readonly store: ResourceStore;
  readonly directory: Directory;
  readonly keys: KeyPort;
  readonly settings: Settings;
}

/** A key as something names it, and who uses it. */
interface KeyUse {
  readonly keyIdentifier: string;
  /** ARM id of the vault, when the key's user names it. */
  readonly vaultId?: string | undefined;
  readonly consumer: KeyConsumer;
  readonly target: string;
  readonly principalId: string | undefined;
}

/** The facts about what is being written. */
export function factsOf(sources: FactSources, subject: RuleSubject): ChainFacts {
  const { workspace, previousWorkspace, containerGroup, cluster, previousCluster } = subject;
  const set = subject.diskEncryptionSet ?? diskEncryptionSetOf(sources, cluster);
  const about = workspace ?? containerGroup ?? cluster ?? set ?? subject.vault;
  const use =
    useOfWorkspace(sources, workspace) ??
    useOfContainerGroup(sources, containerGroup) ??
    useOfSet(sources, set);
  return {
    asOf: new Date(sources.world.now).toISOString(),
    cloud: sources.settings.cloud.name,
    ...tenantOf(sources, about),
    cosmosDbApplicationIds: (['public', 'usGovernment', 'china'] as const).map((cloud) =>
      firstPartyAppId('cosmosDb', cloud),
    ),
    ...vaultAndKey(sources, use, subject.vault),
    ...(workspace ? { workspace: workspaceFacts(workspace) } : {}),
    ...(previousWorkspace ? { previousWorkspace: workspaceFacts(previousWorkspace) } : {}),
    ...(containerGroup ? containerGroupFacts(containerGroup) : {}),
    ...(set ? { diskEncryptionSets: [setFacts(sources, set)] } : {}),
    ...(cluster && set ? { clusters: [clusterFacts(cluster, previousCluster)] } : {}),
  };
}

function tenantOf(
  { directory }: FactSources,
  about: StoredResource | undefined,
): { readonly tenantId?: string } {
  const tenantId = about && directory.subscription(subscriptionOf(about.id))?.tenantId;
  return tenantId === undefined ? {} : { tenantId };
}

function vaultAndKey(
  sources: FactSources,
  use: KeyUse | undefined,
  vault: StoredResource | undefined,
): Pick<ChainFacts, 'vault' | 'key' | 'keyAccess'> {
  if (!use) return vault ? { vault: vaultFacts(vault.id, vault) } : {};
  const found =
    vault ??
    (use.vaultId === undefined
      ? sources.keys.vaultOf(use.keyIdentifier)
      : sources.store.get(use.vaultId));
  const vaultId = use.vaultId ?? found?.id ?? '';
  const key = keyFacts(sources, use.keyIdentifier);
  return {
    ...(VAULT_ID.test(vaultId) ? { vault: vaultFacts(vaultId, found) } : {}),
    key,
    // Whether somebody may use a key that is not there is unknown, not a "no".
    ...(key.state ? { keyAccess: [accessFacts(sources, use)] } : {}),
  };
}

/** What is not the id of a vault tells nothing about one. */
const VAULT_ID =
  /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\/Microsoft\.KeyVault\/vaults\/[^/]+$/i;

function vaultFacts(id: string, vault: StoredResource | undefined): VaultFacts {
  return {
    id,
    name: vault?.name ?? id.split('/').pop() ?? '',
    subscriptionId: subscriptionOf(id),
    ...(vault ? { state: vaultState(vault) } : {}),
  };
}

function vaultState({ location = '', properties }: StoredResource): VaultState {
  const softDelete = properties['enableSoftDelete'];
  const purgeProtection = properties['enablePurgeProtection'];
  const retentionDays = properties['softDeleteRetentionInDays'];
  return {
    location,
    tenantId: stringAt(properties, 'tenantId') ?? '',
    uri: (stringAt(properties, 'vaultUri') ?? '').replace(/\/$/, ''),
    ...(typeof softDelete === 'boolean' ? { softDelete } : {}),
    ...(typeof purgeProtection === 'boolean' ? { purgeProtection } : {}),
    ...(typeof retentionDays === 'number' ? { retentionDays } : {}),
    accessModel: properties['enableRbacAuthorization'] === true ? 'rbac' : 'accessPolicies',
  };
}

const KEY_URL = /^(https:\/\/[^/]+)\/keys\/([^/]+)(?:\/([^/]+))?\/?$/i;

function keyFacts({ keys }: FactSources, keyIdentifier: string): KeyFacts {
  const [, vaultUri, name, version] = KEY_URL.exec(keyIdentifier) ?? [];
  const key = keys.describe(keyIdentifier);
  const at = (seconds: number): string => new Date(seconds * 1000).toISOString();
  return {
    id: keyIdentifier,
    ...(vaultUri === undefined ? {} : { vaultUri: vaultUri.toLowerCase() }),
    ...(name === undefined ? {} : { name }),
    ...(version === undefined ? {} : { version }),
    ...(key
      ? {
          state: {
            type: key.type,
            ...(key.sizeBits === undefined ? {} : { sizeBits: key.sizeBits }),
            enabled: key.enabled,
            ...(key.notBefore === undefined ? {} : { notBefore: at(key.notBefore) }),
            ...(key.expires === undefined ? {} : { expires: at(key.expires) }),
          },
        }
      : {}),
  };
}

function accessFacts({ keys }: FactSources, use: KeyUse): KeyAccessFacts {
  const { consumer, target, principalId, keyIdentifier } = use;
  return {
    consumer,
    target,
    ...(principalId === undefined ? {} : { principalId }),
    granted: principalId === undefined ? [] : keys.permitted(keyIdentifier, principalId),
  };
}

function useOfWorkspace(
  sources: FactSources,
  workspace: StoredResource | undefined,
): KeyUse | undefined {
  const encryption = workspace && encryptionOf(workspace);
  if (!workspace || !encryption) return undefined;
  const { identityId, keyIdentifier, vaultId } = encryption;
  return {
    keyIdentifier,
    vaultId,
    consumer: identityId === undefined ? 'cosmosDb' : 'workspaceEncryptionIdentity',
    target: 'workspace',
    principalId:
      identityId === undefined
        ? firstParty(sources, 'cosmosDb', workspace)
        : userPrincipal(sources, identityId),
  };
}

function useOfContainerGroup(
  sources: FactSources,
  group: StoredResource | undefined,
): KeyUse | undefined {
  const encryption = objectAt(group?.properties, 'encryptionProperties');
  const vaultBaseUrl = stringAt(encryption, 'vaultBaseUrl');
  const keyName = stringAt(encryption, 'keyName');
  const keyVersion = stringAt(encryption, 'keyVersion');
  if (!group || !vaultBaseUrl || !keyName || !keyVersion) return undefined;
  const identityId = stringAt(encryption, 'identity');
  return {
    keyIdentifier: `${vaultBaseUrl.replace(/\/+$/, '')}/keys/${keyName}/${keyVersion}`,
    consumer: identityId === undefined ? 'containerInstance' : 'containerGroupIdentity',
    target: group.name,
    principalId:
      identityId === undefined
        ? firstParty(sources, 'containerInstance', group)
        : userPrincipal(sources, identityId),
  };
}

function useOfSet(sources: FactSources, set: StoredResource | undefined): KeyUse | undefined {
  const keyIdentifier = stringAt(objectAt(set?.properties, 'activeKey'), 'keyUrl');
  if (!set || keyIdentifier === undefined) return undefined;
  const identityId = userIdentityOf(set.identity);
  return {
    keyIdentifier,
    consumer: 'diskEncryptionSet',
    target: set.name,
    principalId:
      identityId === undefined
        ? stringAt(set.identity, 'principalId')
        : userPrincipal(sources, identityId),
  };
}

function workspaceFacts(workspace: StoredResource): WorkspaceFacts {
  const encryption = encryptionOf(workspace);
  const highBusinessImpact = workspace.properties['hbiWorkspace'];
  return {
    name: workspace.name,
    subscriptionId: subscriptionOf(workspace.id),
    location: workspace.location ?? '',
    kind: workspace.kind ?? 'Default',
    ...(typeof highBusinessImpact === 'boolean' ? { highBusinessImpact } : {}),
    ...(encryption ? { encryption } : {}),
  };
}

function encryptionOf({ properties }: StoredResource): WorkspaceFacts['encryption'] {
  const encryption = objectAt(properties, 'encryption');
  if (encryption['status'] !== 'Enabled') return undefined;
  const vault = objectAt(encryption, 'keyVaultProperties');
  const identityId = stringAt(encryption['identity'], 'userAssignedIdentity');
  const isServiceSide = properties['enableServiceSideCMKEncryption'] === true;
  return {
    architecture: isServiceSide ? 'serviceSide' : 'managedResourceGroup',
    vaultId: stringAt(vault, 'keyVaultArmId') ?? '',
    keyIdentifier: stringAt(vault, 'keyIdentifier') ?? '',
    ...(identityId === undefined ? {} : { identityId }),
  };
}

function containerGroupFacts(group: StoredResource): Pick<ChainFacts, 'containerGroups'> {
  if (group.properties['encryptionProperties'] === undefined) return {};
  const encryption = objectAt(group.properties, 'encryptionProperties');
  const facts: Record<string, string> = {};
  for (const [name, member] of [
    ['vaultBaseUrl', 'vaultBaseUrl'],
    ['keyName', 'keyName'],
    ['keyVersion', 'keyVersion'],
    ['identityId', 'identity'],
  ] as const) {
    const value = stringAt(encryption, member);
    if (value !== undefined) facts[name] = value;
  }
  const found: ContainerGroupFacts = { name: group.name, ...facts };
  return { containerGroups: [found] };
}

function setFacts({ keys }: FactSources, set: StoredResource): DiskEncryptionSetFacts {
  const keyUrl = stringAt(objectAt(set.properties, 'activeKey'), 'keyUrl') ?? '';
  const vaultLocation = keys.vaultOf(keyUrl)?.location;
  const identityId = userIdentityOf(set.identity);
  return {
    name: set.name,
    subscriptionId: subscriptionOf(set.id),
    location: set.location ?? '',
    ...(vaultLocation === undefined ? {} : { vaultLocation }),
    ...(identityId === undefined ? {} : { identityId }),
  };
}

/** Asking an existing cluster for another set is asking for its OS disks. */
function clusterFacts(cluster: StoredResource, previous: StoredResource | undefined): ClusterFacts {
  const version = stringAt(cluster.properties, 'kubernetesVersion');
  const isSameSet =
    previous !== undefined && setIdOf(previous)?.toLowerCase() === setIdOf(cluster)?.toLowerCase();
  return {
    name: cluster.name,
    ...(cluster.location === undefined ? {} : { location: cluster.location }),
    ...(version ? { kubernetesVersion: version } : {}),
    when: previous ? 'existing' : 'creation',
    disks: isSameSet ? [] : ['os', 'data'],
  };
}

function diskEncryptionSetOf(
  { store }: FactSources,
  cluster: StoredResource | undefined,
): StoredResource | undefined {
  const id = cluster && setIdOf(cluster);
  return id === undefined ? undefined : store.get(id);
}

function setIdOf(cluster: StoredResource): string | undefined {
  return stringAt(cluster.properties, 'diskEncryptionSetID');
}

function firstParty(
  { directory, settings }: FactSources,
  name: 'cosmosDb' | 'containerInstance',
  about: StoredResource,
): string | undefined {
  const tenantId = directory.subscription(subscriptionOf(about.id))?.tenantId ?? '';
  return directory.servicePrincipal(tenantId, firstPartyAppId(name, settings.cloud.name))?.objectId;
}

function userPrincipal({ store }: FactSources, identityId: string): string | undefined {
  return stringAt(store.get(identityId)?.properties, 'principalId');
}

/** A resource with its own identity uses that one; else its first user-assigned one. */
function userIdentityOf(identity: JsonObject | undefined): string | undefined {
  if (stringAt(identity, 'principalId') !== undefined) return undefined;
  return Object.keys(objectAt(identity, 'userAssignedIdentities'))[0];
}

function subscriptionOf(id: string): string {
  return id.split('/')[2] ?? '';
}
