/** Workspaces as the facts describe them, sent by the typed client where it carries the body and else by the generic one. */
import type { WorkspaceFacts } from '@azureml-cmk/core/rules';
import { impliedIdentity } from './access.ts';
import { FAST } from './clients.ts';
import { vaultIdParts } from './facts-reader.ts';
import { actualKeyUrl, makeKey, type PlayedWorld } from './world-of-facts.ts';

/** The first stable api-version that keeps everything sent here. */
const API_VERSION = '2025-09-01';
const STORAGE = 'streplay';
const INSIGHTS = 'appi-replay';
const ASSOCIATED_VAULT = 'kv-replay-associate';

type Encryption = NonNullable<WorkspaceFacts['encryption']>;

export function workspaceId({ subscriptionId, group, facts }: PlayedWorld): string {
  return idIn(subscriptionId, group, `MachineLearningServices/workspaces/${facts.workspace?.name}`);
}

function idIn(subscriptionId: string, group: string, rest: string): string {
  return `/subscriptions/${subscriptionId}/resourceGroups/${group}/providers/Microsoft.${rest}`;
}

/** What every workspace needs beside its key: a storage account, Application Insights, a vault of its own. */
export async function makeAssociates(world: PlayedWorld): Promise<void> {
  const { sim, clients, subscriptionId, group, location } = world;
  await clients
    .storage(subscriptionId)
    .storageAccounts.create(
      group,
      STORAGE,
      { kind: 'StorageV2', sku: { name: 'Standard_LRS' }, location },
      FAST,
    );
  await clients
    .resources(subscriptionId)
    .resources.createOrUpdateById(
      idIn(subscriptionId, group, `Insights/components/${INSIGHTS}`),
      '2020-02-02',
      { location, kind: 'web', properties: { Application_Type: 'web' } },
      FAST,
    );
  await clients.vaults(subscriptionId).vaults.createOrUpdate(
    group,
    ASSOCIATED_VAULT,
    {
      location,
      properties: {
        tenantId: sim.tenantId,
        sku: { family: 'A', name: 'standard' },
        enableRbacAuthorization: true,
      },
    },
    FAST,
  );
}

/** The identity that uses the key: named by the workspace, or implied by who is said to have access. */
export function encryptionIdentityOf(world: PlayedWorld): string | undefined {
  const { workspace, keyAccess } = world.facts;
  const isImplied = keyAccess?.some(({ consumer }) => consumer === 'workspaceEncryptionIdentity');
  return (
    workspace?.encryption?.identityId ??
    (isImplied ? impliedIdentity(world, 'id-workspace') : undefined)
  );
}

/** The whole workspace, by PUT. */
export async function putWorkspace(world: PlayedWorld, workspace: WorkspaceFacts): Promise<void> {
  const { clients, subscriptionId, group } = world;
  const { location, kind, encryption, highBusinessImpact, hubId } = workspace;
  const userIdentity = encryption && encryptionIdentityOf(world);
  const identity = userIdentity
    ? { type: 'SystemAssigned,UserAssigned', userAssignedIdentities: { [userIdentity]: {} } }
    : { type: 'SystemAssigned' };
  const properties = {
    ...(hubId === undefined ? associates(world) : { hubResourceId: hubId }),
    ...(highBusinessImpact === undefined ? {} : { hbiWorkspace: highBusinessImpact }),
    ...(encryption ? { encryption: encryptionBody(world, encryption, userIdentity) } : {}),
  };
  if (isTyped(workspace)) {
    await clients
      .workspaces(subscriptionId)
      .workspaces.beginCreateOrUpdateAndWait(
        group,
        workspace.name,
        { location, identity, ...properties },
        FAST,
      );
    return;
  }
  const isServiceSide = encryption?.architecture === 'serviceSide';
  await clients.resources(subscriptionId).resources.createOrUpdateById(
    idIn(subscriptionId, group, `MachineLearningServices/workspaces/${workspace.name}`),
    API_VERSION,
    {
      location,
      kind,
      identity: identity as { type: 'SystemAssigned' },
      properties: {
        ...properties,
        ...(isServiceSide ? { enableServiceSideCMKEncryption: true } : {}),
      },
    },
    FAST,
  );
}

/** What a workspace brings along; a project has that of its hub. */
function associates({ subscriptionId, group }: PlayedWorld) {
  return {
    storageAccount: idIn(subscriptionId, group, `Storage/storageAccounts/${STORAGE}`),
    applicationInsights: idIn(subscriptionId, group, `Insights/components/${INSIGHTS}`),
    keyVault: idIn(subscriptionId, group, `KeyVault/vaults/${ASSOCIATED_VAULT}`),
  };
}

/** The hub of a project, under the key of the chain. */
export async function putHub(world: PlayedWorld): Promise<void> {
  const { workspace, vault, key } = world.facts;
  if (!workspace?.hubId || !vault || !key) throw new TypeError('a project needs a hub and its key');
  const { hubId, ...like } = workspace;
  await putWorkspace(world, {
    ...like,
    name: hubId.split('/').pop() ?? '',
    kind: 'Hub',
    encryption: {
      architecture: 'managedResourceGroup',
      vaultId: vault.id,
      keyIdentifier: key.id,
    },
  });
}

/** The typed client insists on both the vault and the key, and knows neither hubs, service-side encryption nor own stores. */
function isTyped({ kind, encryption }: WorkspaceFacts): boolean {
  if (kind !== 'Default') return false;
  if (!encryption) return true;
  return (
    encryption.ownStores === undefined &&
    encryption.vaultId !== '' &&
    encryption.keyIdentifier !== '' &&
    encryption.architecture === 'managedResourceGroup'
  );
}

/** What is missing is left out, as somebody who forgot it would. */
function encryptionBody(
  world: PlayedWorld,
  { vaultId, keyIdentifier, ownStores }: Encryption,
  userIdentity: string | undefined,
) {
  const keyVaultProperties: Record<string, string> = {};
  if (vaultId !== '') keyVaultProperties['keyVaultArmId'] = vaultId;
  if (keyIdentifier !== '') {
    keyVaultProperties['keyIdentifier'] = requestedKeyUrl(world, keyIdentifier);
  }
  return {
    status: 'Enabled' as const,
    keyVaultProperties: keyVaultProperties as { keyVaultArmId: string; keyIdentifier: string },
    ...(userIdentity ? { identity: { userAssignedIdentity: userIdentity } } : {}),
    ...(ownStores === undefined ? {} : ownStoresBody(world, ownStores)),
  };
}

/** Ids of stores of one's own, and empty strings for the rest, as clients send them. */
function ownStoresBody(
  { subscriptionId, group }: PlayedWorld,
  ownStores: NonNullable<Encryption['ownStores']>,
): Record<string, string> {
  const id = (service: (typeof ownStores)[number], rest: string): string =>
    ownStores.includes(service) ? idIn(subscriptionId, group, rest) : '';
  return {
    cosmosDbResourceId: id('cosmosDb', 'DocumentDB/databaseAccounts/cosmos-own'),
    searchAccountResourceId: id('search', 'Search/searchServices/search-own'),
    storageAccountResourceId: id('storage', 'Storage/storageAccounts/stown'),
  };
}

/** What a plan would pin is pinned by the time it is sent. */
export function requestedKeyUrl(world: PlayedWorld, url: string): string {
  return actualKeyUrl(world, url, world.facts.key?.planned === true);
}

/** The workspace as it was: the facts', or one that is like the new one but under another key of the chain's vault. */
export async function previousWorkspaceOf(world: PlayedWorld): Promise<WorkspaceFacts> {
  const { workspace, previousWorkspace, vault } = world.facts;
  if (previousWorkspace) return previousWorkspace;
  if (!workspace || !vault) throw new TypeError('an update needs a workspace and a vault');
  const vaultName = vaultIdParts(vault.id)?.name.toLowerCase() ?? '';
  const keyIdentifier = await makeKey(world, { vaultName, name: 'key-before' });
  return {
    ...workspace,
    encryption: { architecture: 'managedResourceGroup', vaultId: vault.id, keyIdentifier },
  };
}

/** From the old workspace to the new one: another key by PATCH of the key alone, anything else by PUT of the whole. */
export async function changeWorkspace(
  world: PlayedWorld,
  before: WorkspaceFacts,
  after: WorkspaceFacts,
): Promise<void> {
  const was = before.encryption;
  const is = after.encryption;
  if (!was || !is || (was.keyIdentifier === is.keyIdentifier && was.vaultId === is.vaultId)) {
    await putWorkspace(world, after);
    return;
  }
  const keyVaultProperties = {
    ...(was.vaultId === is.vaultId ? {} : { keyVaultArmId: is.vaultId }),
    keyIdentifier: requestedKeyUrl(world, is.keyIdentifier),
  };
  await world.clients
    .resources(world.subscriptionId)
    .resources.updateById(
      workspaceId(world),
      API_VERSION,
      { properties: { encryption: { keyVaultProperties } } },
      FAST,
    );
}
