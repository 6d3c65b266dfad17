import { Refusal } from '../../kernel/errors.ts';
import { isObject, type JsonObject, stringAt } from '../../kernel/json.ts';
import { subnetJoined } from '../../kernel/linked-access.ts';
import {
  type ActionAnswer,
  type ActionRequest,
  defineResourceType,
  type RemoveAnswer,
  type RemoveRequest,
  type ResourceType,
  type UnitContext,
  type WriteAnswer,
  type WriteRequest,
} from '../../kernel/resource-type.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import { abort, stopWork } from './abort.ts';
import { API_VERSIONS } from './api-versions.ts';
import {
  actionOperation,
  AGENT_POOLS,
  checkSettled,
  profilesOf,
  withState,
  writeOperation,
} from './cluster-operations.ts';
import { checkHasSystemPool, POOL_SUBNETS, readPool } from './cluster-request.ts';
import { shownId } from './cluster-shown.ts';
import { checkDisks, POOL_KEY_TIMER } from './ephemeral-disks.ts';
import { poolUpgrades } from './cluster-upgrades.ts';
import { concreteVersion } from './kubernetes-versions.ts';
import {
  clusterOf,
  failedPool,
  finishAbort,
  finishRemove,
  finishUpgradeImage,
  finishWrite,
  withPool,
} from './pool-operations.ts';

/** Milliseconds; nobody measured them for a pool alone. */
const CREATE_MS = 3 * 60_000;
const UPDATE_MS = 2 * 60_000;
const DELETE_MS = 2 * 60_000;

/** What stays as it was made. */
const IMMUTABLE = [
  'type',
  'vmSize',
  'osType',
  'osDiskType',
  'osDiskSizeGB',
  'enableEncryptionAtHost',
] as const;
const READ_ONLY: ReadonlySet<string> = new Set([
  'currentOrchestratorVersion',
  'nodeImageVersion',
  'powerState',
  'provisioningState',
]);

/** The node pools of a cluster, written with it or alone. There is one image for nodes, so upgrading to the newest ends there. */
export const agentPools: ResourceType = defineResourceType({
  type: AGENT_POOLS,
  apiVersions: API_VERSIONS,
  scope: 'group',
  linkedAccess: POOL_SUBNETS.map((name) => subnetJoined(`properties.${name}`)),
  needsLocation: false,
  put,
  remove,
  actions: {
    'GET upgradeProfiles/default': poolUpgrades,
    'POST upgradeNodeImageVersion': upgradeImage,
    'POST abort': (context, { resource }) => abort(clusterOf(context, resource.id), { resource }),
  },
  operations: {
    create: finishWrite,
    update: finishWrite,
    delete: finishRemove,
    upgradeImage: finishUpgradeImage,
    abort: stopWork,
    aborted: finishAbort,
  },
  failed: failedPool,
  timers: { [POOL_KEY_TIMER]: checkDisks },
  present: ({ id, name, properties }) => ({
    id: shownId(id),
    name,
    type: AGENT_POOLS,
    properties,
  }),
});

function put(context: UnitContext, { address, body, existing }: WriteRequest): WriteAnswer {
  const cluster = clusterOf(context, address.id);
  checkSettled(cluster);
  const given = isObject(body['properties']) ? body['properties'] : {};
  const asked = Object.fromEntries(
    Object.entries(given).filter(([name, value]) => value !== null && !READ_ONLY.has(name)),
  );
  const { name, ...read } = readPool({
    ...existing?.properties,
    ...asked,
    name: existing?.name ?? address.name,
  });
  const version = concreteVersion(
    stringAt(asked, 'orchestratorVersion') ??
      stringAt(existing?.properties, 'orchestratorVersion') ??
      stringAt(cluster.properties, 'kubernetesVersion'),
  );
  const provisioningState = existing ? 'Updating' : 'Creating';
  const pool: StoredResource = {
    id: address.id,
    type: AGENT_POOLS,
    name: String(name),
    properties: {
      ...read,
      orchestratorVersion: version,
      currentOrchestratorVersion: version,
      provisioningState,
    },
  };
  if (existing) checkUnchanged(existing, pool);
  checkHasSystemPool(profilesOf(withPool(cluster, pool)));
  const plan = existing
    ? writeOperation('update', UPDATE_MS, 200)
    : writeOperation('create', CREATE_MS, 201);
  return {
    pending: pool,
    operation: { ...plan, location: cluster.location ?? 'global' },
    effects: { put: [withPool(cluster, pool)] },
  };
}

function remove(
  context: UnitContext,
  { existing, goesWithParent = false }: RemoveRequest,
): RemoveAnswer {
  const cluster = clusterOf(context, existing.id);
  if (!goesWithParent) checkIsSpare(cluster, existing.name);
  const pool = withState(existing, 'Deleting');
  return {
    pending: pool,
    operation: {
      ...actionOperation('delete', DELETE_MS, 204),
      location: cluster.location ?? 'global',
    },
    effects: { put: [withPool(cluster, pool)] },
  };
}

/** The machines are made again with the newest image, and get new disks as they are made. */
function upgradeImage(context: UnitContext, { resource }: ActionRequest): ActionAnswer {
  const cluster = clusterOf(context, resource.id);
  checkSettled(cluster);
  const pool = withState(resource, 'UpgradingNodeImageVersion');
  const { style, ...plan } = actionOperation('upgradeImage', UPDATE_MS, 'poll');
  return {
    operation: {
      ...plan,
      location: cluster.location ?? 'global',
      style: { ...style, headers: ['azure-asyncoperation'], body: 'resource' },
    },
    effects: { put: [pool, withPool(cluster, pool)] },
  };
}

const isSystem = ({ mode }: JsonObject): boolean => mode === 'System';

function checkIsSpare(cluster: StoredResource, pool: string): void {
  checkSettled(cluster);
  if (profilesOf(cluster).some((other) => other['name'] !== pool && isSystem(other))) return;
  throw new Refusal({
    status: 400,
    code: 'OperationNotAllowed',
    message: 'There has to be at least one system agent pool.',
    evidence: 'reported',
  });
}

function checkUnchanged(before: StoredResource, after: StoredResource): void {
  const changed = IMMUTABLE.find((name) => before.properties[name] !== after.properties[name]);
  if (changed === undefined) return;
  throw new Refusal({
    status: 409,
    code: 'PropertyChangeNotAllowed',
    message: `Changing property 'properties.${changed}' is not allowed.`,
    target: `properties.${changed}`,
    evidence: 'reported',
  });
}
