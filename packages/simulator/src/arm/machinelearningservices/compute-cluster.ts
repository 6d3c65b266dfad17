/** A managed cluster of nodes. It runs nothing: it has as many idle nodes as it must have at least. */
import { Refusal } from '../../kernel/errors.ts';
import { type JsonObject, objectAt, stringAt } from '../../kernel/json.ts';
import { badChild } from './child-model.ts';
import type { ComputeKind, ComputeSubject } from './compute-model.ts';
import { DEFAULT_VM_SIZE, virtualCpusOf } from './vm-sizes.ts';

/** What {@link https://learn.microsoft.com/azure/machine-learning/how-to-manage-quotas | quotas} limit a region's cores by. */
export const VIRTUAL_CPUS = 'Microsoft.MachineLearningServices/virtualCpus';

/** Members that only the service sets. */
const READ_ONLY = [
  'allocationState',
  'allocationStateTransitionTime',
  'errors',
  'currentNodeCount',
  'targetNodeCount',
  'nodeStateCounts',
];

const NOT_YET: JsonObject = Object.freeze({
  subnet: null,
  currentNodeCount: null,
  targetNodeCount: null,
  nodeStateCounts: null,
  allocationState: null,
  errors: null,
  virtualMachineImage: null,
  isolatedNetwork: false,
});

/** How many nodes the scale settings of a cluster ask for at least. */
export function nodesOf(properties: JsonObject): number {
  const count = objectAt(properties, 'scaleSettings')['minNodeCount'];
  return typeof count === 'number' ? count : 0;
}

/** Checks scale settings: whole numbers, the least not above the most. */
export function readScaleSettings(given: unknown): JsonObject {
  const scale = objectAt({ given }, 'given');
  const { minNodeCount = 0, maxNodeCount } = scale;
  const isCount = (count: unknown): count is number =>
    typeof count === 'number' && Number.isInteger(count) && count >= 0;
  if (!isCount(maxNodeCount)) {
    throw badChild("'properties.properties.scaleSettings.maxNodeCount' must be a whole number");
  }
  if (!isCount(minNodeCount) || minNodeCount > maxNodeCount) {
    throw badChild(
      `'properties.properties.scaleSettings.minNodeCount' must be a whole number of at most maxNodeCount, ${maxNodeCount}`,
    );
  }
  return { ...scale, minNodeCount, maxNodeCount };
}

export const amlCompute: ComputeKind = {
  read: (given) => {
    const vmSize = stringAt(given, 'vmSize') ?? DEFAULT_VM_SIZE;
    const kept = Object.entries(given).filter(([name]) => !READ_ONLY.includes(name));
    return {
      osType: 'Linux',
      vmPriority: 'Dedicated',
      remoteLoginPortPublicAccess: 'NotSpecified',
      enableNodePublicIp: true,
      ...Object.fromEntries(kept),
      vmSize: vmSize.toUpperCase(),
      scaleSettings: readScaleSettings(given['scaleSettings']),
    };
  },
  whileMade: ({ given }) => {
    const { userAccountCredentials: _credentials, ...shown } = given;
    return { ...NOT_YET, ...shown };
  },
  whenMade: (subject) => {
    const { context, given } = subject;
    const nodes = nodesOf(given);
    checkCores(subject, Math.max(nodes, 1));
    const { userAccountCredentials, ...shown } = given;
    return {
      ...NOT_YET,
      ...shown,
      // A password that was given is neither shown nor kept.
      ...(userAccountCredentials === undefined
        ? {}
        : {
            userAccountCredentials: {
              ...objectAt(given, 'userAccountCredentials'),
              adminUserPassword: null,
            },
          }),
      currentNodeCount: nodes,
      targetNodeCount: nodes,
      nodeStateCounts: {
        preparingNodeCount: 0,
        runningNodeCount: 0,
        idleNodeCount: nodes,
        unusableNodeCount: 0,
        leavingNodeCount: 0,
        preemptedNodeCount: 0,
      },
      allocationState: 'Steady',
      allocationStateTransitionTime: context.iso,
      propertyBag: {},
    };
  },
  isAttached: false,
  createMs: 20_000,
};

/** The region must have the cores for the nodes that must be there. */
function checkCores({ context, location, given }: ComputeSubject, nodes: number): void {
  const quota = context.quota(VIRTUAL_CPUS, location);
  const cores = nodes * virtualCpusOf(stringAt(given, 'vmSize') ?? '');
  if (quota === undefined || cores <= quota) return;
  throw new Refusal({
    status: 400,
    code: 'ClusterMinNodesExceedCoreQuota',
    message: `The specified subscription has a total vCPU quota of ${quota} and cannot accomodate for at least ${nodes} requested managed compute node which maps to ${cores} vCPUs.`,
    evidence: 'reported',
    failureCause: 'service',
  });
}
