/** What can be asked of a cluster: its credentials and new ones, its versions, to stop and to start. */
import { Refusal } from '../../kernel/errors.ts';
import { stringAt } from '../../kernel/json.ts';
import { same } from '../../kernel/path.ts';
import type {
  ActionAnswer,
  ActionRequest,
  OperationResult,
  ResourceType,
  RunningOperation,
  UnitContext,
} from '../../kernel/resource-type.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import { together } from '../../kernel/together.ts';
import { abort, CANCELED } from './abort.ts';
import { mustBoot } from './cluster-disks.ts';
import { invalid } from './cluster-request.ts';
import { shownId } from './cluster-shown.ts';
import { ephemeralDisks, forgottenDisks } from './ephemeral-disks.ts';
import { clusterUpgrades, poolVersions } from './cluster-upgrades.ts';
import {
  actionOperation,
  checkSettled,
  poolsOf,
  profilesOf,
  SETTLED,
  withState,
} from './cluster-operations.ts';

/** Milliseconds; nobody measured them. */
const MOVE_MS = 3 * 60_000;

type Power = 'Running' | 'Stopped';

/** By action. */
export const CLUSTER_ACTIONS: NonNullable<ResourceType['actions']> = Object.freeze({
  'POST listClusterAdminCredential': credentials('clusterAdmin'),
  'POST listClusterUserCredential': credentials('clusterUser'),
  'POST listClusterMonitoringUserCredential': credentials('clusterMonitoringUser'),
  'POST accessProfiles/{roleName}/listCredential': accessProfile,
  'POST start': move('start', 'Starting'),
  'POST stop': move('stop', 'Stopping'),
  'POST abort': (_context, { resource }) => abort(resource, { resource }),
  'POST rotateClusterCertificates': rotate,
  'POST resetServicePrincipalProfile': resetServicePrincipal,
  'GET upgradeProfiles/default': clusterUpgrades,
  'GET availableAgentPoolVersions': poolVersions,
});

function credentials(name: string): (context: UnitContext, request: ActionRequest) => ActionAnswer {
  return (context, { resource }) => ({
    status: 200,
    body: { kubeconfigs: [{ name, value: encodedConfig(context, resource, name) }] },
  });
}

/** The older way to ask for credentials, by the name of a role. */
function accessProfile(
  context: UnitContext,
  {
    resource,
    params: { roleName = '' },
  }: ActionRequest & { readonly params: Readonly<Record<string, string>> },
): ActionAnswer {
  const name = ['clusterAdmin', 'clusterUser'].find((role) => same(role, roleName));
  if (name === undefined) throw invalid('roleName', 'must be clusterAdmin or clusterUser');
  return {
    status: 200,
    body: {
      id: `${shownId(resource.id)}/accessProfiles/${name}`,
      location: resource.location ?? '',
      name,
      type: 'Microsoft.ContainerService/ManagedClusters/AccessProfiles',
      properties: { kubeConfig: encodedConfig(context, resource, name) },
    },
  };
}

function encodedConfig(context: UnitContext, resource: StoredResource, name: string): string {
  if (resource.properties['disableLocalAccounts'] === true && name !== 'clusterUser') {
    throw new Refusal({
      status: 400,
      code: 'BadRequest',
      message:
        'Getting static credential is not allowed because this cluster is set to disable local accounts.',
      evidence: 'reported',
    });
  }
  const rotations = rotationsOf(resource);
  const life = rotations === 0 ? [] : [String(rotations)];
  const text = kubeconfig(resource, `sim-${context.namedGuid(resource.id, name, ...life)}`);
  return Buffer.from(text).toString('base64');
}

const rotationsOf = ({ hidden }: StoredResource): number => Number(hidden?.['rotations'] ?? 0);

/** Documented: every credential handed out before is worth nothing when it is done. */
function rotate(_context: UnitContext, { resource }: ActionRequest): ActionAnswer {
  checkSettled(resource);
  return {
    operation: actionOperation('rotate', MOVE_MS, 'poll'),
    effects: { put: [withState(resource, 'RotatingClusterCertificates')] },
  };
}

/** The end of a rotation. */
export function finishRotate(
  context: UnitContext,
  { resourceId }: RunningOperation,
): OperationResult {
  const cluster = context.resource(resourceId);
  if (!cluster) return {};
  const hidden = { ...cluster.hidden, rotations: rotationsOf(cluster) + 1 };
  return { effects: { put: [{ ...withState(cluster, 'Succeeded'), hidden }] } };
}

/** Of a cluster that runs as an application; its secret goes in and never comes out. */
function resetServicePrincipal(
  _context: UnitContext,
  { resource, body }: ActionRequest,
): ActionAnswer {
  checkSettled(resource);
  const clientId = stringAt(body, 'clientId');
  if (!clientId) throw invalid('clientId', 'the application must be told');
  if (resource.identity !== undefined) {
    throw invalid('servicePrincipalProfile', 'the cluster runs as a managed identity');
  }
  return {
    operation: { ...actionOperation('resetPrincipal', MOVE_MS, 200), input: { clientId } },
    effects: { put: [withState(resource, 'Updating')] },
  };
}

/** The end of it. */
export function finishResetPrincipal(
  context: UnitContext,
  { resourceId, input }: RunningOperation,
): OperationResult {
  const cluster = context.resource(resourceId);
  if (!cluster) return {};
  const { properties } = withState(cluster, 'Succeeded');
  const servicePrincipalProfile = { clientId: stringAt(input, 'clientId') ?? '' };
  const put = [{ ...cluster, properties: { ...properties, servicePrincipalProfile } }];
  return { effects: { put } };
}

/** A configuration as `kubectl` reads it; its token opens nothing. */
function kubeconfig(cluster: StoredResource, token: string): string {
  const { name, properties } = cluster;
  const user = `clusterUser_${name}`;
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name, cluster: { server: `https://${stringAt(properties, 'fqdn') ?? ''}:443` } }],
    users: [{ name: user, user: { token } }],
    contexts: [{ name, context: { cluster: name, user } }],
    'current-context': name,
  });
}

function move(
  handler: 'start' | 'stop',
  meanwhile: string,
): (context: UnitContext, request: ActionRequest) => ActionAnswer {
  return (_context, { resource }) => ({
    operation: actionOperation(handler, MOVE_MS, 'poll'),
    effects: { put: [withState(resource, meanwhile)] },
  });
}

/** Work on a cluster has stopped where it was; so has that on its pools. */
export function finishAbort(
  context: UnitContext,
  { resourceId }: RunningOperation,
): OperationResult {
  const cluster = context.resource(resourceId);
  if (!cluster) return {};
  const agentPoolProfiles = profilesOf(cluster).map((pool) =>
    SETTLED.includes(String(pool['provisioningState']))
      ? pool
      : { ...pool, provisioningState: CANCELED },
  );
  const { properties } = withState(cluster, CANCELED);
  const stopped = { ...cluster, properties: { ...properties, agentPoolProfiles } };
  const pools = poolsOf(stopped).filter(({ id }) => context.resource(id));
  return { effects: { put: [stopped, ...pools] } };
}

/** The end of a move: the cluster and its pools are in another power state. */
export function finishMove(
  code: Power,
): (context: UnitContext, operation: RunningOperation) => OperationResult {
  return (context, { resourceId }) => {
    const cluster = context.resource(resourceId);
    if (!cluster) return {};
    if (code === 'Running') mustBoot(context, cluster);
    const agentPoolProfiles = profilesOf(cluster).map((pool) => ({
      ...pool,
      powerState: { code },
    }));
    const { properties } = withState(cluster, 'Succeeded');
    const moved = {
      ...cluster,
      properties: { ...properties, powerState: { code }, agentPoolProfiles },
    };
    const pools = poolsOf(moved);
    // Machines that stand still keep no ephemeral disks; those that start get new ones.
    const disks =
      code === 'Running'
        ? ephemeralDisks(context, moved, pools, 'remade')
        : forgottenDisks(context, pools);
    return { effects: together(disks, { put: [moved, ...pools] }) };
  };
}
