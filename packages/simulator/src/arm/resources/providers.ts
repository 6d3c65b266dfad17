import { Refusal } from '../../kernel/errors.ts';
import { firstPartyIn, firstPartyOf } from '../../kernel/first-party.ts';
import { standingAssignment } from '../../kernel/standing-assignment.ts';
import { type JsonObject, stringAt } from '../../kernel/json.ts';
import { PROVIDERS_TABLE, providerKey, type RegistrationState } from '../../kernel/providers.ts';
import type { Effects, Route, TimerHandlers, UnitContext } from '../../kernel/resource-type.ts';
import { providerNamespaces, registeringOnly } from './provider-namespaces.ts';

/** What registering and unregistering take, milliseconds. */
const REGISTER_MS = 60_000;
const PATH = '/subscriptions/{subscriptionId}/providers/{namespace}';
const REGISTERED_TIMER = 'Microsoft.Resources/providers.registered';
const UNREGISTERED_TIMER = 'Microsoft.Resources/providers.unregistered';
const NAMESPACES: readonly string[] = [
  ...providerNamespaces,
  ...registeringOnly.map(({ namespace }) => namespace),
].toSorted();

/** Resource providers: of a subscription, which registers them, and of the tenant, where they have no state. */
export const providers: readonly Route[] = [
  {
    method: 'GET',
    path: '/providers',
    handle: (context) => ({
      status: 200,
      body: { value: NAMESPACES.map((namespace) => inTenant(context, namespace)) },
    }),
  },
  {
    method: 'GET',
    path: '/providers/{namespace}',
    handle: (context, { params }) => ({
      status: 200,
      body: inTenant(context, known(params['namespace'])),
    }),
  },
  {
    method: 'GET',
    path: '/subscriptions/{subscriptionId}/providers',
    action: 'Microsoft.Resources/subscriptions/providers/read',
    handle: (context) => ({
      status: 200,
      body: { value: NAMESPACES.map((namespace) => present(context, namespace)) },
    }),
  },
  {
    method: 'GET',
    path: PATH,
    action: 'Microsoft.Resources/subscriptions/providers/read',
    handle: (context, { params }) => ({
      status: 200,
      body: present(context, known(params['namespace'])),
    }),
  },
  {
    method: 'GET',
    path: `${PATH}/resourceTypes`,
    action: 'Microsoft.Resources/subscriptions/providers/read',
    handle: (context, { params }) => ({
      status: 200,
      body: { value: resourceTypesOf(context, known(params['namespace'])) },
    }),
  },
  {
    method: 'POST',
    path: `${PATH}/register`,
    action: 'Microsoft.Resources/subscriptions/providers/register/action',
    handle: (context, { params }) => register(context, known(params['namespace'])),
  },
  {
    method: 'POST',
    path: `${PATH}/unregister`,
    action: 'Microsoft.Resources/subscriptions/providers/unregister/action',
    handle: (context, { params }) => unregister(context, known(params['namespace'])),
  },
];

/** By name: what happens when a registration falls due. */
export const providerTimers: TimerHandlers = {
  [REGISTERED_TIMER]: (context, payload) => ifStill(context, payload, 'Registering', registered),
  [UNREGISTERED_TIMER]: (context, payload) =>
    ifStill(context, payload, 'Unregistering', (_, namespace) => ({
      documents: [stateDocument(context, namespace, 'Unregistered')],
    })),
};

/** Whoever asked for something else meanwhile is heard. */
function ifStill(
  context: UnitContext,
  payload: JsonObject,
  state: RegistrationState,
  end: (context: UnitContext, namespace: string) => Effects,
): Effects {
  const namespace = stringAt(payload, 'namespace') ?? '';
  return stateOf(context, namespace) === state ? end(context, namespace) : {};
}

function unregister(context: UnitContext, namespace: string) {
  const before = stateOf(context, namespace);
  const isDone = before === 'NotRegistered' || before === 'Unregistered';
  const state = isDone ? before : context.latency === 'instant' ? 'Unregistered' : 'Unregistering';
  return {
    status: 200,
    body: { ...present(context, namespace), registrationState: state },
    effects: isDone ? {} : underWay(context, namespace, state, UNREGISTERED_TIMER),
  };
}

/** The state, and the timer that ends it when it is on the way. */
function underWay(
  context: UnitContext,
  namespace: string,
  state: RegistrationState,
  handler: string,
): Effects {
  const payload = { subscriptionId: context.subscription.subscriptionId, namespace };
  const timer = { dueAt: context.now + REGISTER_MS, handler, payload };
  return {
    documents: [stateDocument(context, namespace, state)],
    ...(context.latency === 'instant' ? {} : { timers: [timer] }),
  };
}

function register(context: UnitContext, namespace: string) {
  if (stateOf(context, namespace) === 'Registered') {
    return { status: 200, body: present(context, namespace) };
  }
  if (context.latency === 'instant') {
    const effects = registered(context, namespace);
    return {
      status: 200,
      body: { ...present(context, namespace), registrationState: 'Registered' },
      effects,
    };
  }
  return {
    status: 200,
    body: { ...present(context, namespace), registrationState: 'Registering' },
    effects: underWay(context, namespace, 'Registering', REGISTERED_TIMER),
  };
}

/**
 * Registering Microsoft.DocumentDB is what brings the Azure Cosmos DB principal into a tenant; that of Azure Machine
 * Learning gets its role on the subscription too.
 */
export function registered(context: UnitContext, namespace: string): Effects {
  const state = stateDocument(context, namespace, 'Registered');
  const application = firstPartyOf(namespace);
  if (!application) return { documents: [state] };
  const { subscriptionId, tenantId } = context.subscription;
  const principal = firstPartyIn(application, tenantId, context.cloud);
  const isNew = !context.servicePrincipal(tenantId, principal.appId ?? '');
  const principals = isNew ? [principal] : [];
  const { roleId } = application;
  if (roleId === undefined) return { documents: [state], principals };
  const scope = `/subscriptions/${subscriptionId}`;
  const name = context.namedGuid('roleAssignment', principal.objectId, roleId, scope);
  const { put, documents } = standingAssignment(principal, roleId, scope, name, context.now);
  // Unregistering leaves it: who registers again finds it as it was.
  if (context.resource(put[0].id)) return { documents: [state], principals };
  return { documents: [state, ...documents], put, principals };
}

function stateDocument(context: UnitContext, namespace: string, state: RegistrationState) {
  return {
    table: PROVIDERS_TABLE,
    key: providerKey(context.subscription.subscriptionId, namespace),
    value: state,
  };
}

function stateOf(context: UnitContext, namespace: string): RegistrationState {
  const state = context.registrationState(namespace);
  const only = registeringOnlyOf(namespace);
  return only && state === 'NotRegistered' ? only.startsAs : state;
}

function known(namespace: string | undefined): string {
  const found = NAMESPACES.find(
    (candidate) => candidate.toLowerCase() === namespace?.toLowerCase(),
  );
  if (found) return found;
  throw new Refusal({
    status: 404,
    code: 'ProviderNotFound',
    message: `Provider '${namespace ?? ''}' not found.`,
    evidence: 'recorded',
    failureCause: 'gateway',
  });
}

const registeringOnlyOf = (namespace: string) =>
  registeringOnly.find((one) => one.namespace === namespace);

function resourceTypesOf(context: UnitContext, namespace: string): readonly JsonObject[] {
  const served = context.typesIn(namespace).map(({ name, apiVersions }) => ({
    resourceType: name,
    apiVersions: apiVersions.toReversed(),
  }));
  return [...served, ...(registeringOnlyOf(namespace)?.resourceTypes ?? [])].map((type) => ({
    ...type,
    locations: context.regions,
  }));
}

/** As published: what is not of a subscription has no id and no state. */
function inTenant(context: UnitContext, namespace: string): JsonObject {
  return { namespace, resourceTypes: resourceTypesOf(context, namespace) };
}

function present(context: UnitContext, namespace: string): JsonObject {
  const only = registeringOnlyOf(namespace);
  return {
    id: `/subscriptions/${context.subscription.subscriptionId}/providers/${namespace}`,
    namespace,
    ...(only && { authorization: only.authorization }),
    registrationPolicy: 'RegistrationRequired',
    resourceTypes: resourceTypesOf(context, namespace),
    registrationState: stateOf(context, namespace),
  };
}
