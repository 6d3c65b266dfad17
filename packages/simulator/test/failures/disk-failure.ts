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
} from '../targets/scene.ts';

export { readyCluster } from '../targets/scene.ts';

export const CLUSTER_VERSION = '2025-05-01';
export const DISK_VERSION = '2025-01-02';

export const clusterIdOf = (given: Scene): string =>
  idOf(given.sim, 'Microsoft.ContainerService/managedClusters', CLUSTER);

/** PUTs the cluster with changed properties. */
export function putCluster(given: ReadyCluster, properties: Wire = {}): Promise<RawAnswer> {
  const { identity, location, dnsPrefix, agentPoolProfiles, diskEncryptionSetID } =
    encryptedCluster(given.setId, given.identityId);
  return send(given.sim, 'PUT', clusterIdOf(given), CLUSTER_VERSION, {
    location,
    identity,
    properties: { dnsPrefix, agentPoolProfiles, diskEncryptionSetID, ...properties },
  });
}

/** The failure of the cluster's operation, as its first poll tells it. */
export async function clusterFailure(given: ReadyCluster, properties: Wire = {}): Promise<Wire> {
  const answer = await putCluster(given, properties);
  const poll = await send(given.sim, 'GET', answer.headers.get('azure-asyncoperation') ?? '', '');
  return poll.body.status === 'Failed' ? poll.body.error : { status: poll.body.status };
}

/** What is said of a set that may not use its key. */
export const keyForbidden = ({ keyId }: Scene, who: string): string =>
  `Unable to access key vault resource '${keyId}' to enable encryption at rest. Please grant get, wrap and unwrap key permissions to ${who}. Please visit https://aka.ms/keyvaultaccessssecmk for more information.`;

/** An empty disk under a set, as the compute client sends it. */
export const diskUnder = (diskEncryptionSetId: string) => ({
  location: LOCATION,
  sku: { name: 'Premium_LRS' },
  creationData: { createOption: 'Empty' },
  diskSizeGB: 10,
  encryption: { diskEncryptionSetId, type: 'EncryptionAtRestWithCustomerKey' },
});
