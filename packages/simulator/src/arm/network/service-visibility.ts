/** Who sees a private link service, and whose endpoints it lets in without asking its owner. */
import { Refusal } from '../../kernel/errors.ts';
import { type Json, objectAt, stringAt } from '../../kernel/json.ts';
import { same } from '../../kernel/path.ts';
import { normalizeLocation } from '../../kernel/regions.ts';
import type { Route, UnitContext } from '../../kernel/resource-type.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import { PRIVATE_LINK_SERVICES } from './network-types.ts';

/** How a private link service is called by those who do not know its id. */
export const SERVICE_ALIAS: RegExp = /^[^/]+\.azure\.privatelinkservice$/i;

/** What a list of subscriptions says of all of them. */
const EVERYONE = '*';
const LOCATION = '/providers/Microsoft.Network/locations/{location}';
const SUBSCRIPTION = '/subscriptions/{subscriptionId}';
const GROUP = `${SUBSCRIPTION}/resourceGroups/{resourceGroupName}`;

/** Whether endpoints of a subscription are let in at once. */
export function letsIn({ properties }: StoredResource, subscriptionId: string): boolean {
  return isNamed(properties['autoApproval'], subscriptionId);
}

/** Whether a service can be asked from a subscription: who has a role at it sees it too. */
export function isVisible(
  context: UnitContext,
  service: StoredResource,
  subscriptionId: string,
): boolean {
  return (
    isNamed(service.properties['visibility'], subscriptionId) ||
    context.allows(context.caller.objectId, `${PRIVATE_LINK_SERVICES}/read`, service.id)
  );
}

/** Refuses an endpoint to a service that its owner shows to others alone. */
export function mustBeVisible(
  context: UnitContext,
  service: StoredResource,
  subscriptionId: string,
): void {
  if (isVisible(context, service, subscriptionId)) return;
  throw new Refusal({
    status: 400,
    code: 'PrivateLinkServiceNotVisible',
    message: `The private link service ${service.id} is not visible to the subscription ${subscriptionId}.`,
    evidence: 'assumed',
  });
}

function isNamed(list: Json | undefined, subscriptionId: string): boolean {
  const { subscriptions } = objectAt({ list }, 'list');
  const named = Array.isArray(subscriptions) ? (subscriptions as readonly Json[]) : [];
  return named.some(
    (one) => one === EVERYONE || (typeof one === 'string' && same(one, subscriptionId)),
  );
}

/** What an endpoint leads to: a resource by its id, or a private link service by its alias. */
export function linkTarget(
  context: UnitContext,
  name: string | undefined,
): StoredResource | undefined {
  return name !== undefined && SERVICE_ALIAS.test(name)
    ? allServices(context).find(({ properties }) => same(stringAt(properties, 'alias') ?? '', name))
    : context.resource(name ?? '');
}

/** Services of all subscriptions. */
function allServices(context: UnitContext): StoredResource[] {
  return context
    .subscriptions()
    .flatMap(({ subscriptionId }) =>
      context.resources(PRIVATE_LINK_SERVICES, `/subscriptions/${subscriptionId}`),
    );
}

const visibility = (scope: string): Route => ({
  method: 'POST',
  path: `${scope}${LOCATION}/checkPrivateLinkServiceVisibility`,
  action: 'Microsoft.Network/locations/checkPrivateLinkServiceVisibility/action',
  scope,
  handle: (context, { params, body }) => {
    const alias = stringAt(body, 'privateLinkServiceAlias') ?? '';
    const service = SERVICE_ALIAS.test(alias) ? linkTarget(context, alias) : undefined;
    const subscriptionId = params['subscriptionId'] ?? '';
    const visible = service !== undefined && isVisible(context, service, subscriptionId);
    return { status: 200, body: { visible } };
  },
});

const autoApproved = (scope: string): Route => ({
  method: 'GET',
  path: `${scope}${LOCATION}/autoApprovedPrivateLinkServices`,
  action: 'Microsoft.Network/locations/autoApprovedPrivateLinkServices/read',
  scope,
  handle: (context, { params }) => {
    const location = normalizeLocation(params['location'] ?? '');
    const subscriptionId = params['subscriptionId'] ?? '';
    const value = allServices(context)
      .filter((service) => service.location === location && letsIn(service, subscriptionId))
      .filter((service) => isVisible(context, service, subscriptionId))
      .map(({ id }) => ({ privateLinkService: id }));
    return { status: 200, body: { value } };
  },
});

export const serviceRoutes: readonly Route[] = Object.freeze(
  [SUBSCRIPTION, GROUP].flatMap((scope) => [visibility(scope), autoApproved(scope)]),
);
