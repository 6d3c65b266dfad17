/** The part of the chain where something happened. */
export type Hop =
  | 'spec'
  | 'authentication'
  | 'transport'
  | 'subscription'
  | 'provider'
  | 'resourceGroup'
  | 'principal'
  | 'identity'
  | 'vault'
  | 'key'
  | 'access'
  | 'storage'
  | 'applicationInsights'
  | 'containerRegistry'
  | 'network'
  | 'workspace'
  | 'managedResources'
  | 'containerGroup'
  | 'diskEncryptionSet'
  | 'managedCluster'
  | 'search'
  | 'aiServices'
  | 'databricks';

/** One thing that is wrong with an input, as data. Sentences are made from it, never stored in it. */
export interface Issue {
  /** Stable code: a rule id (`CMK-002`) or a code of the spec's own grammar (`SPEC-NAME`). */
  readonly code: string;
  /** `error` refuses, `warning` is printed, `note` explains. */
  readonly severity: 'error' | 'warning' | 'note';
  /** Where in the spec: `workspace.encryption.identity`; empty for the whole. */
  readonly path: string;
  /** What happened, one sentence. */
  readonly message: string;
  /** The value given, printable and shortened; absent when nothing was given. */
  readonly received?: string;
  /** What is allowed. */
  readonly expected?: string;
  /** The change to make, imperative. */
  readonly fix: string;
  /** The page about it. */
  readonly docs?: string;
}

/** The innermost error that Azure reported, as data. Never holds headers, tokens or secrets. */
export interface AzureCause {
  readonly code?: string;
  readonly message: string;
  readonly status?: number;
  /** Codes from the outermost error to the innermost, for example `ResourceDeploymentFailure > BadRequest`. */
  readonly chain: readonly string[];
}

/** Everything a {@link CmkError} carries. */
export interface CmkErrorData {
  /** Stable, `CMK_`-prefixed, listed in `docs/errors.md`. */
  readonly code: string;
  readonly hop: Hop;
  readonly message: string;
  /** Why it happened. */
  readonly reason: string;
  /** How to fix it, imperative. */
  readonly fix: string;
  /** Whether the same call can succeed later without a change. */
  readonly retryable: boolean;
  /** The documented rule that was broken. */
  readonly ruleId?: string;
  /** Azure's own words, when Azure refused. */
  readonly cause?: AzureCause;
  /** The plan step that failed. */
  readonly stepId?: string;
  readonly requestId?: string;
  readonly docs?: string;
  /** All issues of a bad input. */
  readonly issues?: readonly Issue[];
  /** Ids of resources that were made before the failure and are intact. */
  readonly intact?: readonly string[];
}

/** The same symbol in every copy of this package: errors are recognised by it, not by class. */
const BRAND: symbol = Symbol.for('azureml-cmk.CmkError');

/**
 * The one error of this package: data with a class around it.
 *
 * @example
 * ```ts
 * import { isCmkError } from '@azureml-cmk/core/errors';
 *
 * try {
 *   throw new Error('anything');
 * } catch (error) {
 *   if (isCmkError(error)) console.log(error.code, error.hop, error.fix, error.retryable);
 * }
 * ```
 */
export class CmkError extends Error {
  override readonly name: string = 'CmkError';
  readonly code: string;
  readonly hop: Hop;
  readonly reason: string;
  readonly fix: string;
  readonly retryable: boolean;
  readonly ruleId: string | undefined;
  override readonly cause: AzureCause | undefined;
  readonly stepId: string | undefined;
  readonly requestId: string | undefined;
  readonly docs: string | undefined;
  readonly issues: readonly Issue[];
  readonly intact: readonly string[];

  constructor(data: CmkErrorData) {
    super(data.message);
    this.code = data.code;
    this.hop = data.hop;
    this.reason = data.reason;
    this.fix = data.fix;
    this.retryable = data.retryable;
    this.ruleId = data.ruleId;
    this.cause = data.cause;
    this.stepId = data.stepId;
    this.requestId = data.requestId;
    this.docs = data.docs;
    this.issues = data.issues ?? [];
    this.intact = data.intact ?? [];
    Object.defineProperty(this, BRAND, { value: true });
  }

  /** The same error with more known about it. */
  with(more: Partial<CmkErrorData>): CmkError {
    return new CmkError({ ...this.toJSON(), ...more });
  }

  /** Plain data, safe to log. */
  toJSON(): CmkErrorData {
    return {
      code: this.code,
      hop: this.hop,
      message: this.message,
      reason: this.reason,
      fix: this.fix,
      retryable: this.retryable,
      ...(this.ruleId === undefined ? {} : { ruleId: this.ruleId }),
      ...(this.cause === undefined ? {} : { cause: this.cause }),
      ...(this.stepId === undefined ? {} : { stepId: this.stepId }),
      ...(this.requestId === undefined ? {} : { requestId: this.requestId }),
      ...(this.docs === undefined ? {} : { docs: this.docs }),
      ...(this.issues.length === 0 ? {} : { issues: this.issues }),
      ...(this.intact.length === 0 ? {} : { intact: this.intact }),
    };
  }
}

/** Whether a value is a {@link CmkError}, also one of another copy of this package. */
export function isCmkError(value: unknown): value is CmkError {
  return typeof value === 'object' && value !== null && BRAND in value;
}
