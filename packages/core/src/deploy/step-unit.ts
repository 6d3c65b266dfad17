/**
 * The shape of every step: read what is there, compare it with the description, write what differs, give out.
 *
 * A step never sleeps, retries or catches: waiting goes through the context, retrying is in `retry.ts`.
 */
import type { AzureClients } from '../azure/clients.ts';
import type { Caller } from '../azure/caller.ts';
import type { Cloud } from '../azure/clouds.ts';
import type { RequestTrace } from '../azure/failure-recorder.ts';
import type { CmkError } from '../errors/cmk-error.ts';
import type { OutputOf } from '../plan/outputs.ts';
import type { Plan, Ref, StepKind, StepOf } from '../plan/types.ts';
import type { Clock } from './clock.ts';

/** A step whose references have been replaced by what the earlier steps gave out. */
export type Known<T> = T extends Ref
  ? never
  : unknown extends T
    ? T
    : T extends string | number | boolean | undefined
      ? T
      : { readonly [P in keyof T]: Known<T[P]> };

/** The resolved step of one kind. */
export type KnownStep<K extends StepKind> = Known<StepOf<K>>;

/** What the outputs of one kind are. */
export type OutputsOf<K extends StepKind> = Readonly<Record<OutputOf<K>, string>>;

/** What a step may use. */
export interface StepContext {
  readonly plan: Plan;
  readonly cloud: Cloud;
  readonly clients: AzureClients;
  readonly clock: Clock;
  /** For reads, polls and waits. Never given to the request that starts a write: what it did would be unknown. */
  readonly signal: AbortSignal;
  readonly pollIntervalMs: number;
  readonly trace: RequestTrace;
  /** Waits and says why. Throws `CMK_ABORTED`. */
  readonly wait: (reason: string, milliseconds: number, attempt: number) => Promise<void>;
  /** Who deploys; asked once per deployment. */
  readonly caller: () => Promise<Caller>;
}

/** One attribute that differs, for people. */
export interface Difference {
  readonly path: string;
  readonly expected: string;
  readonly received: string;
}

/** What a comparison comes to. */
export type Comparison =
  | { readonly is: 'same' }
  | { readonly is: 'absent' }
  | { readonly is: 'differs'; readonly differences: readonly Difference[] }
  | { readonly is: 'refused'; readonly error: CmkError };

/** One kind of step. `Found` is what is there, as facts. */
export interface StepUnit<K extends StepKind, Found> {
  readonly kind: K;
  /** `undefined` only when Azure said that it is not there (404); a 403 is thrown. */
  read(step: KnownStep<K>, context: StepContext): Promise<Found | undefined>;
  /** Pure. Refuses what cannot be changed. */
  compare(step: KnownStep<K>, found: Found | undefined, context: StepContext): Comparison;
  /** Makes or changes it; gives what is there now. */
  write(step: KnownStep<K>, found: Found | undefined, context: StepContext): Promise<Found>;
  outputs(step: KnownStep<K>, found: Found): OutputsOf<K>;
}

/** Identity function that gives a unit its type and freezes it. */
export function defineStep<K extends StepKind, Found>(
  unit: StepUnit<K, Found>,
): StepUnit<K, Found> {
  return Object.freeze(unit);
}

/** The comparison of what is only looked up. */
export const found: Comparison = Object.freeze({ is: 'same' });
/** The comparison of what is not there. */
export const absent: Comparison = Object.freeze({ is: 'absent' });
