/** What a request may say about a workspace: which properties are known, and what shape each must have. */
import { notSimulated, Refusal } from '../../kernel/errors.ts';
import { isObject, type Json, type JsonObject, objectAt, stringAt } from '../../kernel/json.ts';
import { wordOf } from '../../kernel/read-json.ts';
import { badRequest, isEmpty } from './bad-request.ts';
import { readKindSettings } from './kind-settings.ts';
import { readManagedNetwork } from './workspace-network.ts';
import { readSharedLinks } from './workspace-shared-links.ts';
import { knows } from './workspace-versions.ts';

/** Properties that a request may set. */
const TEXTS = ['friendlyName', 'description', 'imageBuildCompute'] as const;
const IDS = [
  'storageAccount',
  'keyVault',
  'applicationInsights',
  'containerRegistry',
  'primaryUserAssignedIdentity',
  'hubResourceId',
] as const;
const FLAGS = [
  'hbiWorkspace',
  'v1LegacyMode',
  'allowPublicAccessWhenBehindVnet',
  'enableDataIsolation',
  'provisionNetworkNow',
] as const;
const OTHERS = [
  'publicNetworkAccess',
  'encryption',
  'managedNetwork',
  'serverlessComputeSettings',
  'enableServiceSideCMKEncryption',
  'allowRecoverSoftDeletedWorkspace',
  'workspaceHubConfig',
  'featureStoreSettings',
  'sharedPrivateLinkResources',
] as const;

/** Properties that the service alone sets: a body that was read and is sent back holds them. */
const READ_ONLY: ReadonlySet<string> = new Set([
  'associatedWorkspaces',
  'creationTime',
  'discoveryUrl',
  'linkedModelInventoryArmId',
  'mlFlowTrackingUri',
  'notebookInfo',
  'privateEndpointConnections',
  'privateLinkCount',
  'provisioningState',
  'sasGetterUri',
  'scheduledPurgeDate',
  'sdkTelemetryAppInsightsKey',
  'serviceProvisionedResourceGroup',
  'softDeleteEnabled',
  'softDeletedAt',
  'storageHnsEnabled',
  'tenantId',
  'workspaceId',
]);

/** What came with hubs. */
const OF_HUBS = ['hubResourceId', 'workspaceHubConfig'] as const;
const KNOWN: ReadonlySet<string> = new Set([...TEXTS, ...IDS, ...FLAGS, ...OTHERS]);
/** Ids of stores that are there already, in the names of stable versions and of previews (CMK-025). */
const OWN_STORES: ReadonlySet<string> = new Set([
  'cosmosDbResourceId',
  'searchAccountResourceId',
  'storageAccountResourceId',
  'cosmosDbArmId',
  'searchAccountArmId',
  'SearchAccountArmId',
  'storageAccountArmId',
]);
const ENCRYPTION_MEMBERS: ReadonlySet<string> = new Set([
  'status',
  'keyVaultProperties',
  'identity',
]);
const ARM_ID = /^\/(?:subscriptions\/[^/]+\/resourceGroups\/[^/]+\/)?providers\/[^/]+\/.+/i;

/** The properties of a request that count, checked; what its api-version does not know is left out, as Azure does. */
export function readProperties(body: JsonObject, apiVersion: string): JsonObject {
  const given = body['properties'] ?? {};
  if (!isObject(given)) throw badRequest("'properties' must be an object");
  const read: Record<string, Json | undefined> = {};
  for (const [name, value] of Object.entries(given)) {
    if (READ_ONLY.has(name) || value === undefined || value === null) continue;
    if (!KNOWN.has(name)) {
      if (!isEmpty(value)) throw notSimulated(`the workspace property 'properties.${name}'`);
      continue;
    }
    read[name] = value;
  }
  if (!knows(apiVersion, 'serviceSide')) delete read['enableServiceSideCMKEncryption'];
  if (!knows(apiVersion, 'managedNetwork')) delete read['managedNetwork'];
  if (!knows(apiVersion, 'provisionNetworkNow')) delete read['provisionNetworkNow'];
  if (!knows(apiVersion, 'serverless')) delete read['serverlessComputeSettings'];
  if (!knows(apiVersion, 'hub')) for (const name of OF_HUBS) delete read[name];
  if (!knows(apiVersion, 'featureStore')) delete read['featureStoreSettings'];
  // Recorded: the template of the SDK sends them empty, and they are not shown then.
  if (saysNothing(read['featureStoreSettings'])) delete read['featureStoreSettings'];
  for (const name of TEXTS) check(read, name, (value) => typeof value === 'string', 'a string');
  for (const name of FLAGS) readFlag(read, name);
  readFlag(read, 'enableServiceSideCMKEncryption');
  readFlag(read, 'allowRecoverSoftDeletedWorkspace');
  for (const name of IDS) readId(read, name);
  readChoice(read, 'publicNetworkAccess', ['Enabled', 'Disabled']);
  if (read['managedNetwork'] !== undefined) {
    read['managedNetwork'] = readManagedNetwork(read['managedNetwork']);
  }
  if (read['sharedPrivateLinkResources'] !== undefined) {
    read['sharedPrivateLinkResources'] = readSharedLinks(read['sharedPrivateLinkResources']);
  }
  readServerless(read);
  readKindSettings(read);
  if (read['encryption'] !== undefined) read['encryption'] = readEncryption(read['encryption']);
  return read;
}

/** Whether all that it holds is empty. */
function saysNothing(value: Json | undefined): boolean {
  return isObject(value)
    ? Object.values(value).every((member) => saysNothing(member))
    : isEmpty(value);
}

/**
 * `{ status: 'Disabled' }` (its other members may be empty strings) or the block with only what it sets. That the
 * vault and the key are there and agree is a documented rule, judged later.
 */
function readEncryption(encryption: Json): JsonObject {
  if (!isObject(encryption)) throw badRequest("'properties.encryption' must be an object");
  for (const [name, value] of Object.entries(encryption)) {
    if (!ENCRYPTION_MEMBERS.has(name) && !isEmpty(value)) {
      throw notSimulated(
        `the workspace property 'properties.encryption.${name}'`,
        OWN_STORES.has(name) ? 'CMK-025' : undefined,
      );
    }
  }
  const vault = objectAt(encryption, 'keyVaultProperties');
  if (!isEmpty(vault['identityClientId'])) {
    throw notSimulated(
      "the workspace property 'properties.encryption.keyVaultProperties.identityClientId'",
    );
  }
  const status = stringAt(encryption, 'status');
  const normal = ['Enabled', 'Disabled'].find(
    (name) => name.toLowerCase() === status?.toLowerCase(),
  );
  if (status !== undefined && normal === undefined) {
    throw badRequest(`'properties.encryption.status' must be Enabled or Disabled, not '${status}'`);
  }
  if (normal === 'Disabled') return { status: normal };
  const identity = stringAt(encryption['identity'], 'userAssignedIdentity');
  const vaultId = stringAt(vault, 'keyVaultArmId');
  const keyIdentifier = stringAt(vault, 'keyIdentifier');
  return {
    ...(normal === undefined ? {} : { status: normal }),
    keyVaultProperties: {
      ...(vaultId === undefined ? {} : { keyVaultArmId: vaultId }),
      ...(keyIdentifier === undefined ? {} : { keyIdentifier }),
    },
    ...(identity ? { identity: { userAssignedIdentity: identity } } : {}),
  };
}

const SUBNET = 'serverlessComputeCustomSubnet';
const NO_PUBLIC_IP = 'serverlessComputeNoPublicIP';

/** Where nodes of serverless compute are; none runs. */
function readServerless(read: Record<string, Json | undefined>): void {
  const given = read['serverlessComputeSettings'];
  if (given === undefined) return;
  if (!isObject(given))
    throw badRequest("'properties.serverlessComputeSettings' must be an object");
  const settings: Record<string, Json | undefined> = {};
  for (const [name, value] of Object.entries(given)) {
    if (value === null) continue;
    if (name === SUBNET || name === NO_PUBLIC_IP) settings[name] = value;
    else if (!isEmpty(value)) {
      throw notSimulated(`the workspace property 'properties.serverlessComputeSettings.${name}'`);
    }
  }
  readId(settings, SUBNET, `serverlessComputeSettings.${SUBNET}`);
  readFlag(settings, NO_PUBLIC_IP, `serverlessComputeSettings.${NO_PUBLIC_IP}`);
  read['serverlessComputeSettings'] = settings;
}

function check(
  read: Readonly<Record<string, Json | undefined>>,
  name: string,
  holds: (value: Json) => boolean,
  expected: string,
  path = name,
): void {
  const value = read[name];
  if (value !== undefined && !holds(value)) {
    throw badRequest(`'properties.${path}' must be ${expected}`);
  }
}

/** Templates send flags as strings, and Azure takes them. */
function readFlag(read: Record<string, Json | undefined>, name: string, path = name): void {
  const value = read[name];
  if (value === 'true' || value === 'false') read[name] = value === 'true';
  check(read, name, (flag) => typeof flag === 'boolean', 'true or false', path);
}

function readChoice(
  read: Record<string, Json | undefined>,
  name: string,
  choices: readonly string[],
): void {
  const value = read[name];
  if (value === undefined) return;
  const choice = choices.find((one) => one.toLowerCase() === wordOf(value).toLowerCase());
  if (!choice) throw badRequest(`'properties.${name}' must be one of ${choices.join(', ')}`);
  read[name] = choice;
}

/** An empty string means "none". */
function readId(read: Record<string, Json | undefined>, name: string, path = name): void {
  const value = read[name];
  if (value === '') delete read[name];
  if (value === undefined || value === '') return;
  if (typeof value === 'string' && ARM_ID.test(value)) return;
  throw new Refusal({
    status: 400,
    code: 'LinkedInvalidPropertyId',
    message: `Property id '${wordOf(value)}' at path 'properties.${path}' is invalid. Expect fully qualified resource Id that start with '/subscriptions/{subscriptionId}' or '/providers/{resourceProviderNamespace}/'.`,
    evidence: 'recorded',
    failureCause: 'gateway',
  });
}
