/** Who may do this here: tokens are verified before, deny assignments come after roles. */
import type { Attributes } from './access.ts';
import type { Caller, TokenDecision } from './caller.ts';
import type { Subscription } from './directory.ts';
import * as refuse from './gateway-errors.ts';
import { isGuid } from './ids.ts';
import { type ArmPath, RESOURCE_GROUPS, same, type TypedPath } from './path.ts';
import type { UnitContext } from './resource-type.ts';
import type { Services } from './services.ts';

const VERBS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    GET: 'read',
    HEAD: 'read',
    PUT: 'write',
    PATCH: 'write',
    DELETE: 'delete',
  }),
);

/** Stands for the subscription of requests that are in none: those about a tenant and its management groups. */
export function noSubscription({ tenantId }: Pick<Caller, 'tenantId'>): Subscription {
  return { subscriptionId: '', tenantId, displayName: '', state: 'Enabled' };
}

/** The `WWW-Authenticate` of a refused token: who asks about a subscription learns which tenant it is in. */
export function challenge(
  services: Services,
  path: ArmPath,
  decision: Exclude<TokenDecision, { caller: Caller }>,
): string {
  const { directory, settings } = services;
  const { authority } = settings.cloud;
  const asked = directory.subscription(subscriptionIdOf(path));
  const tenant =
    asked?.tenantId ?? decision.tenantId ?? directory.tenants()[0]?.tenantId ?? 'common';
  const error = decision.failure === 'missing' ? 'invalid_request' : 'invalid_token';
  return `Bearer authorization_uri="${authority}/${tenant}", error="${error}", error_description="The access token is ${decision.failure}"`;
}

const subscriptionIdOf = (path: ArmPath): string =>
  path.kind === 'resource' || path.kind === 'action'
    ? path.address.subscriptionId
    : path.subscriptionId;

/**
 * The subscription of a path, when there is one and it takes this request. Documented: one that is warned or disabled is
 * read and emptied, and takes no PUT, PATCH or POST; one past due takes everything, a deleted one nothing.
 */
export function subscriptionOf(
  path: ArmPath,
  services: Services,
  caller: Caller,
  method: string,
): Subscription | undefined {
  const id = subscriptionIdOf(path);
  if (id === '') return undefined;
  const subscription = services.directory.subscription(id);
  if (!subscription && !isGuid(id)) throw refuse.invalidSubscriptionId(id);
  if (!subscription || subscription.state === 'Deleted') throw refuse.subscriptionNotFound(id);
  if (subscription.tenantId !== caller.tenantId) {
    throw refuse.wrongTenant(caller, subscription.tenantId);
  }
  const isWrite = method !== 'GET' && method !== 'HEAD' && method !== 'DELETE';
  if (isWrite && (subscription.state === 'Warned' || subscription.state === 'Disabled')) {
    throw refuse.readOnlySubscription(id, subscription.state);
  }
  return subscription;
}

const READ = '/read';

/** Refuses a caller whose roles do not allow the action at the scope, or who is denied it. */
export function authorize(
  context: UnitContext,
  services: Services,
  action: string,
  scope: string,
  attributes?: Attributes,
): void {
  const { caller } = context;
  const { access } = services;
  if (!access.allows(caller.objectId, action, scope, 'action', attributes)) {
    const isConditional = access.failsByCondition(caller.objectId, action, scope);
    throw refuse.authorizationFailed(caller, action, scope, isConditional);
  }
  if (same(action.slice(-READ.length), READ)) return;
  const deny = services.access.denied(caller.objectId, action, scope);
  if (deny) throw refuse.deniedByAssignment(caller, action, scope, deny);
}

/** The action that a request is, as roles name it. */
export function actionName(path: TypedPath, method: string): string {
  const { type } = path.type;
  const verb = VERBS.get(method) ?? 'action';
  return actionOn(type, path.kind === 'action' ? `${withoutNames(path.action)}/${verb}` : verb);
}

/** `containers/app/logs` is `containers/logs` to roles, and `regenerateAdminKey/primary` just `regenerateAdminKey`. */
export const withoutNames = (action: string): string =>
  action
    .split('/')
    .filter((_, index) => index % 2 === 0)
    .join('/');

/** What is done to a type, as roles name it: groups have another name there. */
export function actionOn(type: string, what: string): string {
  return `${type === RESOURCE_GROUPS ? 'Microsoft.Resources/subscriptions/resourceGroups' : type}/${what}`;
}
