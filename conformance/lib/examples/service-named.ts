/**
 * What examples take for granted, by their paths, in one table: what a service makes under a name of its own (the request
 * says the name that it has here), and the state in which what they ask for makes sense.
 */
import type { Simulator } from '@azureml-cmk/simulator';
import type { Answer } from '../compare.ts';
import { send } from '../driver.ts';
import { type Json, type JsonObject, listedIn, stringAt } from '../json.ts';
import type { Builder } from './builder.ts';
import { driveToEnd } from './lro.ts';
import type { Request } from './play.ts';

/** Sends, and waits for what it begins. */
type Ask = (method: string, path: string, body?: Json) => Promise<Answer>;
/** Sends, and waits for nothing. */
type Begin = (method: string, path: string) => Promise<Answer>;

/** Makes what a match tells of; the text to put in its place. */
type Maker = (
  parts: readonly string[],
  builder: Builder,
  ask: Ask,
  begin: Begin,
) => Promise<string | undefined>;

/** By path; with methods where others do not need it. */
const MAKERS: readonly (readonly [RegExp, Maker, (readonly string[])?])[] = [
  [/^(.*)\/privateEndpointConnections\/[^/]+$/i, connection],
  [/^(.*)\/networkInterfaces\/([^/]+)$/i, networkInterface, ['GET', 'PATCH']],
  [/^(.*\/Microsoft\.Network)\/privateLinkServices\/[^/]+$/i, balancedElsewhere, ['PUT']],
  [/^(.*)\/failoverPriorityChange$/i, twoRegions],
  [/\/providers\/Microsoft\.Compute\/snapshots\/[^/]+/i, smallDisk],
  [/^(.*\/managedClusters\/[^/]+(?:\/agentPools\/[^/]+)?)\/abort$/i, underWay],
  [/^(.*\/containerGroups\/[^/]+)\/containers\/([^/]+)\/logs$/i, groupWithContainer],
  [/^(.*\/Microsoft\.Compute\/disks\/[^/]+)\/beginGetAccess$/i, uploadedSecurely],
  [/^(.*\/vaults\/[^/]+\/keys\/[^/]+)\/versions\/[^/]+$/i, keyVersion],
  [/^(.*)\/deleteQueryKey\/[^/]+$/i, queryKey],
  [/^.*\/providers\/Microsoft\.ManagedIdentity\/identities\/default$/i, ownIdentity],
  [/^.*\/providers\/Microsoft\.Authorization\/denyAssignments\/[^/]+$/i, denyAssignment],
  [/^\/providers\/Microsoft\.DocumentDB\/databaseAccountNames\/([^/]+)$/i, accountName],
];

/** The request with the names that services gave. */
export async function withServiceNames(
  sim: Simulator,
  builder: Builder,
  request: Request,
): Promise<Request> {
  const url = new URL(request.url);
  const path = decodeURIComponent(url.pathname);
  for (const [pattern, make, methods] of MAKERS) {
    const parts = pattern.exec(path);
    if (!parts || methods?.includes(request.method) === false) continue;
    const begin = (method: string, to: string, body: Json = null): Promise<Answer> =>
      send(sim, { method, url: `${url.origin}${to}${url.search}`, body });
    const ask: Ask = async (method, to, body) => {
      const answer = await begin(method, to, body);
      await driveToEnd(sim, answer);
      return answer;
    };
    const named = await make(parts.slice(1), builder, ask, begin);
    return named === undefined ? request : { ...request, url: url.origin + named + url.search };
  }
  return request;
}

const CONNECTED = /\/providers\/([^/]+\/[^/]+)\/[^/]+$/;
/** What of a resource an endpoint leads to, by its type in lower case. */
const LINKS: Readonly<Record<string, string>> = {
  'microsoft.compute/diskaccesses': 'disks',
  'microsoft.containerregistry/registries': 'registry',
  'microsoft.databricks/workspaces': 'databricks_ui_api',
  'microsoft.documentdb/databaseaccounts': 'Sql',
  'microsoft.keyvault/vaults': 'vault',
  'microsoft.machinelearningservices/workspaces': 'amlworkspace',
  'microsoft.network/privatelinkservices': '',
  'microsoft.search/searchservices': 'searchService',
  'microsoft.storage/storageaccounts': 'blob',
};

async function connection(
  [parent = '']: readonly string[],
  builder: Builder,
  ask: Ask,
): Promise<string | undefined> {
  const link = LINKS[CONNECTED.exec(parent)?.[1]?.toLowerCase() ?? ''];
  if (link === undefined) return undefined;
  await builder.make(parent);
  await endpoint(builder, parent, link);
  return firstIn(`${parent}/privateEndpointConnections`, ask);
}

/** A private endpoint makes its interface, under the name that it is asked to have. */
async function networkInterface(
  [network = '', customNetworkInterfaceName = '']: readonly string[],
  builder: Builder,
): Promise<undefined> {
  const target = network.replace(
    /Microsoft\.Network$/i,
    'Microsoft.Storage/storageAccounts/stlinked',
  );
  await builder.make(target);
  await endpoint(builder, target, 'blob', { customNetworkInterfaceName });
}

async function endpoint(
  builder: Builder,
  target: string,
  link: string,
  more: JsonObject = {},
): Promise<void> {
  const group = target.split('/').slice(0, 5).join('/');
  const network = `${group}/providers/Microsoft.Network`;
  const subnet = `${network}/virtualNetworks/connected/subnets/default`;
  await builder.make(subnet);
  const properties = {
    subnet: { id: subnet },
    privateLinkServiceConnections: [
      {
        name: 'connected',
        properties: { privateLinkServiceId: target, groupIds: link === '' ? [] : [link] },
      },
    ],
    ...more,
  };
  await builder.make(`${network}/privateEndpoints/connected`, [
    { apiVersion: '2024-10-01', body: { location: 'eastus', properties } },
  ]);
}

/** The example wants for itself an address that the load balancer before it would have in the same subnet. */
async function balancedElsewhere(
  [network = '']: readonly string[],
  builder: Builder,
): Promise<undefined> {
  const subnet = { id: `${network}/virtualNetworks/balanced/subnets/default` };
  const frontendIPConfigurations = [{ name: 'fe-lb', properties: { subnet } }];
  const properties = { frontendIPConfigurations };
  const body = { location: 'eastus', sku: { name: 'Standard' }, properties };
  await builder.make(`${network}/loadBalancers/lb`, [{ apiVersion: '2024-10-01', body }]);
}

async function keyVersion(
  [key = '']: readonly string[],
  builder: Builder,
  ask: Ask,
): Promise<string | undefined> {
  await builder.make(key);
  return firstIn(`${key}/versions`, ask);
}

async function queryKey(
  [service = '']: readonly string[],
  builder: Builder,
  ask: Ask,
): Promise<string | undefined> {
  await builder.make(service);
  const { body } = await ask('POST', `${service}/createQueryKey/made`);
  const key = stringAt(body, 'key');
  return key === undefined ? undefined : `${service}/deleteQueryKey/${key}`;
}

/** Of any resource that has an identity of its own: the example says only that there is one. */
async function ownIdentity(_parts: readonly string[], builder: Builder): Promise<string> {
  const group = `/subscriptions/${builder.subscriptionId}/resourceGroups/identities`;
  const id = `${group}/providers/Microsoft.Search/searchServices/withidentity`;
  const body = { location: 'eastus', sku: { name: 'basic' }, identity: { type: 'SystemAssigned' } };
  await builder.make(id, [{ apiVersion: '2025-05-01', body }]);
  return `${id}/providers/Microsoft.ManagedIdentity/identities/default`;
}

/** Azure alone makes these: with a group that a service manages. */
async function denyAssignment(
  _parts: readonly string[],
  builder: Builder,
  ask: Ask,
): Promise<string | undefined> {
  const groups = `/subscriptions/${builder.subscriptionId}/resourceGroups`;
  const managedResourceGroupId = `${groups}/managed`;
  const properties = { managedResourceGroupId };
  await builder.make(`${groups}/managing/providers/Microsoft.Databricks/workspaces/managing`, [
    {
      apiVersion: '2023-02-01',
      body: { location: 'eastus', sku: { name: 'premium' }, properties },
    },
  ]);
  return firstIn(
    `${managedResourceGroupId}/providers/Microsoft.Authorization/denyAssignments`,
    ask,
  );
}

/** The name of an account is taken when there is one, whoever has it. */
async function accountName([name = '']: readonly string[], builder: Builder): Promise<undefined> {
  const group = `/subscriptions/${builder.subscriptionId}/resourceGroups/accounts`;
  await builder.make(`${group}/providers/Microsoft.DocumentDB/databaseAccounts/${name}`);
}

/** The example changes the order of regions, and says only in its request which those are. */
async function twoRegions([account = '']: readonly string[], builder: Builder): Promise<undefined> {
  const locations = ['eastus', 'westus'].map((locationName, failoverPriority) => ({
    locationName,
    failoverPriority,
  }));
  const properties = { databaseAccountOfferType: 'Standard', locations };
  const body = { location: 'eastus', properties };
  await builder.make(account, [{ apiVersion: '2025-04-15', body }]);
}

/** The example aborts what is under way on a cluster or a pool. */
async function underWay(
  [id = '']: readonly string[],
  builder: Builder,
  _ask: Ask,
  begin: Begin,
): Promise<undefined> {
  await builder.make(id);
  const action = /\/agentPools\//i.test(id) ? 'upgradeNodeImageVersion' : 'stop';
  await begin('POST', `${id}/${action}`);
}

/** The example reads the log of a container that no other example has. */
async function groupWithContainer(
  [group = '', name = '']: readonly string[],
  builder: Builder,
): Promise<undefined> {
  const resources = { requests: { cpu: 1, memoryInGB: 1.5 } };
  const containers = [{ name, properties: { image: 'nginx', resources } }];
  const properties = { osType: 'Linux', containers };
  const body = { location: builder.location, properties };
  await builder.make(group, [{ apiVersion: '2023-05-01', body }]);
}

const DISKS = '2025-01-02';

/** What snapshots are of where the example does not tell: smaller than they are made then. */
async function smallDisk(_parts: readonly string[], builder: Builder): Promise<undefined> {
  const group = `/subscriptions/${builder.subscriptionId}/resourceGroups/standins`;
  const properties = { creationData: { createOption: 'Empty' }, diskSizeGB: 4 };
  const body = { location: builder.location, properties };
  await builder.make(`${group}/providers/Microsoft.Compute/disks/standindisk`, [
    { apiVersion: DISKS, body },
  ]);
}

/** A disk that has the state of its machine beside it, uploaded with it. */
async function uploadedSecurely(
  [disk = '']: readonly string[],
  builder: Builder,
  ask: Ask,
): Promise<undefined> {
  const properties = {
    osType: 'Windows',
    securityProfile: { securityType: 'TrustedLaunch' },
    creationData: { createOption: 'UploadPreparedSecure', uploadSizeBytes: 10_737_418_752 },
  };
  await builder.make(disk, [
    { apiVersion: DISKS, body: { location: builder.location, properties } },
  ]);
  await ask('POST', `${disk}/beginGetAccess`, { access: 'Write', durationInSeconds: 300 });
  await ask('POST', `${disk}/endGetAccess`);
}

/** The path of the first that a list shows. */
async function firstIn(list: string, ask: Ask): Promise<string | undefined> {
  const [first] = listedIn((await ask('GET', list)).body);
  const name = stringAt(first, 'name')?.split('/').at(-1);
  return name === undefined ? undefined : `${list}/${name}`;
}
