import { expect } from 'vitest';
import {
  CLUSTER,
  encryptedCluster,
  idOf,
  LOCATION,
  type RawAnswer,
  type ReadyCluster,
  type Scene,
  send,
  type Wire,
} from './scene.ts';

export { readyCluster } from './scene.ts';

export const CLUSTER_VERSION = '2025-05-01';
export const DISK_VERSION = '2025-01-02';

export const clusterIdOf = (given: Scene): string =>
  idOf(given.sim, 'Microsoft.ContainerService/managedClusters', CLUSTER);

/** What a PUT of the scene's cluster holds on the wire. */
export function wireCluster(given: ReadyCluster, properties: Record<string, unknown> = {}) {
  const { identity, location, dnsPrefix, agentPoolProfiles, diskEncryptionSetID } =
    encryptedCluster(given.setId, given.identityId);
  return {
    location,
    identity,
    properties: { dnsPrefix, agentPoolProfiles, diskEncryptionSetID, ...properties },
  };
}

export const putCluster = (
  given: ReadyCluster,
  properties: Record<string, unknown> = {},
): Promise<RawAnswer> =>
  send(given.sim, 'PUT', clusterIdOf(given), CLUSTER_VERSION, wireCluster(given, properties));

/** Sends the PUT of a cluster: it is accepted, fails with its first machines, and stays as failed. */
export async function failedCluster(
  given: ReadyCluster,
  properties: Record<string, unknown> = {},
): Promise<Wire> {
  const answer = await putCluster(given, properties);
  expect([answer.status, answer.body.properties.provisioningState]).toEqual([201, 'Creating']);
  const poll = await send(given.sim, 'GET', answer.headers.get('azure-asyncoperation') ?? '', '');
  expect(poll.body.status).toBe('Failed');
  const get = await send(given.sim, 'GET', clusterIdOf(given), CLUSTER_VERSION);
  expect(get.body.properties.provisioningState).toBe('Failed');
  return { ...poll.body.error, rule: poll.headers.get('x-cmk-simulator-rule') };
}

/** What is said of a set that may not use its key. */
export const keyForbidden = ({ keyId }: Scene, who: string): string =>
  `Unable to access key vault resource '${keyId}' to enable encryption at rest. Please grant get, wrap and unwrap key permissions to ${who}. Please visit https://aka.ms/keyvaultaccessssecmk for more information.`;

/** An empty disk under a set, as the compute client sends it. */
export const diskUnder = (diskEncryptionSetId: string, change: object = {}) => ({
  location: LOCATION,
  sku: { name: 'Premium_LRS' },
  creationData: { createOption: 'Empty' },
  diskSizeGB: 10,
  encryption: { diskEncryptionSetId, type: 'EncryptionAtRestWithCustomerKey' },
  ...change,
});
