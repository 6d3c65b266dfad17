/** A workspace as it is stored and shown. */
import { type Json, type JsonObject, objectAt, stringAt } from '../../kernel/json.ts';
import { systemPrincipalOf, userPrincipalOf } from '../../kernel/managed-identity.ts';
import { connectionsOf } from '../../kernel/private-link.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import type { UnitContext } from '../../kernel/resource-type.ts';
import { EARLY_PROJECT_KIND, hasEarlyProjectKind, kindOf } from './workspace-kinds.ts';
import { knows, type WorkspaceFeature } from './workspace-versions.ts';

export const WORKSPACES = 'Microsoft.MachineLearningServices/workspaces';

/** Suffixes of the hosts of workspaces, by cloud. */
export const WORKSPACE_HOSTS: Readonly<
  Record<UnitContext['cloud'], { readonly api: string; readonly notebooks: string }>
> = Object.freeze({
  public: { api: 'api.azureml.ms', notebooks: 'notebooks.azure.net' },
  usGovernment: { api: 'api.ml.azure.us', notebooks: 'notebooks.usgovcloudapi.net' },
  china: { api: 'api.ml.azure.cn', notebooks: 'notebooks.chinacloudapi.cn' },
});

/** Characters of the workspace's name that its notebook host takes. */
const NOTEBOOK_NAME_CHARACTERS = 12;

/** The encryption of a workspace that is under a customer's key. */
export interface WorkspaceEncryption {
  readonly vaultId: string;
  readonly keyIdentifier: string;
  /** The user-assigned identity that uses the key; absent: Azure Cosmos DB's own principal does. */
  readonly identityId?: string;
  readonly architecture: 'managedResourceGroup' | 'serviceSide';
}

/** A workspace's encryption; `undefined` under Microsoft's keys. */
export function encryptionOf(workspace: StoredResource): WorkspaceEncryption | undefined {
  const encryption = objectAt(workspace.properties, 'encryption');
  if (encryption['status'] !== 'Enabled') return undefined;
  const vault = objectAt(encryption, 'keyVaultProperties');
  const identityId = stringAt(encryption['identity'], 'userAssignedIdentity');
  return {
    vaultId: stringAt(vault, 'keyVaultArmId') ?? '',
    keyIdentifier: stringAt(vault, 'keyIdentifier') ?? '',
    ...(identityId === undefined ? {} : { identityId }),
    architecture:
      workspace.properties['enableServiceSideCMKEncryption'] === true
        ? 'serviceSide'
        : 'managedResourceGroup',
  };
}

/** Object ids of what a workspace runs as. */
export function principalsOf(context: UnitContext, workspace: StoredResource): string[] {
  const system = systemPrincipalOf(workspace);
  const primary = stringAt(workspace.properties, 'primaryUserAssignedIdentity');
  const user = primary === undefined ? undefined : userPrincipalOf(context, primary);
  return [system, user].filter((principalId) => principalId !== undefined);
}

/** The service rewrites the ids of what a workspace refers to, whatever the request's casing was. */
export function recasedIds(properties: JsonObject): JsonObject {
  const recased: Record<string, Json | undefined> = { ...properties };
  const recase = (name: string, type: string): void => {
    const id = stringAt(properties, name);
    if (id !== undefined)
      recased[name] = id.replace(/\/providers\/[^/]+\/[^/]+\//i, `/providers/${type}/`);
  };
  recase('storageAccount', 'Microsoft.Storage/storageAccounts');
  recase('keyVault', 'Microsoft.Keyvault/vaults');
  recase('applicationInsights', 'Microsoft.insights/components');
  recase('containerRegistry', 'Microsoft.ContainerRegistry/registries');
  return recased;
}

/** What the service adds to a workspace when it is made. */
export function servedProperties(context: UnitContext, workspace: StoredResource): JsonObject {
  const { name, id, location = '', properties } = workspace;
  const hosts = WORKSPACE_HOSTS[context.cloud];
  const workspaceId = context.guid();
  const shortName = name
    .slice(0, NOTEBOOK_NAME_CHARACTERS)
    .toLowerCase()
    .replaceAll(/[^a-z0-9]/g, '');
  const insights = context.resource(stringAt(properties, 'applicationInsights') ?? '');
  const isHub = kindOf(workspace) === 'Hub';
  return {
    tenantId: context.subscription.tenantId,
    workspaceId,
    notebookInfo: {
      resourceId: isHub ? null : context.guid().replaceAll('-', ''),
      fqdn: `ml-${shortName}-${location}-${workspaceId}.${location}.${hosts.notebooks}`,
      isPrivateLinkEnabled: false,
      notebookPreparationError: null,
    },
    storageHnsEnabled: false,
    linkedModelInventoryArmId: null,
    discoveryUrl: `https://${location}.${hosts.api}/discovery`,
    mlFlowTrackingUri: `azureml://${location}.${hosts.api}/mlflow/v1.0${id}`,
    sdkTelemetryAppInsightsKey:
      stringAt(insights?.properties, 'InstrumentationKey') ?? context.guid(),
    sasGetterUri: '',
    softDeleteEnabled: true,
    ...(isHub ? { enableDataIsolation: true, associatedWorkspaces: [] } : {}),
  };
}

/** Properties that answers always have, and what they hold when nobody set them. */
const ALWAYS: JsonObject = Object.freeze({
  friendlyName: '',
  description: '',
  storageAccount: null,
  keyVault: null,
  applicationInsights: null,
  hbiWorkspace: false,
  tenantId: null,
  imageBuildCompute: null,
  provisioningState: 'Succeeded',
  v1LegacyMode: false,
  containerRegistry: null,
  publicNetworkAccess: 'Enabled',
});

const SINCE_MANAGED_NETWORK: JsonObject = Object.freeze({
  managedNetwork: Object.freeze({ isolationMode: 'Disabled' }),
  enableDataIsolation: false,
});

/** What no api-version before the feature shows. */
const HIDDEN_BEFORE: readonly (readonly [WorkspaceFeature, readonly string[]])[] = [
  ['managedNetwork', ['managedNetwork', 'creationTime', 'enableDataIsolation']],
  ['provisionNetworkNow', ['provisionNetworkNow']],
  ['softDelete', ['softDeleteEnabled']],
  ['v1LegacyMode', ['v1LegacyMode']],
  ['serverless', ['serverlessComputeSettings']],
  ['serviceSide', ['enableServiceSideCMKEncryption']],
  ['hub', ['hubResourceId', 'workspaceHubConfig', 'associatedWorkspaces']],
  ['featureStore', ['featureStoreSettings']],
];

/** The body of a workspace: explicit nulls, and only what the api-version knows. */
export function presentWorkspace(workspace: StoredResource, apiVersion: string): Json {
  const { id, name, location, tags, identity, sku, systemData } = workspace;
  const properties: Record<string, Json | undefined> = { ...ALWAYS };
  if (knows(apiVersion, 'managedNetwork')) {
    Object.assign(properties, SINCE_MANAGED_NETWORK, { creationTime: systemData?.createdAt });
  }
  Object.assign(properties, workspace.properties);
  if (properties['imageBuildCompute'] === '') properties['imageBuildCompute'] = null;
  const connections = connectionsShown(workspace);
  properties['privateLinkCount'] = connections.length;
  if (connections.length > 0) properties['privateEndpointConnections'] = connections;
  for (const [feature, names] of HIDDEN_BEFORE) {
    if (!knows(apiVersion, feature)) for (const hidden of names) delete properties[hidden];
  }
  return {
    id,
    name,
    type: WORKSPACES,
    location,
    tags: tags ?? {},
    etag: null,
    properties: hasHubLists(workspace, apiVersion) ? inLists(properties) : properties,
    identity,
    ...(knows(apiVersion, 'kind') ? { kind: shownKind(workspace, apiVersion) } : {}),
    sku,
    ...(systemData === undefined ? {} : { systemData: { ...systemData } }),
  };
}

/** The connections as a workspace shows them. */
function connectionsShown(workspace: StoredResource): JsonObject[] {
  return connectionsOf(workspace).map(({ id, properties }) => ({
    id,
    name: String(id).split('/').pop() ?? '',
    type: `${WORKSPACES}/privateEndpointConnections`,
    properties,
  }));
}

function shownKind(workspace: StoredResource, apiVersion: string): string {
  const kind = kindOf(workspace);
  return kind === 'Project' && hasEarlyProjectKind(apiVersion) ? EARLY_PROJECT_KIND : kind;
}

/** The previews of 2023 show what a hub is associated with in lists. */
function hasHubLists(workspace: StoredResource, apiVersion: string): boolean {
  return kindOf(workspace) === 'Hub' && /^2023-.*-preview$/.test(apiVersion);
}

function inLists(
  properties: Readonly<Record<string, Json | undefined>>,
): Record<string, Json | undefined> {
  const listed = (name: string): Json[] =>
    [properties[name]].filter((id) => typeof id === 'string');
  return {
    ...properties,
    storageAccount: null,
    keyVault: null,
    applicationInsights: null,
    storageAccounts: listed('storageAccount'),
    keyVaults: listed('keyVault').map((id) =>
      String(id).replace('/Microsoft.Keyvault/', '/Microsoft.KeyVault/'),
    ),
    containerRegistry: properties['containerRegistry'] ?? '',
  };
}
