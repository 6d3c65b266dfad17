import { NetworkManagementClient, type PrivateEndpoint } from '@azure/arm-network';
import type { Simulator } from '../../src/index.ts';
import { FAST, GROUP, LOCATION } from '../machinelearning/scene.ts';

export const ENDPOINT = 'pe-target';

export const networkOf = (sim: Simulator, who?: string): NetworkManagementClient =>
  new NetworkManagementClient(sim.credential(who), sim.subscriptionId, sim.clientOptions());

/** A private endpoint in a network of its own; with a message it waits for the owner of what it leads to. */
export async function makeEndpoint(
  sim: Simulator,
  targetId: string,
  groupIds: string[],
  requestMessage?: string,
): Promise<PrivateEndpoint> {
  const client = networkOf(sim);
  const network = await client.virtualNetworks.createOrUpdate(GROUP, 'vnet-own', {
    location: LOCATION,
    addressSpace: { addressPrefixes: ['10.1.0.0/16'] },
    subnets: [{ name: 'endpoints', addressPrefix: '10.1.0.0/24' }],
  });
  const list =
    requestMessage === undefined
      ? 'privateLinkServiceConnections'
      : 'manualPrivateLinkServiceConnections';
  const connection = {
    name: 'to-target',
    privateLinkServiceId: targetId,
    groupIds,
    ...(requestMessage === undefined ? {} : { requestMessage }),
  };
  const subnet = { id: network.subnets?.[0]?.id ?? '' };
  return client.privateEndpoints.createOrUpdate(
    GROUP,
    ENDPOINT,
    { location: LOCATION, subnet, [list]: [connection] },
    FAST,
  );
}
