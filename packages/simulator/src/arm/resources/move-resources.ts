/** `moveResources` and `validateMoveResources` of a group. */
import { Refusal } from '../../kernel/errors.ts';
import { resourceGroupNotFound } from '../../kernel/gateway-errors.ts';
import type { Json, JsonObject } from '../../kernel/json.ts';
import { stringAt } from '../../kernel/json.ts';
import { linkedAuthorizationFailed } from '../../kernel/linked-access.ts';
import type {
  ActionAnswer,
  ActionRequest,
  MovePlan,
  OperationStyle,
  RunningOperation,
  UnitContext,
} from '../../kernel/resource-type.ts';

/** What moving takes, milliseconds: minutes, say the documents, and four hours at most. */
const MOVE_MS = 120_000;
const TRIAL_MS = 30_000;
const GROUP_ACTION = 'Microsoft.Resources/subscriptions/resourceGroups';

const STYLE: OperationStyle = {
  path: 'operationresults',
  headers: ['location'],
  status: 202,
  body: 'none',
  retryAfterSeconds: 15,
  instant: 204,
};

export const moveResources = (context: UnitContext, request: ActionRequest): ActionAnswer =>
  start(context, request, false);

export const validateMoveResources = (context: UnitContext, request: ActionRequest): ActionAnswer =>
  start(context, request, true);

/** The plan of a move, as its operation keeps it. */
export const movePlanOf = ({ input }: RunningOperation): MovePlan => ({
  ids: input['ids'] as readonly string[],
  toGroup: String(input['toGroup']),
  isTrial: input['isTrial'] === true,
});

function start(
  context: UnitContext,
  { body, resource: group }: ActionRequest,
  isTrial: boolean,
): ActionAnswer {
  const input: JsonObject = {
    ids: idsOf(body['resources'], group.id),
    toGroup: targetOf(context, body, group.id, isTrial),
    isTrial,
  };
  return {
    operation: {
      handler: 'move',
      style: STYLE,
      durationMs: isTrial ? TRIAL_MS : MOVE_MS,
      input,
    },
  };
}

function idsOf(value: Json | undefined, groupId: string): readonly string[] {
  const prefix = `${groupId}/providers/`.toLowerCase();
  const ids = Array.isArray(value) ? (value as readonly Json[]) : [];
  const isGood =
    ids.length > 0 &&
    ids.every((id) => typeof id === 'string' && id.toLowerCase().startsWith(prefix));
  if (!isGood) throw invalid(`'resources' must be ids of resources in the group '${groupId}'`);
  const nested = ids.find((id) => String(id).split('/').length !== groupId.split('/').length + 4);
  if (nested !== undefined) {
    throw invalid(`'${String(nested)}' moves with the resource it is of, not alone`);
  }
  return ids as readonly string[];
}

function targetOf(
  context: UnitContext,
  body: JsonObject,
  groupId: string,
  isTrial: boolean,
): string {
  const given = stringAt(body, 'targetResourceGroup') ?? '';
  const [, subscriptionId, name] =
    /^\/subscriptions\/([^/]+)\/resourceGroups\/([^/]+)\/?$/i.exec(given) ?? [];
  if (subscriptionId === undefined || name === undefined) {
    throw invalid(`'targetResourceGroup' must be the id of a group, not '${given}'`);
  }
  const subscription = context
    .subscriptions()
    .find((one) => one.subscriptionId.toLowerCase() === subscriptionId.toLowerCase());
  if (!subscription || subscription.tenantId !== context.subscription.tenantId) {
    throw invalid(`the subscription '${subscriptionId}' is not one of the same tenant`);
  }
  const target = context.resource(`/subscriptions/${subscriptionId}/resourceGroups/${name}`);
  if (!target) throw resourceGroupNotFound(name);
  if (target.id.toLowerCase() === groupId.toLowerCase()) {
    throw invalid('the source and the target are the same group');
  }
  const needed = `${GROUP_ACTION}/write`;
  if (!context.allows(context.caller.objectId, needed, target.id)) {
    const action = `${GROUP_ACTION}/${isTrial ? 'validateMoveResources' : 'moveResources'}/action`;
    throw linkedAuthorizationFailed(context, action, groupId, needed, target.id);
  }
  return target.id;
}

const invalid = (why: string): Refusal =>
  new Refusal({
    status: 400,
    code: 'InvalidRequestContent',
    message: `The request content was invalid: ${why}.`,
    evidence: 'assumed',
    failureCause: 'gateway',
  });
