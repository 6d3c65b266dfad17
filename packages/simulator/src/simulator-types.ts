/** What a simulator offers: the types of `createSimulator`. */
import type { TokenCredential } from '@azure/core-auth';
import type { HttpClient } from '@azure/core-rest-pipeline';
import type { DeviceCode } from './entra/device-codes.ts';
import type { SimulatorEncryption } from './inspect/encryption.ts';
import type { SimulatorResources } from './inspect/resources.ts';
import type { Span } from './kernel/clock.ts';
import type { Principal, Subscription, Tenant } from './kernel/directory.ts';
import type { Fault } from './kernel/faults.ts';
import type { FaultSpec } from './kernel/fault-spec.ts';
import type { LedgerEntry } from './kernel/ledger.ts';
import type { StoredResource } from './kernel/resource.ts';
import type { Settings } from './kernel/settings.ts';
import type { Snapshot } from './kernel/world.ts';
import type { ClientKind, SimulatorClientOptions } from './transports/client-options.ts';
import type { SimulatorStorageOptions } from './transports/storage-client.ts';
import type { SimulatorFetch } from './transports/fetch.ts';

/** The virtual clock of a simulator. */
export interface SimulatorClock {
  /** Virtual epoch milliseconds. */
  now(): number;
  /** The virtual instant, ISO 8601. */
  iso(): string;
  /** Moves the clock on and runs what falls due, in order: operations, propagation, retention. */
  advance(span: Span): Promise<void>;
  /** Waits in virtual time, at no cost in real time; what waits at the same time waits together. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** Limits on how many resources of a type a subscription may have in a region. */
export interface SimulatorQuota {
  /** `undefined`: none was set, and no limit is enforced but those that a service has of its own (250 storage accounts). */
  get(type: string, location: string, subscriptionId?: string): number | undefined;
  /** `undefined` takes the limit away; a `RangeError` for anything but a whole number of at least 0. */
  set(type: string, location: string, limit: number | undefined, subscriptionId?: string): void;
}

/**
 * Whether a subscription can be used, as whoever pays for it has it; state of the world like any other, so snapshots and
 * forks carry it. Work that is under way goes on.
 *
 * @example
 * ```ts
 * import { createSimulator } from '@azureml-cmk/simulator';
 *
 * const sim = createSimulator();
 * sim.subscriptionState.set('Disabled'); // writes are refused from now on: ReadOnlyDisabledSubscription
 * sim.subscriptionState.set('Enabled'); // and taken again
 * ```
 */
export interface SimulatorSubscriptionState {
  /** Default: of the first subscription. A `TypeError` when there is none with this id. */
  get(subscriptionId?: string): Subscription['state'];
  /** The same; a `TypeError` as well for what is no state. */
  set(state: Subscription['state'], subscriptionId?: string): void;
}

/** What `deploy` and `verify` of `@azureml-cmk/core` take to work on a simulator. */
export interface SimulatedAzure {
  readonly credential: TokenCredential;
  readonly clientOptions: SimulatorClientOptions;
  readonly clock: SimulatorClock;
}

/**
 * What goes wrong on purpose: refused requests, broken connections, slow answers, operations that fail or take long.
 *
 * @example
 * ```ts
 * import { createSimulator } from '@azureml-cmk/simulator';
 *
 * const sim = createSimulator({ latency: 'realistic' });
 * // The first two PUTs of any vault are throttled.
 * sim.faults.add({ method: 'PUT', path: '**\/vaults/*', times: 2, answer: { status: 429, retryAfterSeconds: 5 } });
 * // The first wrapping of a key, whichever vault it lies in, breaks.
 * sim.faults.add({ action: 'Microsoft.KeyVault/vaults/keys/wrap/action', times: 1, drop: true });
 * // The third poll of the operation that makes the workspace tells that it failed.
 * sim.faults.add({
 *   path: '**\/workspaces/claims',
 *   operation: { endsAtPoll: 3, error: { code: 'InternalServerError', message: 'Something went wrong.' } },
 * });
 * ```
 */
export interface SimulatorFaults {
  /** Adds a fault and gives its id; a `TypeError` that names everything that is wrong with it. */
  add(fault: FaultSpec): string;
  /** The faults in the order added, with how often each matched and went wrong. */
  list(): Fault[];
  /** Takes a fault away; false when there is none of this id. */
  remove(id: string): boolean;
  /** Takes all faults away; operations that wait for a poll end as they would have. */
  clear(): void;
}

/**
 * The sign-ins with a device code that wait for a user: what `DeviceCodeCredential` and `az login --use-device-code` start.
 *
 * A code is good for 15 virtual minutes. Clients that poll wait on their own clock: approve before they do, in the prompt.
 *
 * @example
 * ```ts
 * import { DeviceCodeCredential } from '@azure/identity';
 * import { createSimulator } from '@azureml-cmk/simulator';
 *
 * const sim = createSimulator({ world: { principals: [{ name: 'ann', kind: 'user' }] } });
 * const credential = new DeviceCodeCredential({
 *   userPromptCallback: ({ userCode }) => sim.deviceCodes.approve(userCode, 'ann'),
 *   ...sim.clientOptions('credential'),
 * });
 * await credential.getToken('https://management.azure.com/.default');
 * ```
 */
export interface SimulatorDeviceCodes {
  /** Those that still wait, the oldest first. */
  pending(): DeviceCode[];
  /** Signs a user in who enters the code; a `TypeError` when nothing waits for it, or this user cannot. */
  approve(userCode: string, userName: string): void;
  /** Says no to it; a `TypeError` when nothing waits for it. */
  decline(userCode: string): void;
}

/** An in-memory Azure. */
export interface Simulator {
  /**
   * Answers a web-standard request. Under `http://localhost/_sim/` (also 127.0.0.1 and [::1], any port; never on a host of
   * Azure) it answers for the simulator itself: `ledger`, `resources`, `encryption`, `faults`, `clock`, `deviceCodes`,
   * `snapshot`, `reset`.
   */
  readonly fetch: SimulatorFetch;
  /** The transport for `httpClient` in the options of any Azure SDK client or credential. */
  readonly httpClient: HttpClient;
  /** The first tenant. */
  readonly tenantId: string;
  /** The first subscription. */
  readonly subscriptionId: string;
  readonly clock: SimulatorClock;
  /** Every exchange: who asked for what, what became of it, by which rule; without bodies, headers or secrets. */
  readonly ledger: { readonly size: number; entries(): LedgerEntry[]; clear(): void };
  /** What goes wrong on purpose; state of the world like any other, so snapshots and forks carry it. */
  readonly faults: SimulatorFaults;
  /** The sign-ins that wait for a user elsewhere. */
  readonly deviceCodes: SimulatorDeviceCodes;
  /** What is stored, whoever may read it, with what it shows of others. */
  readonly resources: SimulatorResources;
  /** What is encrypted at rest under which version of a customer's key, and who still has that key. */
  readonly encryption: SimulatorEncryption;
  readonly tenants: readonly Tenant[];
  readonly subscriptions: readonly Subscription[];
  readonly principals: readonly Principal[];
  /** Normalised names of the cloud's regions. */
  readonly regions: readonly string[];
  readonly quota: SimulatorQuota;
  /** Disables a subscription in the middle of a test, and enables it again. */
  readonly subscriptionState: SimulatorSubscriptionState;
  /** How it behaves. */
  readonly settings: Settings;
  /**
   * A credential of a principal: by its name in the world, object id or application id. Default: the world's first
   * principal, an Owner of the first subscription, who like any Owner holds no permission on keys.
   */
  credential(name?: string): TokenCredential;
  /**
   * Credential, client options and clock in one, for `deploy(plan, sim.azure())` and `verify(plan, sim.azure())`.
   *
   * @param name - of the principal, as for {@link Simulator.credential}.
   */
  azure(name?: string): SimulatedAzure;
  /** Spread into the options of any Azure SDK client: `new KeyClient(url, credential, { ...sim.clientOptions() })`. */
  clientOptions(kind?: ClientKind): SimulatorClientOptions;
  /**
   * The same for the clients of storage accounts, which take an HTTP client of another shape:
   * `new BlobServiceClient(url, credential, sim.storageOptions())`.
   *
   * @example
   * ```ts
   * import { BlobServiceClient } from '@azure/storage-blob';
   * import { createSimulator } from '@azureml-cmk/simulator';
   *
   * const sim = createSimulator();
   * const url = 'https://stmlcreditrisk.blob.core.windows.net';
   * const blobs = new BlobServiceClient(url, sim.credential(), sim.storageOptions());
   * ```
   */
  storageOptions(): SimulatorStorageOptions;
  /**
   * The environment variables under which `ManagedIdentityCredential` asks the simulated App Service or the simulated
   * compute of a workspace for a token, as the `machine` of the world has it. Instance metadata needs none.
   */
  machineEnvironment(source: 'appService' | 'machineLearning'): Readonly<Record<string, string>>;
  /** A stored resource by id, with what it shows of others, whoever may read it; for assertions. */
  resource(id: string): StoredResource | undefined;
  /** The whole state as JSON: restores to equal behaviour. The ledger is no state: it tells what this simulator was asked. */
  snapshot(): Snapshot;
  /**
   * Takes the state of a snapshot, in place. Throws a `TypeError` that says what is wrong with one that is of another
   * format or not whole, and leaves everything as it was.
   */
  restore(snapshot: Snapshot): void;
  /** An independent copy, whatever the size at no cost. */
  fork(): Simulator;
  /** Back to how it was made. */
  reset(): void;
}
