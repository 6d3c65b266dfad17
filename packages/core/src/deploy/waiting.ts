import { CmkError } from '../errors/cmk-error.ts';
import type { StepContext } from './step-unit.ts';

/** The part of a poller that is used; both generations of `@azure/core-lro` have it. */
export interface Pollable<T> {
  readonly poll: (options?: { abortSignal?: AbortSignal }) => Promise<unknown>;
  readonly isDone: boolean | (() => boolean);
  readonly result?: T | undefined;
  readonly getResult?: () => T | undefined;
}

/** Longer than the longest operation of the chain; a cluster takes up to half an hour. */
const OPERATION_LONGEST_MS = 2 * 60 * 60 * 1000;

function timedOut(what: string, longestMs: number): CmkError {
  return new CmkError({
    code: 'CMK_TIMED_OUT',
    hop: 'transport',
    message: `${what} took longer than ${Math.round(longestMs / 60_000)} minutes.`,
    reason: 'Azure did not finish within its documented longest time.',
    fix: 'Look at the resource in the portal; run it again: it goes on from what is there.',
    retryable: true,
  });
}

/**
 * Polls to the end, waiting on the deployment's clock as long as the service asked for, else the poll interval.
 * Must be given the poller itself: returned from an async function it would wait by itself.
 */
export async function drive<T>(
  context: StepContext,
  what: string,
  poller: Pollable<T>,
): Promise<T | undefined> {
  const { clock, signal, trace, pollIntervalMs } = context;
  const startedAt = clock.now();
  for (let attempt = 1; ; attempt += 1) {
    await poller.poll({ abortSignal: signal });
    if (typeof poller.isDone === 'function' ? poller.isDone() : poller.isDone) break;
    if (clock.now() - startedAt > OPERATION_LONGEST_MS) throw timedOut(what, OPERATION_LONGEST_MS);
    await context.wait(what, trace.retryAfterMs || pollIntervalMs, attempt);
  }
  return poller.getResult?.() ?? poller.result;
}

/** Reads again until it has come to rest. */
export async function settle<T>(
  context: StepContext,
  what: string,
  read: () => Promise<T>,
  isSettled: (value: T) => boolean,
  longestMs: number = OPERATION_LONGEST_MS,
): Promise<T> {
  const startedAt = context.clock.now();
  for (let attempt = 1; ; attempt += 1) {
    const value = await read();
    if (isSettled(value)) return value;
    if (context.clock.now() - startedAt > longestMs) throw timedOut(what, longestMs);
    await context.wait(what, context.trace.retryAfterMs || context.pollIntervalMs, attempt);
  }
}

const AT_REST = new Set(['succeeded', 'failed', 'canceled']);

/** Whether a provisioning state is final; none means that it succeeded. */
export function isAtRest(provisioningState: string | undefined): boolean {
  return provisioningState === undefined || AT_REST.has(provisioningState.toLowerCase());
}

/** What a read gives, `undefined` when Azure answers 404. Everything else, a 403 before all, is thrown. */
export async function unlessMissing<T>(read: Promise<T>): Promise<T | undefined> {
  try {
    return await read;
  } catch (error) {
    const { statusCode, code } = error as { readonly statusCode?: number; readonly code?: string };
    // A subscription that is not there hides whether the resource is.
    if (statusCode === 404 && code !== 'SubscriptionNotFound') return undefined;
    throw error;
  }
}

/** A resource that is there or not, read until it is at rest. */
export async function readAtRest<T extends { readonly provisioningState?: string | undefined }>(
  context: StepContext,
  what: string,
  read: () => Promise<T>,
): Promise<T | undefined> {
  return settle(
    context,
    what,
    () => unlessMissing(read()),
    (value) => value === undefined || isAtRest(value.provisioningState),
  );
}
