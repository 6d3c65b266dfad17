/** What a request says about a cluster: checked, with the service's defaults, without secrets. */
import { notSimulated, Refusal } from '../../kernel/errors.ts';
import { isObject, type Json, type JsonObject, objectAt, stringAt } from '../../kernel/json.ts';
import type { ResourceAddress } from '../../kernel/resource-type.ts';
import { concreteVersion } from './kubernetes-versions.ts';

/** Members of a pool that hold ids of subnets: its nodes', and its pods'. */
export const POOL_SUBNETS = ['vnetSubnetID', 'podSubnetID'] as const;

const OS_DISK_DEFAULT_GIB = 128;
const MAX_AGENT_POOLS = 100;
export const NODE_IMAGE = 'AKSUbuntu-2204gen2containerd-2026.01.12';
const NODES_MAX_INCLUSIVE = 1000;
const SECRETS: ReadonlySet<string> = new Set(['secret', 'adminPassword']);
const READ_ONLY: ReadonlySet<string> = new Set([
  'azurePortalFQDN',
  'currentKubernetesVersion',
  'fqdn',
  'maxAgentPools',
  'powerState',
  'provisioningState',
]);
const SET_ID =
  /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\/Microsoft\.Compute\/diskEncryptionSets\/[^/]+$/i;

/**
 * The properties of a cluster but for names that only the service gives. The Kubernetes version is the one asked for:
 * {@link withConcreteVersion} settles it, once the documented rules have seen what was asked.
 */
export function readClusterProperties(body: JsonObject, before: JsonObject = {}): JsonObject {
  const given = body['properties'] ?? {};
  if (!isObject(given)) throw invalid('properties', 'must be an object');
  refuseUnsimulated(given);
  const asked = withoutSecrets(
    Object.fromEntries(
      Object.entries(given).filter(([name, value]) => value !== null && !READ_ONLY.has(name)),
    ),
  ) as JsonObject;
  const merged: JsonObject = { ...before, ...asked };
  const version = stringAt(asked, 'kubernetesVersion') || stringAt(before, 'kubernetesVersion');
  const setId = stringAt(merged, 'diskEncryptionSetID');
  if (setId !== undefined && !SET_ID.test(setId)) {
    throw invalid('diskEncryptionSetID', `must be the id of a disk encryption set, not '${setId}'`);
  }
  if (!stringAt(merged, 'dnsPrefix') && !stringAt(merged, 'fqdnSubdomain')) {
    throw invalid('dnsPrefix', 'is required');
  }
  return {
    ...merged,
    kubernetesVersion: version,
    agentPoolProfiles: readPools(merged['agentPoolProfiles']),
    enableRBAC: merged['enableRBAC'] ?? true,
    networkProfile: networkProfile(objectAt(merged, 'networkProfile')),
    maxAgentPools: MAX_AGENT_POOLS,
    securityProfile: objectAt(merged, 'securityProfile'),
    storageProfile: merged['storageProfile'] ?? {
      diskCSIDriver: { enabled: true },
      fileCSIDriver: { enabled: true },
      snapshotController: { enabled: true },
    },
    oidcIssuerProfile: merged['oidcIssuerProfile'] ?? { enabled: false },
    workloadAutoScalerProfile: objectAt(merged, 'workloadAutoScalerProfile'),
    powerState: before['powerState'] ?? { code: 'Running' },
  };
}

/** What bears on encryption and is not played here. */
function refuseUnsimulated(given: JsonObject): void {
  if (objectAt(objectAt(given, 'securityProfile'), 'azureKeyVaultKms')['enabled'] === true) {
    throw notSimulated("the cluster property 'properties.securityProfile.azureKeyVaultKms'");
  }
  if (objectAt(objectAt(given, 'addonProfiles'), 'aciConnectorLinux')['enabled'] === true) {
    throw notSimulated("the cluster property 'properties.addonProfiles.aciConnectorLinux'");
  }
}

/** The cluster and its pools on the version that the service makes of the one asked for; refuses one it does not offer. */
export function withConcreteVersion(properties: JsonObject): JsonObject {
  const version = concreteVersion(stringAt(properties, 'kubernetesVersion'));
  const pools = properties['agentPoolProfiles'];
  return {
    ...properties,
    kubernetesVersion: version,
    currentKubernetesVersion: version,
    agentPoolProfiles: (Array.isArray(pools) ? pools : []).map((pool: Json) => ({
      ...(isObject(pool) ? pool : {}),
      orchestratorVersion: version,
      currentOrchestratorVersion: version,
    })),
  };
}

function readPools(pools: Json | undefined): Json {
  if (!Array.isArray(pools) || pools.length === 0) {
    throw invalid('agentPoolProfiles', 'needs at least one pool');
  }
  const read = pools.map((pool: Json) => readPool(pool));
  checkHasSystemPool(read);
  return read;
}

/** As reported, also of pools that do not tell their mode: in Azure/AKS#1602 its makers say that one has to. */
export function checkHasSystemPool(pools: readonly JsonObject[]): void {
  if (pools.some(({ mode }) => mode === 'System')) return;
  throw new Refusal({
    status: 400,
    code: 'MustDefineAtLeastOneSystemPool',
    message: 'Must define at least one system pool.',
    evidence: 'reported',
  });
}

/** The type of pools whose machines are not in a scale set. */
const MACHINES = 'VirtualMachines';

/** A pool as its request describes it, with the service's defaults. */
export function readPool(pool: Json): JsonObject {
  const name = stringAt(pool, 'name') ?? '';
  if (!/^[a-z][a-z0-9]{0,11}$/.test(name)) {
    throw invalid('agentPoolProfile.name', `'${name}' is not the name of a pool`);
  }
  const told: JsonObject = isObject(pool) ? pool : {};
  // Read-only: it follows from the profile.
  const { virtualMachineNodesStatus: _status, ...given } = told;
  const type = stringAt(given, 'type') ?? 'VirtualMachineScaleSets';
  const isSized = typeof given['osDiskSizeGB'] === 'number' && given['osDiskSizeGB'] > 0;
  return {
    ...given,
    name,
    ...(type === MACHINES ? machinesOf(given) : scaleSetOf(given)),
    osDiskSizeGB: isSized ? given['osDiskSizeGB'] : OS_DISK_DEFAULT_GIB,
    osDiskType: stringAt(given, 'osDiskType') ?? 'Managed',
    kubeletDiskType: stringAt(given, 'kubeletDiskType') ?? 'OS',
    maxPods: given['maxPods'] ?? 110,
    type,
    mode: stringAt(given, 'mode') ?? 'User',
    osType: stringAt(given, 'osType') ?? 'Linux',
    osSKU: stringAt(given, 'osSKU') ?? 'Ubuntu',
    powerState: given['powerState'] ?? { code: 'Running' },
    nodeImageVersion: NODE_IMAGE,
    enableFIPS: given['enableFIPS'] ?? false,
  };
}

const SCALE = 'agentPoolProfile.virtualMachinesProfile.scale.manual';

/** Machines of several sizes, which the profile tells instead of the pool. */
function machinesOf(given: JsonObject): JsonObject {
  const { manual } = objectAt(objectAt(given, 'virtualMachinesProfile'), 'scale');
  if (!Array.isArray(manual) || manual.length === 0) {
    throw invalid(SCALE, `is required with the type ${MACHINES}`);
  }
  const nodes = (manual as readonly Json[]).map((one) => {
    const size = stringAt(one, 'size');
    if (size === undefined) throw invalid(`${SCALE}.size`, 'is required');
    return { size, count: countOf(isObject(one) ? one['count'] : undefined, `${SCALE}.count`) };
  });
  return { virtualMachineNodesStatus: nodes };
}

function scaleSetOf(given: JsonObject): JsonObject {
  return {
    count: countOf(given['count'] ?? 1, 'agentPoolProfile.count'),
    vmSize: stringAt(given, 'vmSize') ?? 'Standard_DS2_v2',
  };
}

function countOf(count: Json | undefined, parameter: string): number {
  if (typeof count === 'number' && count >= 0 && count <= NODES_MAX_INCLUSIVE) return count;
  throw invalid(parameter, `must be 0 to ${NODES_MAX_INCLUSIVE}`);
}

/** How many nodes a pool has. */
export function nodesOf({ count, virtualMachineNodesStatus: nodes }: JsonObject): number {
  if (!Array.isArray(nodes)) return typeof count === 'number' ? count : 0;
  return (nodes as readonly JsonObject[]).reduce((sum, one) => sum + Number(one['count']), 0);
}

function networkProfile(given: JsonObject): JsonObject {
  return {
    networkPlugin: 'kubenet',
    loadBalancerSku: 'standard',
    loadBalancerProfile: {
      managedOutboundIPs: { count: 1 },
      backendPoolType: 'nodeIPConfiguration',
    },
    podCidr: '10.244.0.0/16',
    serviceCidr: '10.0.0.0/16',
    dnsServiceIP: '10.0.0.10',
    outboundType: 'loadBalancer',
    podCidrs: ['10.244.0.0/16'],
    serviceCidrs: ['10.0.0.0/16'],
    ipFamilies: ['IPv4'],
    ...given,
  };
}

function withoutSecrets(value: Json): Json {
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name, member]) => !SECRETS.has(name) && member !== undefined)
      .map(([name, member]) => [name, withoutSecrets(member ?? null)]),
  );
}

const NAME = /^[a-zA-Z0-9](?:[a-zA-Z0-9_-]{0,61}[a-zA-Z0-9])?$/;

/** 1–63 letters, digits, `-` and `_`; begins and ends with a letter or digit. */
export function checkClusterName(name: string): void {
  if (!NAME.test(name)) throw invalid('resourceName', `'${name}' is not the name of a cluster`);
}

/** `MC_{group}_{cluster}_{location}`: where the service keeps a cluster's machines and disks. */
export function nodeGroupName(address: ResourceAddress, location: string): string {
  return `MC_${address.resourceGroup}_${address.name}_${location}`.slice(0, 80);
}

/** A request that the service cannot take; nobody saw these words. */
export function invalid(parameter: string, why: string): Refusal {
  return new Refusal({
    status: 400,
    code: 'InvalidParameter',
    message: `The value of parameter ${parameter} is invalid: ${why}.`,
    target: parameter,
    evidence: 'assumed',
  });
}
