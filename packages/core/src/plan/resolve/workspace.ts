import type { CmkSpec, ProjectSpec, StorageSpec, Tags, WorkspaceSpec } from '../../spec/types.ts';
import { defaultContainerRegistrySku, defaultStorageSku } from '../defaults.ts';
import {
  applicationInsightsName,
  type NameSeed,
  storageAccountName,
  workspaceVaultName,
} from '../names.ts';
import type {
  DescribedKey,
  DescribedProject,
  DescribedRegistry,
  DescribedResource,
  DescribedStorage,
  DescribedWorkspace,
} from './description.ts';
import type { Identities } from './identities.ts';
import { describePrivateEndpoint } from './private-endpoint.ts';
import { type Home, homeId, requireArmId } from './registry.ts';
import { describeStore } from './stores.ts';
import type { Vaults } from './vaults.ts';

/** What a workspace is described in. */
export interface WorkspaceSurroundings {
  readonly home: Home;
  readonly location: string;
  readonly tags: Tags;
  readonly key: DescribedKey;
  readonly vaults: Vaults;
  readonly identities: Identities;
}

/** What is said alike of workspaces of every kind: hubs and projects are workspaces too. */
export function settingsOf(
  spec: WorkspaceSpec | ProjectSpec,
  tags: Tags,
): DescribedProject['step'] {
  const { friendlyName, description } = spec;
  return {
    ...(friendlyName === undefined ? {} : { friendlyName }),
    ...(description === undefined ? {} : { description }),
    highBusinessImpact: spec.highBusinessImpact ?? false,
    publicNetworkAccess: spec.publicNetworkAccess ?? 'Enabled',
    tags: { ...tags, ...spec.tags },
  };
}

/** Describes the workspace and what belongs to it. */
export function describeWorkspace(
  spec: CmkSpec,
  around: WorkspaceSurroundings,
): DescribedWorkspace {
  const { workspace } = spec;
  const { home, vaults, identities, tags } = around;
  const seed: NameSeed = { ...home, workspace: workspace.name };
  const described = {
    stepId: 'workspace',
    id: homeId(home, 'Microsoft.MachineLearningServices/workspaces', workspace.name),
    name: workspace.name,
    create: true,
  };
  const own =
    workspace.identity?.type === 'UserAssigned'
      ? workspace.identity.identities.map((ref) => identities.add(ref))
      : [];
  const primaryIndex =
    workspace.identity?.type === 'UserAssigned' ? (workspace.identity.primary ?? 0) : 0;
  const primaryIdentity = own[primaryIndex];
  const encryptionIdentity =
    workspace.encryption?.identity && identities.add(workspace.encryption.identity);
  const registry = describeRegistry(workspace.containerRegistry, around);
  return {
    ...described,
    step: {
      ...(workspace.kind === 'Hub' ? { workspaceKind: workspace.kind } : {}),
      ...settingsOf(workspace, tags),
      ...(workspace.managedNetwork === undefined
        ? {}
        : { managedNetworkIsolation: workspace.managedNetwork.isolationMode }),
    },
    architecture: workspace.encryption?.architecture ?? 'managedResourceGroup',
    identities: [...new Set(own)],
    ...(primaryIdentity ? { primaryIdentity } : {}),
    ...(encryptionIdentity ? { encryptionIdentity } : {}),
    vault: describeWorkspaceVault(spec, vaults, seed),
    storage: describeStorage(workspace.storage, around, seed),
    applicationInsights: describeApplicationInsights(workspace.applicationInsights, around, seed),
    ...(registry ? { containerRegistry: registry } : {}),
    ...(workspace.privateEndpoint
      ? {
          privateEndpoint: describePrivateEndpoint(home, workspace.privateEndpoint, {
            stepId: `${described.stepId}.privateEndpoint`,
            target: described,
            groupId: 'amlworkspace',
            tags,
          }),
        }
      : {}),
  };
}

function describeWorkspaceVault(
  { vault, workspace: { keyVault } }: CmkSpec,
  vaults: Vaults,
  seed: NameSeed,
): DescribedWorkspace['vault'] {
  if (!keyVault) return vaults.add({ create: { name: workspaceVaultName(seed) } });
  return vaults.add('sameAsKeyVault' in keyVault ? vault : keyVault);
}

function describeStorage(
  spec: StorageSpec | undefined,
  around: WorkspaceSurroundings,
  seed: NameSeed,
): DescribedStorage {
  const { home, tags } = around;
  const stepId = 'storage';
  if (spec && 'existing' in spec) {
    return { ...existing(stepId, spec.existing), tags: {} };
  }
  const name = spec?.create.name ?? storageAccountName(seed);
  const id = homeId(home, 'Microsoft.Storage/storageAccounts', name);
  const sku = spec?.create.sku ?? defaultStorageSku;
  const common = { stepId, id, name };
  if (!spec?.create.encryption) return { ...common, create: true, sku, tags };
  // Azure ML refuses accounts with a hierarchical namespace.
  const settings = { isHnsEnabled: false };
  const told = { ...common, store: 'storageAccount' as const, sku, settings };
  const store = describeStore(told, spec.create.encryption, around);
  return { ...common, create: true, sku, store, tags };
}

function describeApplicationInsights(
  spec: CmkSpec['workspace']['applicationInsights'],
  { home, location, tags }: WorkspaceSurroundings,
  seed: NameSeed,
): DescribedResource {
  const stepId = 'applicationInsights';
  if (spec && 'existing' in spec) return existing(stepId, spec.existing);
  const name = spec?.create.name ?? applicationInsightsName(seed);
  return {
    stepId,
    id: homeId(home, 'Microsoft.Insights/components', name),
    name,
    create: true,
    // No WorkspaceResourceId: Application Insights then makes and owns a Log Analytics workspace of its own.
    body: { location, kind: 'web', tags, properties: { Application_Type: 'web' } },
  };
}

function describeRegistry(
  spec: CmkSpec['workspace']['containerRegistry'],
  around: WorkspaceSurroundings,
): DescribedRegistry | undefined {
  if (!spec) return undefined;
  const { home, location, tags } = around;
  const stepId = 'containerRegistry';
  if ('existing' in spec) return existing(stepId, spec.existing);
  const { name, sku = defaultContainerRegistrySku, adminUser = true, encryption } = spec.create;
  const common = { stepId, id: homeId(home, 'Microsoft.ContainerRegistry/registries', name), name };
  const properties = { adminUserEnabled: adminUser };
  if (encryption) {
    const told = { ...common, store: 'containerRegistry' as const, sku, settings: properties };
    return { ...common, create: true, store: describeStore(told, encryption, around) };
  }
  return { ...common, create: true, body: { location, sku: { name: sku }, tags, properties } };
}

function existing(stepId: string, id: string): DescribedResource {
  return { stepId, id, name: requireArmId(id).name, create: false };
}
