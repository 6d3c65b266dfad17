/** Puts a simulator together: one world, its services, its hosts. Nothing here is shared between two simulators. */
import { builtInPolicies } from './arm/authorization/built-in-policies.ts';
import { builtInRoles } from './arm/authorization/built-in-roles.ts';
import { resourceTypes, routes, unitTimers } from './arm/registry.gen.ts';
import { createCloudMetadataHost } from './cloud-metadata/host.ts';
import { BlobHost } from './data-plane/blob/host.ts';
import { SealedMetadata } from './data-plane/documentdb/sealed-metadata.ts';
import { KeyVaultHost } from './data-plane/keyvault/host.ts';
import { VaultKeyRecords } from './data-plane/keyvault/key-records.ts';
import { VaultSecretRecords } from './data-plane/keyvault/secret-records.ts';
import { VaultKeys } from './data-plane/keyvault/key-port.ts';
import { VaultSecrets } from './data-plane/keyvault/secrets/secret-port.ts';
import { createRulePort } from './enforce/enforce.ts';
import { createEntraHost } from './entra/host.ts';
import { createTokenVerifier } from './entra/token-verifier.ts';
import { createGraphHost } from './graph/host.ts';
import { Access } from './kernel/access.ts';
import { ResourceManager } from './kernel/arm.ts';
import { VirtualClock, type TimerHandler } from './kernel/clock.ts';
import { unitContext } from './kernel/context.ts';
import { Directory } from './kernel/directory.ts';
import { applyEffects } from './kernel/effects.ts';
import { Faults } from './kernel/faults.ts';
import type { HostHandler } from './kernel/host.ts';
import { isObject, type JsonObject, stringAt } from './kernel/json.ts';
import { Ledger } from './kernel/ledger.ts';
import { OPERATION_TIMER } from './kernel/operations.ts';
import { Policies } from './kernel/policy/policies.ts';
import { Quota } from './kernel/quota.ts';
import { ResourceStore } from './kernel/resource.ts';
import { runOperation } from './kernel/run-operation.ts';
import type { Services } from './kernel/services.ts';
import type { Settings } from './kernel/settings.ts';
import { storageSuffix } from './kernel/storage-account.ts';
import type { World } from './kernel/world.ts';
import { createManagedIdentityHost } from './managed-identity/host.ts';
import { createRetailPricesHost } from './retail-prices/host.ts';
import { bodySchemas } from './schemas/body-schemas.ts';
import { serviceCaller } from './service-caller.ts';

const ROLES = new Map(builtInRoles.map((role) => [role.id, role]));

/** A simulator's parts. */
export interface Composition {
  readonly services: Services;
  readonly resourceManager: ResourceManager;
  readonly hosts: readonly HostHandler[];
  readonly quota: Quota;
}

/** By endpoint, of which each cloud has one; a Resource Manager holds no state of any world. */
const resourceManagers = new Map<string, ResourceManager>();

function resourceManagerOf(endpoint: string): ResourceManager {
  let found = resourceManagers.get(endpoint);
  if (!found) {
    found = new ResourceManager(new URL(endpoint).host, resourceTypes, routes);
    resourceManagers.set(endpoint, found);
  }
  return found;
}

/** Builds the services and hosts over a world. */
export function compose(world: World, settings: Settings): Composition {
  const handlers = new Map<string, TimerHandler>();
  const clock = new VirtualClock(world, handlers);
  const directory = new Directory(world);
  const store = new ResourceStore(world, new SealedMetadata(world, () => keys));
  const access = new Access(world, directory, ROLES);
  const ledger = new Ledger();
  const tokens = createTokenVerifier({ world, directory, settings });
  const keys = new VaultKeys(() => services);
  const resourceManager = resourceManagerOf(settings.cloud.resourceManager);
  const services: Services = {
    world,
    clock,
    directory,
    access,
    store,
    settings,
    ledger,
    faults: new Faults(world),
    tokens,
    policies: new Policies(world, store, builtInPolicies),
    keys,
    keyRecords: new VaultKeyRecords(() => services),
    secrets: new VaultSecrets(() => services),
    secretRecords: new VaultSecretRecords(() => services),
    rules: createRulePort({ store, keys, settings, directory, world, access }),
    schemas: bodySchemas,
    requests: {
      submit: (caller, request, correlationId) =>
        resourceManager.submit(caller, request, correlationId, services),
    },
    types: resourceTypes,
  };
  const quota = new Quota(world, store);
  const hosts: readonly HostHandler[] = [
    createCloudMetadataHost(new URL(settings.cloud.resourceManager).host),
    resourceManager,
    new KeyVaultHost(settings.cloud.vaultSuffix),
    new BlobHost(storageSuffix({ cloud: settings.cloud.name })),
    createEntraHost(),
    createGraphHost(),
    createRetailPricesHost(),
    createManagedIdentityHost(),
  ];
  handlers.set(OPERATION_TIMER, (payload) => {
    runOperation(String(payload), services, resourceManager.types);
  });
  for (const [name, run] of unitTimers) {
    handlers.set(name, (payload) => {
      const input: JsonObject = isObject(payload) ? payload : {};
      const subscription = directory.subscription(stringAt(input, 'subscriptionId') ?? '');
      if (!subscription) return;
      const context = unitContext(services, serviceCaller(subscription), subscription, name);
      applyEffects(run(context, input), { ...services, quota });
    });
  }
  for (const { timers } of hosts) {
    for (const [name, run] of Object.entries(timers ?? {})) {
      handlers.set(name, (payload) => {
        run(services, payload);
      });
    }
  }
  return { services, resourceManager, hosts, quota };
}
