import type { TokenCredential } from '@azure/core-auth';
import type { HttpClient } from '@azure/core-rest-pipeline';
import { builtInRoles } from './arm/authorization/built-in-roles.ts';
import { providerNamespaces } from './arm/resources/provider-namespaces.ts';
import { type Composition, compose } from './compose.ts';
import { createExchange } from './dispatch.ts';
import { createEncryption, type SimulatorEncryption } from './inspect/encryption.ts';
import { createResources, shownResource, type SimulatorResources } from './inspect/resources.ts';
import { createCredential, findPrincipal } from './entra/credential.ts';
import { DeviceCodes } from './entra/device-codes.ts';
import { TokenIssuer } from './entra/token-issuer.ts';
import type { VirtualClock } from './kernel/clock.ts';
import {
  type Principal,
  type Subscription,
  SUBSCRIPTION_STATES,
  type Tenant,
} from './kernel/directory.ts';
import { regionsOf } from './kernel/regions.ts';
import type { StoredResource } from './kernel/resource.ts';
import type { Settings } from './kernel/settings.ts';
import { machineEnvironment } from './managed-identity/addresses.ts';
import { type Snapshot, World } from './kernel/world.ts';
import { readOptions, type SimulatorOptions } from './options.ts';
import { DEFAULT_PRINCIPAL, PRINCIPAL_NAMES, seedWorld } from './seed-world.ts';
import { seedResources } from './seed-resources.ts';
import {
  type ClientKind,
  createClientOptions,
  type SimulatorClientOptions,
} from './transports/client-options.ts';
import { createFetch, type SimulatorFetch } from './transports/fetch.ts';
import { createHttpClient } from './transports/http-client.ts';
import { createStorageOptions, type SimulatorStorageOptions } from './transports/storage-client.ts';
import type {
  SimulatedAzure,
  Simulator,
  SimulatorDeviceCodes,
  SimulatorFaults,
  SimulatorQuota,
  SimulatorSubscriptionState,
} from './simulator-types.ts';
import type { WorldSpec } from './world-spec.ts';

/**
 * Makes an in-memory Azure for unmodified Azure SDK clients.
 *
 * Throws a `TypeError` that names every bad option and every fault of the described world.
 *
 * @example
 * ```ts
 * import { createSimulator } from '@azureml-cmk/simulator';
 *
 * const sim = createSimulator({ now: '2026-01-01T00:00:00Z' });
 * await sim.clock.advance({ minutes: 5 });
 * console.log(sim.clock.iso(), sim.subscriptionId);
 * ```
 */
export function createSimulator(options: SimulatorOptions = {}): Simulator {
  const { settings, now, seed } = readOptions(options);
  const world = new World(now, seed);
  const spec: WorldSpec = options.world ?? {};
  seedWorld(world, { spec, settings, roles: builtInRoles, namespaces: providerNamespaces });
  const composition = compose(world, settings);
  seedResources(composition, spec.resources ?? []);
  return new InMemoryAzure(world, settings, composition);
}

class InMemoryAzure implements Simulator {
  readonly settings: Settings;
  readonly fetch: SimulatorFetch;
  readonly httpClient: HttpClient;
  readonly quota: SimulatorQuota;
  readonly subscriptionState: SimulatorSubscriptionState;
  readonly resources: SimulatorResources;
  readonly deviceCodes: SimulatorDeviceCodes;
  readonly encryption: SimulatorEncryption;
  readonly #world: World;
  readonly #start: World;
  readonly #parts: Composition;
  readonly #issuer: TokenIssuer;
  readonly #credentials = new Map<string, TokenCredential>();

  constructor(world: World, settings: Settings, composition: Composition) {
    this.#world = world;
    this.#start = world.fork();
    this.settings = settings;
    this.#parts = composition;
    this.#issuer = new TokenIssuer({ world, directory: composition.services.directory, settings });
    const exchange = createExchange(composition, this);
    this.fetch = createFetch(exchange);
    this.httpClient = createHttpClient(exchange);
    const { services } = composition;
    const { quota } = services;
    this.resources = createResources(services);
    const codes = new DeviceCodes(world, services.directory);
    this.deviceCodes = {
      pending: () => codes.pending(),
      approve: (userCode, userName) => {
        codes.approve(userCode, this.#principal(userName));
      },
      decline: (userCode) => {
        codes.decline(userCode);
      },
    };
    this.encryption = createEncryption(world, services.store);
    this.quota = {
      get: (type, location, subscriptionId = this.subscriptionId) =>
        quota.get(subscriptionId, type, location),
      set: (type, location, limit, subscriptionId = this.subscriptionId) => {
        quota.set(subscriptionId, type, location, limit);
      },
    };
    this.subscriptionState = {
      get: (subscriptionId) => this.#subscription(subscriptionId).state,
      set: (state, subscriptionId) => {
        const subscription = this.#subscription(subscriptionId);
        if (!SUBSCRIPTION_STATES.includes(state)) {
          throw new TypeError(
            `'${String(state)}' is no state of a subscription; there are ${SUBSCRIPTION_STATES.join(', ')}`,
          );
        }
        services.directory.addSubscription({ ...subscription, state });
      },
    };
  }

  get clock(): VirtualClock {
    return this.#parts.services.clock;
  }

  get ledger(): Simulator['ledger'] {
    return this.#parts.services.ledger;
  }

  get faults(): SimulatorFaults {
    return this.#parts.services.faults;
  }

  get tenants(): readonly Tenant[] {
    return this.#parts.services.directory.tenants();
  }

  get subscriptions(): readonly Subscription[] {
    return this.#parts.services.directory.subscriptions();
  }

  get principals(): readonly Principal[] {
    return this.#parts.services.directory.principals();
  }

  get tenantId(): string {
    return this.#world.get<string>(FIRST, 'tenant') ?? '';
  }

  get subscriptionId(): string {
    return this.#world.get<string>(FIRST, 'subscription') ?? '';
  }

  get regions(): readonly string[] {
    return regionsOf[this.settings.cloud.name];
  }

  credential(name?: string): TokenCredential {
    const wanted = name ?? this.#world.get<string>(FIRST, 'principal') ?? DEFAULT_PRINCIPAL;
    let credential = this.#credentials.get(wanted);
    if (!credential) {
      const principal = (): Principal => this.#principal(wanted);
      principal();
      credential = createCredential({ issuer: () => this.#issuer, principal });
      this.#credentials.set(wanted, credential);
    }
    return credential;
  }

  azure(name?: string): SimulatedAzure {
    return {
      credential: this.credential(name),
      clientOptions: this.clientOptions(),
      clock: this.clock,
    };
  }

  clientOptions(kind?: ClientKind): SimulatorClientOptions {
    return createClientOptions(this.httpClient, this.settings.cloud, kind);
  }

  storageOptions(): SimulatorStorageOptions {
    return createStorageOptions(this.httpClient);
  }

  machineEnvironment(source: 'appService' | 'machineLearning'): Readonly<Record<string, string>> {
    return machineEnvironment(source);
  }

  resource(id: string): StoredResource | undefined {
    const { services } = this.#parts;
    const stored = services.store.peek(id);
    return stored && shownResource(stored, services);
  }

  snapshot(): Snapshot {
    return this.#world.snapshot();
  }

  restore(snapshot: Snapshot): void {
    this.#world.become(World.restore(snapshot));
  }

  fork(): Simulator {
    const world = this.#world.fork();
    return new InMemoryAzure(world, this.settings, compose(world, this.settings));
  }

  reset(): void {
    this.#world.become(this.#start);
    this.#parts.services.ledger.clear();
  }

  #subscription(subscriptionId = this.subscriptionId): Subscription {
    const subscription = this.#parts.services.directory.subscription(subscriptionId);
    if (subscription) return subscription;
    const ids = this.subscriptions.map((one) => one.subscriptionId);
    throw new TypeError(`no subscription '${subscriptionId}'; there are ${ids.join(', ')}`);
  }

  #principal(name: string): Principal {
    const { directory } = this.#parts.services;
    const objectId = this.#world.get<string>(PRINCIPAL_NAMES, name);
    return (
      (objectId === undefined ? undefined : directory.principal(objectId)) ??
      findPrincipal(directory, name)
    );
  }
}

/** Table of what the defaults of a simulator mean: its first tenant, subscription and principal. */
const FIRST = 'first';
