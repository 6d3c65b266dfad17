/** What is asked of a workspace that is there: endpoints in it, requests about its managed resource group, its deletion. */
import type { EndpointFacts, ManagedGroupRequestFacts } from '@azureml-cmk/core/rules';
import { FAST } from './clients.ts';
import { NotPlayable } from './facts-reader.ts';
import { workspaceId } from './workspace-requests.ts';
import type { PlayedWorld } from './world-of-facts.ts';

/** Knows `forceToPurge`. */
const DELETE_VERSION = '2025-09-01';
const TYPES = {
  cosmosDb: { type: 'Microsoft.DocumentDB/databaseAccounts', apiVersion: '2025-04-15' },
  search: { type: 'Microsoft.Search/searchServices', apiVersion: '2025-05-01' },
  storage: { type: 'Microsoft.Storage/storageAccounts', apiVersion: '2025-08-01' },
} as const;
const TAGS = { owner: 'somebody else' };

function endpointOf({ facts }: PlayedWorld): EndpointFacts {
  const [endpoint] = facts.endpoints ?? [];
  // What is played of a chain without one is an endpoint that no edition rules out.
  return endpoint ?? { name: 'online', kind: 'online' };
}

export function endpointId(world: PlayedWorld): string {
  const { name, kind } = endpointOf(world);
  return `${workspaceId(world)}/${kind}Endpoints/${name}`;
}

/** The PUT of an endpoint. */
export async function putEndpoint(world: PlayedWorld): Promise<void> {
  const { clients, subscriptionId, group, location, facts } = world;
  const { name, kind } = endpointOf(world);
  const workspaceName = facts.workspace?.name ?? '';
  const client = clients.workspaces(subscriptionId);
  const endpoint = {
    location,
    identity: { type: 'SystemAssigned' },
    properties: { authMode: kind === 'batch' ? 'AADToken' : 'Key' },
  };
  if (kind === 'batch') {
    await client.batchEndpoints.beginCreateOrUpdateAndWait(
      group,
      workspaceName,
      name,
      endpoint,
      FAST,
    );
  } else {
    await client.onlineEndpoints.beginCreateOrUpdateAndWait(
      group,
      workspaceName,
      name,
      endpoint,
      FAST,
    );
  }
}

/** The id of the managed resource group, a project's being that of its hub, read where the service shows it. */
export function managedGroupId(world: PlayedWorld): string {
  const owner = world.facts.workspace?.hubId ?? workspaceId(world);
  const name = world.sim.resource(owner)?.properties['serviceProvisionedResourceGroup'];
  if (typeof name !== 'string') throw new NotPlayable('the workspace has no managed group');
  return `/subscriptions/${world.subscriptionId}/resourceGroups/${name}`;
}

/** The id of what a request is about: the managed resource group or a store in it. */
function targetOf(
  { sim }: PlayedWorld,
  groupId: string,
  target: ManagedGroupRequestFacts['target'],
): { readonly id: string; readonly apiVersion: string } {
  if (target === 'group') return { id: groupId, apiVersion: '2021-04-01' };
  const { type, apiVersion } = TYPES[target];
  const { id } = sim.resources.one({ type, group: groupId.split('/').pop() ?? '' });
  return { id, apiVersion };
}

/** What the facts say was asked of the group, by its owner; else the deletion of the workspace. */
export async function askOfManagedGroup(world: PlayedWorld, groupId: string): Promise<void> {
  const { facts, clients, subscriptionId } = world;
  const { resources, resourceGroups } = clients.resources(subscriptionId);
  const { managedGroupRequest: request, workspaceDeletion } = facts;
  if (!request) {
    await deleteWorkspace(world, workspaceDeletion?.isPermanent === true);
    return;
  }
  const { id, apiVersion } = targetOf(world, groupId, request.target);
  const name = id.split('/').pop() ?? '';
  if (request.what === 'read') {
    await resources.getById(id, apiVersion);
  } else if (request.what === 'delete') {
    if (request.target === 'group') await resourceGroups.delete(name, FAST);
    else await resources.deleteById(id, apiVersion, FAST);
  } else if (request.target === 'group') {
    await resourceGroups.update(name, { tags: TAGS });
  } else {
    await resources.updateById(id, apiVersion, { tags: TAGS }, FAST);
  }
}

/** Only a pipeline request can ask for a deletion for good: no typed client has the parameter. */
async function deleteWorkspace(world: PlayedWorld, isPermanent: boolean): Promise<void> {
  const { clients, subscriptionId, sim } = world;
  const { resources } = clients.resources(subscriptionId);
  const id = workspaceId(world);
  if (!isPermanent) {
    await resources.deleteById(id, DELETE_VERSION, FAST);
    return;
  }
  const token = await sim.credential().getToken('https://management.azure.com/.default');
  const { status } = await sim.fetch(
    new Request(
      `https://management.azure.com${id}?api-version=${DELETE_VERSION}&forceToPurge=true`,
      { method: 'DELETE', headers: { authorization: `Bearer ${token?.token}` } },
    ),
  );
  if (status >= 400) throw new Error(`the deletion was answered with ${status}`);
  await sim.clock.advance({ minutes: 5 });
}
