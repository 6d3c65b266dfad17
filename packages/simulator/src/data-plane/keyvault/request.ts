/** One request to a vault, read; and what an operation is. */
import type { RuleId } from '@azureml-cmk/core/rules';
import type { Caller } from '../../kernel/caller.ts';
import type { Refusal } from '../../kernel/errors.ts';
import type { Json, JsonObject } from '../../kernel/json.ts';
import type { PolicyMark } from '../../kernel/policy/policies.ts';
import { readObject } from '../../kernel/read-json.ts';
import type { Services } from '../../kernel/services.ts';
import type { PermissionNeeded } from './authorization.ts';
import type { KeyStore } from './key-store.ts';
import type { SecretStore } from './secrets/secret-store.ts';
import type { VaultView } from './vault-view.ts';
import { invalidProperty } from './vault-errors.ts';

/** What an operation is given. The caller is known and allowed. */
export interface VaultRequest {
  readonly services: Services;
  readonly vault: VaultView;
  readonly keys: KeyStore;
  readonly secrets: SecretStore;
  readonly caller: Caller;
  readonly params: Readonly<Record<string, string>>;
  readonly query: ReadonlyMap<string, string>;
  readonly apiVersion: string;
  /** `https://host[:port]` that the client sent to. */
  readonly origin: string;
  readonly path: string;
  readonly rawBody: string | undefined;
  /** Epoch seconds. */
  readonly now: number;
}

/** What an operation answers. */
export interface VaultAnswer {
  readonly status: 200 | 204;
  readonly body?: Json;
  /** The body as JSON, from those who have it so. */
  readonly text?: string;
  /** For the ledger. */
  readonly note?: string;
  /** For the ledger: policies that let it pass with a mark. */
  readonly policies?: readonly PolicyMark[];
}

/** One operation of the data plane. */
export interface VaultOperation {
  /** As the REST reference names it. */
  readonly name: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** `/keys/{name}/{version}`; literals compare without case. */
  readonly path: string;
  readonly permission: PermissionNeeded;
  /** The first api-version that describes it; absent: all. */
  readonly since?: string;
  /** The documented rule that asks for the permission. */
  readonly ruleId?: RuleId;
  /** Absent: refused as not simulated, naming itself. */
  readonly handle?: (request: VaultRequest) => VaultAnswer | Promise<VaultAnswer>;
  /** What is said instead where a vault itself has no such operation. */
  readonly refusal?: () => Refusal;
}

/** The body as an object; none counts as empty. */
export function bodyOf(request: VaultRequest): JsonObject {
  return readObject(request.rawBody, () => invalidProperty());
}
