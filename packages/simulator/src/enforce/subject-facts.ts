/** What is written, as facts: workspaces, container groups, disk encryption sets, clusters. */
import type {
  ChainFacts,
  ClusterFacts,
  ContainerGroupFacts,
  DiskEncryptionSetFacts,
  WorkspaceFacts,
} from '@azureml-cmk/core/rules';
import { type JsonObject, objectAt, stringAt } from '../kernel/json.ts';
import type { KeyPort } from '../kernel/ports.ts';
import type { StoredResource } from '../kernel/resource.ts';

export function workspaceFacts(workspace: StoredResource): WorkspaceFacts {
  const encryption = encryptionOf(workspace);
  const highBusinessImpact = workspace.properties['hbiWorkspace'];
  const hubId = stringAt(workspace.properties, 'hubResourceId');
  return {
    name: workspace.name,
    subscriptionId: subscriptionOf(workspace.id),
    location: workspace.location ?? '',
    kind: workspace.kind ?? 'Default',
    ...(hubId === undefined ? {} : { hubId }),
    ...(typeof highBusinessImpact === 'boolean' ? { highBusinessImpact } : {}),
    ...(encryption ? { encryption } : {}),
  };
}

export function encryptionOf({ properties }: StoredResource): WorkspaceFacts['encryption'] {
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

export function containerGroupFacts(group: StoredResource): Pick<ChainFacts, 'containerGroups'> {
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

export function endpointFacts({ name, type }: StoredResource): Pick<ChainFacts, 'endpoints'> {
  const isBatch = type.toLowerCase().endsWith('/batchendpoints');
  return { endpoints: [{ name, kind: isBatch ? 'batch' : 'online' }] };
}

export function setFacts(
  { keys }: { readonly keys: KeyPort },
  set: StoredResource,
): DiskEncryptionSetFacts {
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
export function clusterFacts(
  cluster: StoredResource,
  previous: StoredResource | undefined,
): ClusterFacts {
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

export function setIdOf(cluster: StoredResource): string | undefined {
  return stringAt(cluster.properties, 'diskEncryptionSetID');
}

/** A resource with its own identity uses that one; else its first user-assigned one. */
export function userIdentityOf(identity: JsonObject | undefined): string | undefined {
  if (stringAt(identity, 'principalId') !== undefined) return undefined;
  return Object.keys(objectAt(identity, 'userAssignedIdentities'))[0];
}

export function subscriptionOf(id: string): string {
  return id.split('/', 3)[2] ?? '';
}
