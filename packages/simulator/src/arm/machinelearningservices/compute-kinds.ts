/** What each kind of compute holds: what is read from a request, shown while it is made, and shown when it stands. */
import { notSimulated } from '../../kernel/errors.ts';
import { type JsonObject, objectAt, stringAt } from '../../kernel/json.ts';
import { amlCompute } from './compute-cluster.ts';
import { computeInstance } from './compute-instance.ts';
import { badChild, oneOf } from './child-model.ts';
import type { ComputeKind } from './compute-model.ts';

const MANAGED_CLUSTERS = 'Microsoft.ContainerService/managedClusters';

/** A cluster of Kubernetes Service that stands and is attached for inference. */
const attachedCluster: ComputeKind = {
  read: (given, attachedId) => {
    if (attachedId === undefined) throw notSimulated("an AKS compute without 'resourceId'");
    if (!attachedId.toLowerCase().includes(`/providers/${MANAGED_CLUSTERS}/`.toLowerCase())) {
      throw badChild(`'properties.resourceId' must be the id of a ${MANAGED_CLUSTERS}`);
    }
    const { key: _key, cert: _cert, ...ssl } = objectAt(given, 'sslConfiguration');
    const isSsl = given['sslConfiguration'] !== undefined;
    return { ...given, ...(isSsl ? { sslConfiguration: ssl } : {}) };
  },
  whileMade: ({ given }) => given,
  whenMade: ({ context, attachedId, given }) => {
    const cluster = context.resource(attachedId ?? '');
    if (!cluster) throw badChild(`the cluster '${attachedId ?? ''}' was not found`);
    const pools = cluster.properties['agentPoolProfiles'];
    const [pool] = Array.isArray(pools) ? (pools as readonly JsonObject[]) : [];
    return {
      clusterPurpose: 'FastProd',
      loadBalancerType: 'PublicIp',
      clusterFqdn: stringAt(cluster.properties, 'fqdn') ?? null,
      systemServices: [],
      agentCount: pool?.['count'] ?? null,
      agentVmSize: pool?.['vmSize'] ?? null,
      ...given,
    };
  },
  isAttached: true,
  createMs: 60_000,
};

/** Data Factory, which is only named: its document has no settings, and nothing stands behind it. */
const dataFactory: ComputeKind = {
  read: () => ({}),
  whileMade: () => ({}),
  whenMade: () => ({}),
  isAttached: true,
  createMs: 60_000,
};

/** The name of a kind that is simulated. */
export type ComputeKindName = 'AmlCompute' | 'ComputeInstance' | 'AKS' | 'DataFactory';

const kinds: Readonly<Record<ComputeKindName, ComputeKind>> = Object.freeze({
  AmlCompute: amlCompute,
  ComputeInstance: computeInstance,
  AKS: attachedCluster,
  DataFactory: dataFactory,
});

const KNOWN = [
  'AKS',
  'Kubernetes',
  'AmlCompute',
  'ComputeInstance',
  'DataFactory',
  'VirtualMachine',
  'HDInsight',
  'Databricks',
  'DataLakeAnalytics',
  'SynapseSpark',
] as const;

/** Which kind a request asks for. */
export function readKindOfCompute(properties: JsonObject): ComputeKindName {
  const kind = oneOf(properties['computeType'], KNOWN, 'properties.computeType');
  if (isPlayed(kind)) return kind;
  throw notSimulated(`the compute type '${kind}'`);
}

const isPlayed = (kind: string): kind is ComputeKindName => Object.hasOwn(kinds, kind);

/** A kind by its name. */
export function computeKind(name: ComputeKindName): ComputeKind {
  return kinds[name];
}
