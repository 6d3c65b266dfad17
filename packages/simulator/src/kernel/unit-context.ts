/** What a unit sees of the world while it answers: everything that it asks, and nothing to write with. */
import type { Edition } from '@azureml-cmk/core/rules';
import type { Role } from './access.ts';
import type { Caller } from './caller.ts';
import type { Principal, Subscription } from './directory.ts';
import type { Json, JsonObject } from './json.ts';
import type { Refusal } from './errors.ts';
import type { ManagementGroups } from './management-groups.ts';
import type { PolicyDefinition, PolicySet } from './policy/definition.ts';
import type { PolicySubject } from './policy/rule.ts';
import type {
  DataKeyPort,
  Download,
  KeyPort,
  KeyRecordPort,
  RulePort,
  SecretPort,
  SecretRecordPort,
} from './ports.ts';
import type { PrivateLinkGroup } from './private-link-resources.ts';
import type { RegistrationState } from './providers.ts';
import type { SubmittedAnswer, SubmittedRequest } from './resource-type.ts';
import type { StoredResource, Walk } from './resource.ts';

/** `instant`: what succeeds answers at once. `realistic`: the recorded long-running style and durations. */
export type Latency = 'instant' | 'realistic';

/** How far an operation is. */
export interface OperationState {
  readonly status: 'Running' | 'Succeeded' | 'Failed' | 'Canceled';
  readonly error?: Refusal;
}

/** What a unit may look at. Reading only. */
export interface UnitContext {
  /** Virtual epoch milliseconds. */
  readonly now: number;
  /** Virtual instant, ISO 8601. */
  readonly iso: string;
  readonly caller: Caller;
  readonly subscription: Subscription;
  readonly edition: Edition;
  readonly latency: Latency;
  readonly workspacePurge: 'documented' | 'reported';
  readonly cloud: 'public' | 'usGovernment' | 'china';
  /** Normalised names of the cloud's regions. */
  readonly regions: readonly string[];
  /** `https://management.azure.com`. */
  readonly resourceManager: string;
  /** Suffix of vault hosts without a leading dot. */
  readonly vaultSuffix: string;
  readonly correlationId: string;
  readonly keys: KeyPort & DataKeyPort;
  readonly keyRecords: KeyRecordPort;
  readonly secrets: SecretPort;
  readonly secretRecords: SecretRecordPort;
  readonly rules: RulePort;
  /** The next GUID; the same in every run with the same seed and requests. */
  guid(): string;
  /** A GUID that depends on the words alone. */
  namedGuid(...words: readonly string[]): string;
  resource(id: string): StoredResource | undefined;
  /** Resources of a type under a scope (a subscription, group or resource id). */
  resources(type: string, scope: string): StoredResource[];
  /** Everything under a scope; of what cannot be decrypted now, what is not encrypted. */
  under(scope: string): StoredResource[];
  /** The same as it is stored: bodies that are encrypted stay so, and can be stored again like this. */
  atRest(scope: string): StoredResource[];
  /** As {@link UnitContext.under}, each when it is asked for, from behind the one with the id `after` on. */
  walkUnder(scope: string, after?: string): Walk;
  /** As {@link UnitContext.resources}, likewise. */
  walkType(type: string, scope: string, after?: string): Walk;
  /** The same of those with a word of `resource-words.ts`, a name or a tag, that have a place. */
  walkWord(word: string, scope: string, after?: string): Walk;
  /** How many resources of a type lie under a scope; not counted further than `limit`. */
  count(type: string, scope: string, limit: number): number;
  document<T = Json>(table: string, key: string): T | undefined;
  documents<T = Json>(table: string, prefix: string): [string, T][];
  principal(objectId: string): Principal | undefined;
  /** Object ids of the groups that a principal is in, also through other groups. */
  groupsOf(objectId: string): readonly string[];
  servicePrincipal(tenantId: string, appId: string): Principal | undefined;
  role(roleId: string): Role | undefined;
  roles(): readonly Role[];
  /** A policy definition by its id: a built-in one, or one of the world. */
  policyDefinition(id: string): PolicyDefinition | undefined;
  builtInPolicies(): readonly PolicyDefinition[];
  /** A set of policy definitions by its id. */
  policySet(id: string): PolicySet | undefined;
  /** Whether a principal may do an action at a scope, by role. */
  allows(
    principalId: string,
    action: string,
    scope: string,
    kind?: 'action' | 'dataAction',
  ): boolean;
  isRegistered(namespace: string): boolean;
  registrationState(namespace: string): RegistrationState;
  subscriptions(): readonly Subscription[];
  /** What lies above subscriptions. */
  readonly managementGroups: Pick<ManagementGroups, 'above' | 'covers' | 'get' | 'of'>;
  /** The types served in a namespace, names without it. */
  typesIn(
    namespace: string,
  ): readonly { readonly name: string; readonly apiVersions: readonly string[] }[];
  /**
   * A resource as a PUT of it would say it, in the newest stable version with a document of its own: without what is
   * read-only. `undefined`: no document describes that.
   */
  asPut(
    resource: StoredResource,
  ): { readonly apiVersion: string; readonly body: JsonObject } | undefined;
  /** What of a resource a private endpoint can lead to; nothing when its type does not say. */
  privateLinkGroups(resource: StoredResource): readonly PrivateLinkGroup[];
  /** What is stored together with a resource whose connections of private endpoints are new or changed. */
  connected(resource: StoredResource): readonly StoredResource[];
  /** A limit of the subscription in a region; `undefined`: none is set. */
  quota(type: string, location: string): number | undefined;
  /** How far an operation is, that a submitted request began. */
  operation(id: string): OperationState | undefined;
  /**
   * Asks for something in the caller's name, through the same checks as a client. Only for what changes nothing: a GET,
   * or an action that lists.
   */
  ask(request: SubmittedRequest): SubmittedAnswer;
  /** Of a text, under a key. */
  hmacSha256(key: Uint8Array, text: string): Uint8Array;
  /** What a link leads to, read without a credential; `undefined`: no host of the simulator answers it so. */
  download(url: string): Download | undefined;
  /** The refusal that policies have for a write, if it is denied. */
  disallowed(subject: PolicySubject): Refusal | undefined;
  /** Virtual instant at which something takes effect: `now` with instant latency, `now + ms` with realistic. */
  propagatesAt(ms: number): number;
}
