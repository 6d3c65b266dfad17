import { NetworkManagementClient, type PrivateEndpoint } from '@azure/arm-network';
import type { Simulator } from '../../src/index.ts';
import { FAST, GROUP, LOCATION } from './scene.ts';

export const ENDPOINT = 'pe-workspace';

export const networkOf = (sim: Simulator, who?: string): NetworkManagementClient =>
  new NetworkManagementClient(sim.credential(who), sim.subscriptionId, sim.clientOptions());

/** A private endpoint of one's own that leads to a workspace; with a message it waits for the owner. */
export async function makePrivateEndpoint(
  sim: Simulator,
  workspaceId: string,
  requestMessage?: string,
): Promise<PrivateEndpoint> {
  const client = networkOf(sim);
  const network = await client.virtualNetworks.createOrUpdate(GROUP, 'vnet-own', {
    location: LOCATION,
    addressSpace: { addressPrefixes: ['10.1.0.0/16'] },
    subnets: [{ name: 'endpoints', addressPrefix: '10.1.0.0/24' }],
  });
  const connection = {
    name: 'to-workspace',
    privateLinkServiceId: workspaceId,
    groupIds: ['amlworkspace'],
    ...(requestMessage === undefined ? {} : { requestMessage }),
  };
  const list =
    requestMessage === undefined
      ? 'privateLinkServiceConnections'
      : 'manualPrivateLinkServiceConnections';
  return client.privateEndpoints.createOrUpdate(
    GROUP,
    ENDPOINT,
    {
      location: LOCATION,
      subnet: { id: network.subnets?.[0]?.id ?? '' },
      [list]: [connection],
    },
    FAST,
  );
}
