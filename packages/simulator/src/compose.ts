/** Puts a simulator together: one world, its services, its hosts. Nothing here is shared between two simulators. */
import { part } from '#parts';
import { builtInPolicies } from './arm/authorization/built-in-policies.ts';
import { builtInRoles } from './arm/authorization/built-in-roles.ts';
import { providers } from './arm/registry.gen.ts';
import { hmacSha256 } from './crypto/node-crypto.ts';
import { SealedMetadata } from './data-plane/documentdb/sealed-metadata.ts';
import { createTokenVerifier } from './entra/token-verifier.ts';
import { Access } from './kernel/access.ts';
import { ResourceManager } from './kernel/arm.ts';
import { VirtualClock, type TimerHandler } from './kernel/clock.ts';
import { unitContext } from './kernel/context.ts';
import { Directory } from './kernel/directory.ts';
import { applyEffects } from './kernel/effects.ts';
import { Faults } from './kernel/faults.ts';
import { blobEndingOf, hostsOf } from './hosts.ts';
import type { Host } from './kernel/host.ts';
import { isObject, type JsonObject, stringAt } from './kernel/json.ts';
import { Ledger } from './kernel/ledger.ts';
import { once } from './kernel/once.ts';
import { OPERATION_TIMER } from './kernel/operations.ts';
import { Policies } from './kernel/policy/policies.ts';
import { Quota } from './kernel/quota.ts';
import { ResourceStore } from './kernel/resource.ts';
import { runOperation } from './kernel/run-operation.ts';
import type { Services } from './kernel/services.ts';
import type { Settings } from './kernel/settings.ts';
import type { World } from './kernel/world.ts';
import { bodySchemas } from './schemas/body-schemas.ts';
import { serviceCaller } from './service-caller.ts';

const ROLES = new Map(builtInRoles.map((role) => [role.id, role]));

/** A simulator's parts. */
export interface Composition {
  readonly services: Services;
  readonly resourceManager: ResourceManager;
  readonly hosts: readonly Host[];
}

/** Holds no state of any world. */
const resourceManager = new ResourceManager(providers);

/** Builds the services and hosts over a world. */
export function compose(world: World, settings: Settings): Composition {
  const handlers = new Map<string, TimerHandler>();
  const clock = new VirtualClock(world, handlers);
  const directory = new Directory(world);
  const store = new ResourceStore(world, new SealedMetadata(world, () => services.keys));
  const access = new Access(world, directory, ROLES);
  const vaults = once(() => {
    const { VaultKeys, VaultKeyRecords, VaultSecrets, VaultSecretRecords } =
      part('data-plane/keyvault');
    const its = (): Services => services;
    return {
      keys: new VaultKeys(its),
      keyRecords: new VaultKeyRecords(its),
      secrets: new VaultSecrets(its),
      secretRecords: new VaultSecretRecords(its),
    };
  });
  const blobs = once(() => new (part('data-plane/blob').BlobService)(blobEndingOf(settings.cloud)));
  const rules = once(() =>
    part('enforce').createRulePort({
      store,
      keys: services.keys,
      settings,
      directory,
      clock,
      access,
    }),
  );
  const services: Services = {
    world,
    clock,
    directory,
    access,
    store,
    quota: new Quota(world, store),
    settings,
    ledger: new Ledger(),
    faults: new Faults(world),
    tokens: createTokenVerifier({ world, directory, settings }),
    policies: new Policies(world, store, builtInPolicies),
    get keys() {
      return vaults().keys;
    },
    get keyRecords() {
      return vaults().keyRecords;
    },
    get secrets() {
      return vaults().secrets;
    },
    get secretRecords() {
      return vaults().secretRecords;
    },
    get rules() {
      return rules();
    },
    schemas: bodySchemas,
    requests: {
      submit: (caller, request, correlationId) =>
        resourceManager.submit(caller, request, correlationId, services),
    },
    hmacSha256,
    downloads: { get: (url) => blobs().get(url, services) },
    types: resourceManager.types,
  };
  const hosts = hostsOf(settings.cloud, { resourceManager, blobs });
  handlers.set(OPERATION_TIMER, (payload) => {
    runOperation(String(payload), services, services.types);
  });
  for (const { timers, units } of providers) {
    for (const name of timers) {
      handlers.set(name, (payload) => {
        const input: JsonObject = isObject(payload) ? payload : {};
        const subscription = directory.subscription(stringAt(input, 'subscriptionId') ?? '');
        if (!subscription) return;
        const context = unitContext(services, serviceCaller(subscription), subscription, name);
        applyEffects(units().timers[name]?.(context, input), services);
      });
    }
  }
  for (const host of hosts) {
    for (const name of host.timers ?? []) {
      handlers.set(name, (payload) => {
        host.service().timers?.[name]?.(services, payload);
      });
    }
  }
  return { services, resourceManager, hosts };
}
