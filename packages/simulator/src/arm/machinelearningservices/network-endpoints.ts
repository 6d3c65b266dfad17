/**
 * A managed virtual network at work: it gets the rules that the service needs, and once it is provisioned its private
 * endpoints ask for connections. Who owns what they lead to lets them in, or the workspace's identity does, if it may.
 */
import { simulatorWording } from '../../kernel/errors.ts';
import { type JsonObject, objectAt, stringAt } from '../../kernel/json.ts';
import { systemPrincipalOf } from '../../kernel/managed-identity.ts';
import { same } from '../../kernel/path.ts';
import { connectionsShown, type ConnectionState } from '../../kernel/private-link.ts';
import type { UnitContext } from '../../kernel/resource-type.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import {
  askedOf,
  decisionOn,
  type ServiceEndpoint,
  serviceEndpointId,
  withdrawnFrom,
} from '../../kernel/service-endpoint.ts';
import { requiredRules } from './required-rules.ts';
import { principalsOf } from './workspace-model.ts';
import {
  isolationOf,
  isProvisioned,
  networkOf,
  rulesOf,
  withNetwork,
} from './workspace-network.ts';

/** A workspace with what else changes with its network. */
export interface NetworkChange {
  readonly workspace: StoredResource;
  readonly others: readonly StoredResource[];
}

/**
 * A workspace whose network has the rules that it needs; those of a provisioned one are put to work. `fresh` are resources
 * that change at the same time, and come back among the others.
 */
export function settledNetwork(
  context: UnitContext,
  workspace: StoredResource,
  fresh: readonly StoredResource[] = [],
): NetworkChange {
  const mode = isolationOf(workspace);
  if (mode === 'Disabled') return { workspace, others: fresh };
  const network = networkOf(workspace);
  const needed = requiredRules(context, workspace, mode);
  const settled = withNetwork(workspace, {
    ...network,
    networkId: workspace.properties['workspaceId'],
    ...(mode === 'AllowOnlyApprovedOutbound' && !network['firewallSku']
      ? { firewallSku: 'Standard' }
      : {}),
    outboundRules: { ...needed, ...objectAt(network, 'outboundRules') },
    status: network['status'] ?? { status: 'Inactive', sparkReady: false },
  });
  return isProvisioned(settled)
    ? connected(context, settled, fresh)
    : { workspace: settled, others: fresh };
}

/** The same, provisioned: for jobs on Spark too when that is asked for, now or before. */
export function provisionedNetwork(
  context: UnitContext,
  workspace: StoredResource,
  includeSpark: boolean,
): NetworkChange {
  const network = networkOf(workspace);
  const sparkReady = includeSpark || objectAt(network, 'status')['sparkReady'] === true;
  return settledNetwork(
    context,
    withNetwork(workspace, { ...network, status: { status: 'Active', sparkReady } }),
  );
}

/** A workspace without one of its rules; what the rule led to forgets the endpoint. */
export function withoutRule(
  context: UnitContext,
  workspace: StoredResource,
  name: string,
): NetworkChange {
  const rules = Object.fromEntries(rulesOf(workspace).filter(([other]) => other !== name));
  const rest = withNetwork(workspace, { ...networkOf(workspace), outboundRules: rules });
  const gone = endpointsOf(context, workspace).filter(({ rule }) => rule === name);
  return apart(context, rest, withdrawnFrom(context, gone));
}

/** A workspace that goes, and its network with it: what its endpoints led to forgets them. `fresh` as above. */
export function dissolvedNetwork(
  context: UnitContext,
  workspace: StoredResource,
  fresh: readonly StoredResource[],
): NetworkChange {
  if (!isProvisioned(workspace)) return { workspace, others: fresh };
  const rest = withNetwork(workspace, {
    ...networkOf(workspace),
    outboundRules: rulesAs(workspace, 'Inactive'),
    status: { status: 'Inactive', sparkReady: false },
  });
  return apart(context, rest, withdrawnFrom(context, endpointsOf(context, workspace), fresh));
}

/**
 * A workspace with its rules as the owners of what they lead to have them now. `fresh` are resources that are about to be
 * stored, the last of each counts.
 */
export function shownNetwork(
  context: UnitContext,
  workspace: StoredResource,
  fresh: readonly StoredResource[] = [],
): StoredResource {
  if (!isProvisioned(workspace)) return workspace;
  const endpoints = new Map(endpointsOf(context, workspace).map((one) => [one.rule, one]));
  const rules = rulesOf(workspace).map(([name, rule]) => {
    const endpoint = endpoints.get(name);
    if (!endpoint) return [name, rule] as const;
    const target =
      fresh.findLast(({ id }) => same(id, endpoint.targetId)) ??
      context.resource(endpoint.targetId);
    return [name, shownRule(workspace, rule, endpoint, target)] as const;
  });
  return withNetwork(workspace, {
    ...networkOf(workspace),
    outboundRules: Object.fromEntries(rules),
  });
}

function shownRule(
  workspace: StoredResource,
  rule: JsonObject,
  endpoint: ServiceEndpoint,
  target: StoredResource | undefined,
): JsonObject {
  const decision = decisionOn(target, endpoint.id);
  const destination = objectAt(rule, 'destination');
  if (decision === 'Approved') {
    const isSparkReady = objectAt(networkOf(workspace), 'status')['sparkReady'] === true;
    const sparkStatus = destination['sparkEnabled'] && isSparkReady ? 'Active' : 'Inactive';
    return { ...rule, destination: { ...destination, sparkStatus }, status: 'Active' };
  }
  if (decision === 'Pending') return { ...rule, status: 'Inactive' };
  const why = decision
    ? `The owner of the resource has said: ${decision}.`
    : `Nothing that a private endpoint can lead to was found at '${endpoint.targetId}'.`;
  return { ...rule, status: 'Failed', errorInformation: `${why}${simulatorWording}` };
}

/** All rules work, and endpoints have asked. */
function connected(
  context: UnitContext,
  workspace: StoredResource,
  fresh: readonly StoredResource[],
): NetworkChange {
  const active = withNetwork(workspace, {
    ...networkOf(workspace),
    outboundRules: rulesAs(workspace, 'Active'),
  });
  const fitting = endpointsOf(context, active).filter(({ targetId, subresource }) => {
    const target = context.resource(targetId);
    const groups = target ? context.privateLinkGroups(target) : [];
    return groups.some(({ groupId }) => same(groupId, subresource));
  });
  const state = (target: StoredResource): ConnectionState => stateFor(context, active, target);
  const targets = askedOf(context, fitting, state, fresh);
  return apart(context, active, targets);
}

/** The rules of a workspace, all as far as their network is; what is told of one beside that is found out anew. */
function rulesAs(workspace: StoredResource, status: 'Active' | 'Inactive'): JsonObject {
  const rules = rulesOf(workspace).map(([name, { errorInformation: _told, ...rule }]) => [
    name,
    { ...rule, status },
  ]);
  return Object.fromEntries(rules) as JsonObject;
}

/** An endpoint of a network, the rule that it is of, and which part of the resource it leads to. */
interface RuleEndpoint extends ServiceEndpoint {
  readonly rule: string;
  readonly subresource: string;
}

function endpointsOf(context: UnitContext, workspace: StoredResource): RuleEndpoint[] {
  return rulesOf(workspace).flatMap(([rule, { type, destination }]) => {
    if (type !== 'PrivateEndpoint') return [];
    const owner = `${workspace.id}/outboundRules/${rule}`;
    return [
      {
        id: serviceEndpointId(
          context,
          'Microsoft.MachineLearningServices',
          'managed-networks',
          owner,
        ),
        targetId: stringAt(destination, 'serviceResourceId') ?? '',
        subresource: stringAt(destination, 'subresourceTarget') ?? '',
        rule,
      },
    ];
  });
}

function stateFor(
  context: UnitContext,
  workspace: StoredResource,
  target: StoredResource,
): ConnectionState {
  const status = mayApprove(context, workspace, target) ? 'Approved' : 'Pending';
  return { status, description: '', actionsRequired: 'None' };
}

/**
 * Documented: the workspace's identities need the role of an approver. Its system-assigned one is given rights in its
 * resource group by the service.
 */
function mayApprove(
  context: UnitContext,
  workspace: StoredResource,
  target: StoredResource,
): boolean {
  const group = workspace.id.split('/').slice(0, 5).join('/');
  if (
    systemPrincipalOf(workspace) !== undefined &&
    same(target.id.split('/').slice(0, 5).join('/'), group)
  ) {
    return true;
  }
  const action = `${target.type}/privateEndpointConnections/write`;
  return principalsOf(context, workspace).some((id) => context.allows(id, action, target.id));
}

/** The workspace may be among what its own endpoints lead to. */
function apart(
  context: UnitContext,
  workspace: StoredResource,
  targets: readonly StoredResource[],
): NetworkChange {
  const itself = targets.find(({ id }) => same(id, workspace.id));
  const { privateEndpointConnections: _, ...properties } = workspace.properties;
  const next = itself
    ? { ...workspace, properties: { ...properties, ...connectionsShown(itself) } }
    : workspace;
  const rest = targets.filter((target) => target !== itself);
  const beside = [...(itself ? [next] : []), ...rest].flatMap((one) => context.connected(one));
  return { workspace: next, others: [...rest, ...beside] };
}
