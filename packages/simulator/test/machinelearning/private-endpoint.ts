import type { PrivateEndpoint } from '@azure/arm-network';
import type { Simulator } from '../../src/index.ts';
import { makeEndpoint } from '../network/endpoint-scene.ts';

export { ENDPOINT, networkOf } from '../network/endpoint-scene.ts';

/** A private endpoint of one's own that leads to a workspace; with a message it waits for the owner. */
export const makePrivateEndpoint = (
  sim: Simulator,
  workspaceId: string,
  requestMessage?: string,
): Promise<PrivateEndpoint> => makeEndpoint(sim, workspaceId, ['amlworkspace'], requestMessage);
