/**
 * What a unit may ask of other parts of Azure without importing them: filled in at composition.
 */
import type { KeyPermission, Stage } from '@azureml-cmk/core/rules';
import type { Caller } from './caller.ts';
import type { Refusal } from './errors.ts';
import type { Json, JsonObject } from './json.ts';
import type { SubmittedAnswer, SubmittedRequest } from './resource-type.ts';
import type { StoredResource } from './resource.ts';

/** A key version as other services see it. */
export interface KeyDescription {
  /** Versioned key identifier. */
  readonly id: string;
  /** ARM id of the vault. */
  readonly vaultId: string;
  /** No trailing slash. */
  readonly vaultUri: string;
  readonly name: string;
  readonly version: string;
  /** `RSA`, `EC-HSM`, … */
  readonly type: string;
  readonly sizeBits?: number;
  readonly enabled: boolean;
  /** Epoch seconds. */
  readonly notBefore?: number;
  /** Epoch seconds. */
  readonly expires?: number;
  readonly operations: readonly string[];
}

/** A data key of a service, wrapped by one version of a customer's key. */
export interface WrappedKey {
  /** Versioned identifier of the customer's key. */
  readonly kid: string;
  /** Base64url, RSA-OAEP-256. */
  readonly value: string;
}

/** How services of Azure use customers' keys. */
export interface KeyPort {
  /** A key by identifier, versioned or not; `undefined` when there is none (or its vault is gone). */
  describe(keyIdentifier: string): KeyDescription | undefined;
  /** What a principal may do with a key now, by access policy or role. */
  permitted(keyIdentifier: string, principalId: string): readonly KeyPermission[];
  /** What Key Vault would answer if this principal, as a trusted service, did this now: a refusal or nothing. */
  refuses(
    keyIdentifier: string,
    principalId: string,
    operation: KeyPermission,
  ): Refusal | undefined;
  /** The vault resource behind a key identifier. */
  vaultOf(keyIdentifier: string): StoredResource | undefined;
}

/** How services wrap their own keys under customers'. */
export interface DataKeyPort {
  /** What {@link KeyPort.refuses} tells, as something that the service did: it stands in the ledger. */
  asks(keyIdentifier: string, principalId: string, operation: KeyPermission): Refusal | undefined;
  /**
   * Makes a data key, which follows from the world's seed and the purpose, and wraps it as this principal. Throws the
   * {@link Refusal} that the vault answers. Like {@link unwrap} and {@link rewrap} it stands in the ledger.
   */
  wrapNew(keyIdentifier: string, principalId: string, purpose: string): WrappedKey;
  /** The key that {@link wrapNew} makes for a purpose, as its service has it where no customer's key wraps it. */
  unwrapped(purpose: string): Uint8Array;
  /** Unwraps a data key as this principal; throws the {@link Refusal} that the vault answers. */
  unwrap(wrapped: WrappedKey, principalId: string): Uint8Array;
  /** The same data key under another version of the key: unwrapped and wrapped again. Throws likewise. */
  rewrap(wrapped: WrappedKey, keyIdentifier: string, principalId: string): WrappedKey;
  /** A data key that the service unwrapped before and still holds: the vault is not asked. `undefined`: it is lost. */
  recall(wrapped: WrappedKey): Uint8Array | undefined;
}

/** A key, or one version of it, as the management plane of Key Vault shows it. */
export interface KeyRecord {
  /** As written when the key was made. */
  readonly name: string;
  readonly version: string;
  readonly tags?: Readonly<Record<string, string>>;
  /** Attributes, type, size or curve, operations, rotation policy; without identifiers. */
  readonly properties: JsonObject;
}

/** Keys of a live vault as its management plane reaches them: past the firewall, without access policies. */
export interface KeyRecordPort {
  /** `version` absent: the current one. */
  find(vault: StoredResource, name: string, version?: string): KeyRecord | undefined;
  /** In the order of their names, each made when it is asked for, from behind the one named `after` on. */
  list(vault: StoredResource, after?: string): Iterable<KeyRecord>;
  /** Likewise. */
  versions(vault: StoredResource, name: string, after?: string): Iterable<KeyRecord>;
  /**
   * Makes the first version of a key. The body is that of `vaults/keys`; throws the {@link Refusal} of the data plane
   * and has made nothing then. Key Vault does this itself: it is the one write that is not an effect.
   */
  create(vault: StoredResource, caller: Caller, name: string, body: JsonObject): KeyRecord;
}

/** A secret that is to be stored: where, and the documents to return among a unit's effects. */
export interface StoredSecretValue {
  /** Versioned secret identifier. */
  readonly id: string;
  readonly documents: readonly {
    readonly table: string;
    readonly key: string;
    readonly value: Json;
  }[];
}

/** A secret that is to be deleted: what to return among a unit's effects. */
export interface RemovedSecret {
  readonly documents: readonly {
    readonly table: string;
    readonly key: string;
    readonly value: Json | undefined;
  }[];
  readonly timers: readonly {
    readonly dueAt: number;
    readonly handler: string;
    readonly payload: JsonObject;
  }[];
}

/** A secret as the management plane shows it: never its value. */
export interface SecretRecord {
  readonly name: string;
  readonly version: string;
  readonly tags?: Readonly<Record<string, string>>;
  readonly properties: JsonObject;
}

/** Secrets of vaults as the management plane sees them: past the firewall, without access policies, without values. */
export interface SecretRecordPort {
  find(vault: StoredResource, name: string): SecretRecord | undefined;
  /** In the order of their names, each made when it is asked for, from behind the one named `after` on. */
  list(vault: StoredResource, after?: string): Iterable<SecretRecord>;
  /** A new version; the caller's right to write `vaults/secrets` was checked. */
  set(vault: StoredResource, caller: Caller, name: string, body: JsonObject): SecretRecord;
  /** Attributes, content type and tags of the current version. */
  update(vault: StoredResource, caller: Caller, name: string, body: JsonObject): SecretRecord;
}

/** How services of Azure keep credentials in customers' vaults. */
export interface SecretPort {
  /** The value behind a secret identifier; throws the {@link Refusal} that the principal, as a trusted service, meets. */
  read(secretIdentifier: string, principalId: string): string;
  /** The same for Resource Manager itself, in a vault that is enabled for template deployment: past policies and roles. */
  readForDeployment(secretIdentifier: string): string;
  /** A new version of a secret; throws likewise. Nothing is stored until the documents are. */
  write(vaultId: string, name: string, value: string, principalId: string): StoredSecretValue;
  /** Deletes a secret, softly where the vault does; throws likewise. Nothing is gone until the documents are stored. */
  remove(secretIdentifier: string, principalId: string): RemovedSecret;
}

/** What is being written or changed when a rule is asked for. */
export interface RuleSubject {
  readonly vault?: StoredResource;
  readonly workspace?: StoredResource;
  readonly previousWorkspace?: StoredResource;
  readonly containerGroup?: StoredResource;
  readonly diskEncryptionSet?: StoredResource;
  readonly cluster?: StoredResource;
  readonly previousCluster?: StoredResource;
  /** An endpoint of `workspace`. */
  readonly endpoint?: StoredResource;
}

/** The documented rules at a stage of a unit's work. */
export interface RulePort {
  /** Throws the {@link Refusal} of the first `must` rule of the edition that the subject breaks at this stage. */
  enforce(stage: Stage, subject: RuleSubject): void;
}

/** A body as it came. */
export interface BodyRequest {
  readonly method: string;
  /** Of the path. */
  readonly segments: readonly string[];
  readonly apiVersion: string;
  readonly body: JsonObject;
  readonly text: string;
  /** Whether it is a resource that Resource Manager itself reads before it hands it on. */
  readonly isEnveloped: boolean;
}

/** A body as a unit gets it, and what came of holding it against its schema. */
export interface SettledBody {
  /** Without read-only properties, and without those that its api-version does not know. */
  readonly body: JsonObject;
  /** The same with them, when there are such: for a unit that refuses one. */
  readonly given?: JsonObject;
  /** Paths of what was taken out because the api-version does not know it. */
  readonly ignored: readonly string[];
  /** Paths of what is not in the nearest document, where the api-version has none of its own, or in any: left in. */
  readonly unchecked: readonly string[];
  /** Paths of words that the api-version's own document does not list, where it leaves its list open: left in. */
  readonly unlisted: readonly string[];
  /** The body does not fit. It is for a unit with words of its own to speak first. */
  readonly refusal?: Refusal;
}

/** Requests that Resource Manager sends to itself. */
export interface RequestPort {
  /** Sends one in the name of a caller, whose token was verified before, as part of what he asked for under an id. */
  submit(caller: Caller, request: SubmittedRequest, correlationId: string): SubmittedAnswer;
}

/** What a link leads to, as a service of Azure reads it that holds no credential. */
export interface Download {
  readonly status: number;
  readonly text: string;
}

/** Follows links. */
export interface DownloadPort {
  /** `undefined`: no host of the simulator gives away content by its URL alone. */
  get(url: string): Download | undefined;
}

/** The published schemas of bodies. */
export interface SchemaPort {
  /** To be awaited, when it is a promise, before a body sent to this path is settled. */
  prepare(segments: readonly string[]): Promise<void> | undefined;
  /** The api-versions with a schema of their own for a body sent to this path, as far as it is prepared. */
  versionsOf(method: string, segments: readonly string[]): readonly string[];
  /** Throws the {@link Refusal} of what Resource Manager itself refuses. A body without a schema is left as it is. */
  settle(request: BodyRequest): SettledBody;
}
