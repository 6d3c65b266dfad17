import { Refusal } from '../../kernel/errors.ts';
import { firstPartyPrincipal } from '../../kernel/first-party.ts';
import { type JsonObject, stringAt } from '../../kernel/json.ts';
import { PROVIDERS_TABLE, providerKey, type RegistrationState } from '../../kernel/providers.ts';
import type { Effects, Route, UnitContext } from '../../kernel/resource-type.ts';
import { providerNamespaces } from './provider-namespaces.ts';

/** What registering takes, milliseconds. */
const REGISTER_MS = 60_000;
const PATH = '/subscriptions/{subscriptionId}/providers/{namespace}';
const REGISTERED_TIMER = 'Microsoft.Resources/providers.registered';

/** Resource providers of a subscription: list, get, register, unregister. */
export const providers: readonly Route[] = [
  {
    method: 'GET',
    path: '/subscriptions/{subscriptionId}/providers',
    action: 'Microsoft.Resources/subscriptions/providers/read',
    handle: (context) => ({
      status: 200,
      body: { value: providerNamespaces.map((namespace) => present(context, namespace)) },
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
    method: 'POST',
    path: `${PATH}/register`,
    action: 'Microsoft.Resources/subscriptions/providers/register/action',
    handle: (context, { params }) => register(context, known(params['namespace'])),
  },
  {
    method: 'POST',
    path: `${PATH}/unregister`,
    action: 'Microsoft.Resources/subscriptions/providers/unregister/action',
    handle: (context, { params }) => {
      const namespace = known(params['namespace']);
      return {
        status: 200,
        body: { ...present(context, namespace), registrationState: 'Unregistered' },
        effects: { documents: [stateDocument(context, namespace, 'Unregistered')] },
      };
    },
  },
];

/** By name: what happens when a registration falls due. */
export const providerTimers: Readonly<
  Record<string, (context: UnitContext, payload: JsonObject) => Effects>
> = {
  [REGISTERED_TIMER]: (context, payload) =>
    registered(context, stringAt(payload, 'namespace') ?? ''),
};

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
    effects: {
      documents: [stateDocument(context, namespace, 'Registering')],
      timers: [
        {
          dueAt: context.now + REGISTER_MS,
          handler: REGISTERED_TIMER,
          payload: { subscriptionId: context.subscription.subscriptionId, namespace },
        },
      ],
    },
  };
}

/** Registering Microsoft.DocumentDB is what brings the Azure Cosmos DB principal into a tenant. */
function registered(context: UnitContext, namespace: string): Effects {
  const principal = firstPartyPrincipal(namespace, context.subscription.tenantId, context.cloud);
  const isNew =
    principal?.appId !== undefined &&
    !context.servicePrincipal(principal.tenantId, principal.appId);
  return {
    documents: [stateDocument(context, namespace, 'Registered')],
    ...(principal && isNew ? { principals: [principal] } : {}),
  };
}

function stateDocument(context: UnitContext, namespace: string, state: RegistrationState) {
  return {
    table: PROVIDERS_TABLE,
    key: providerKey(context.subscription.subscriptionId, namespace),
    value: state,
  };
}

function stateOf(context: UnitContext, namespace: string): RegistrationState {
  return context.registrationState(namespace);
}

function known(namespace: string | undefined): string {
  const found = providerNamespaces.find(
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

function present(context: UnitContext, namespace: string): JsonObject {
  return {
    id: `/subscriptions/${context.subscription.subscriptionId}/providers/${namespace}`,
    namespace,
    registrationPolicy: 'RegistrationRequired',
    resourceTypes: context.typesIn(namespace).map(({ name, apiVersions }) => ({
      resourceType: name,
      locations: context.regions,
      apiVersions: apiVersions.toReversed(),
    })),
    registrationState: stateOf(context, namespace),
  };
}
