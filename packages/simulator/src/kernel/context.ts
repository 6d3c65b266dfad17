import type { Caller } from './caller.ts';
import type { Subscription } from './directory.ts';
import { drawGuid, namedGuid } from './ids.ts';
import type { Json } from './json.ts';
import { Providers } from './providers.ts';
import { Quota } from './quota.ts';
import type { UnitContext } from './resource-type.ts';
import { regionsOf } from './regions.ts';
import type { Services } from './services.ts';

/** What a unit sees of the world at one moment. */
export function unitContext(
  services: Services,
  caller: Caller,
  subscription: Subscription,
  correlationId: string,
): UnitContext {
  const { world, settings, directory, access, store } = services;
  const now = world.now;
  const providers = new Providers(world);
  return {
    now,
    iso: services.clock.iso(),
    caller,
    subscription,
    edition: settings.edition,
    latency: settings.latency,
    cloud: settings.cloud.name,
    regions: regionsOf[settings.cloud.name],
    resourceManager: settings.cloud.resourceManager,
    vaultSuffix: settings.cloud.vaultSuffix,
    correlationId,
    keys: services.keys,
    keyRecords: services.keyRecords,
    secrets: services.secrets,
    secretRecords: services.secretRecords,
    rules: services.rules,
    guid: () => drawGuid(world),
    namedGuid: (...words) => namedGuid(world.seed, ...words),
    resource: (id) => store.get(id),
    resources: (type, scope) => store.ofType(type, scope),
    under: (scope) => store.under(scope),
    atRest: (scope) => store.atRest(scope),
    document: <T = Json>(table: string, key: string) => world.get<T>(table, key),
    documents: <T = Json>(table: string, prefix: string) => world.range<T>(table, prefix),
    principal: (objectId) => directory.principal(objectId),
    groupsOf: (objectId) => directory.groupsOf(objectId),
    servicePrincipal: (tenantId, appId) => directory.servicePrincipal(tenantId, appId),
    role: (roleId) => access.role(roleId),
    roles: () => access.roles(),
    policyDefinition: (id) => services.policies.definition(id),
    builtInPolicies: () => services.policies.builtIn(),
    allows: (principalId, action, scope, kind) => access.allows(principalId, action, scope, kind),
    isRegistered: (namespace) =>
      providers.state(subscription.subscriptionId, namespace) === 'Registered',
    registrationState: (namespace) => providers.state(subscription.subscriptionId, namespace),
    subscriptions: () => directory.subscriptions(),
    typesIn: (namespace) =>
      services.typeNames
        .filter(({ type }) => type.toLowerCase().startsWith(`${namespace.toLowerCase()}/`))
        .map(({ type, apiVersions }) => ({ name: type.slice(namespace.length + 1), apiVersions })),
    quota: (type, location) =>
      new Quota(world, store).get(subscription.subscriptionId, type, location),
    propagatesAt: (ms) => (settings.latency === 'realistic' ? now + ms : now),
  };
}
