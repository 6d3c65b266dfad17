import type { TokenCredential } from '@azure/core-auth';

import type { UserClientOptions } from '../azure/client-options.ts';
import { CmkError } from '../errors/cmk-error.ts';
import type { Plan } from '../plan/types.ts';
import { type Clock, systemClock } from './clock.ts';
import { createEventLog } from './event-log.ts';
import type { DeployEvent, DeployOutcome } from './events.ts';
import { assertWalkable } from './resolve.ts';

/** How many steps run at once when nothing is said. */
export const defaultConcurrency = 4;
/** How many steps may run at once. */
export const concurrencyMax = 32;
/** Milliseconds between polls when Azure does not say. */
export const defaultPollIntervalMs = 5000;

/** How to deploy. */
export interface DeployOptions {
  /** Who deploys. Needs the permissions that the plan lists. */
  readonly credential: TokenCredential;
  /** Spread into the options of every Azure client, for example `simulator.clientOptions()`. */
  readonly clientOptions?: UserClientOptions;
  /** Default: the clock on the wall. */
  readonly clock?: Clock;
  /** Steps at once, 1–32. Default 4. */
  readonly concurrency?: number;
  /** Aborting starts nothing new and stops waiting; what Azure has begun goes on there. */
  readonly signal?: AbortSignal;
  /** Milliseconds between polls when Azure does not say, at least 0. Default 5000. */
  readonly pollIntervalMs?: number;
}

/** A deployment that is going on: its events, each reader from the first on, and its outcome. */
export interface Deployment extends AsyncIterable<DeployEvent> {
  /**
   * Rejects with a `CmkError` (`stepId`, `intact`) when a step failed, and with `CMK_ABORTED` when aborted. Not
   * looking at it is fine: a rejection that nobody handles does not end the process.
   */
  readonly outcome: Promise<DeployOutcome>;
}

function checkOptions({
  concurrency = defaultConcurrency,
  pollIntervalMs = 0,
}: DeployOptions): void {
  const isWhole =
    Number.isInteger(concurrency) && concurrency >= 1 && concurrency <= concurrencyMax;
  const isInterval = Number.isFinite(pollIntervalMs) && pollIntervalMs >= 0;
  if (isWhole && isInterval) return;
  throw new CmkError({
    code: 'CMK_OPTION_INVALID',
    hop: 'spec',
    message: isWhole
      ? `pollIntervalMs is ${pollIntervalMs}; it is a number of milliseconds from 0 on.`
      : `concurrency is ${concurrency}; it is a whole number from 1 to ${concurrencyMax}.`,
    reason: 'The option is out of its bounds.',
    fix: 'Give a value within the bounds, or leave it out.',
    retryable: false,
  });
}

/**
 * Deploys a plan: walks its steps concurrently through the Azure SDK's clients, each step reading what is there and
 * writing only what differs. A second run changes nothing and sends no write.
 *
 * A failed step leaves what was made intact and named in the error; steps that do not depend on it go on; running
 * again finishes the job. Nothing but `clock` waits, and every retry stands in one table.
 *
 * @example
 * ```ts
 * import { deploy, type Plan } from '@azureml-cmk/core';
 * import { DefaultAzureCredential } from '@azure/identity';
 *
 * async function run(plan: Plan): Promise<void> {
 *   const deployment = deploy(plan, { credential: new DefaultAzureCredential() });
 *   for await (const event of deployment) {
 *     if (event.type === 'step.waiting') console.log(event.stepId, event.reason);
 *   }
 *   const { changed, elapsedMs } = await deployment.outcome;
 *   console.log(`${changed} steps changed something in ${elapsedMs} ms`);
 * }
 * ```
 */
export function deploy(plan: Plan, options: DeployOptions): Deployment {
  const log = createEventLog();
  const outcome = begin(plan, options, log.add).finally(() => {
    log.close();
  });
  // Whoever only reads the events must not be punished for it.
  outcome.catch(() => undefined);
  return { outcome, [Symbol.asyncIterator]: () => log[Symbol.asyncIterator]() };
}

async function begin(
  plan: Plan,
  options: DeployOptions,
  add: (event: DeployEvent) => void,
): Promise<DeployOutcome> {
  // The caller gets the deployment before its first event.
  await Promise.resolve();
  checkOptions(options);
  assertWalkable(plan);
  // Describing and planning need none of the steps' clients.
  const { execute } = await import('./execute.ts');
  return execute(plan, {
    credential: options.credential,
    clientOptions: options.clientOptions ?? {},
    clock: options.clock ?? systemClock,
    concurrency: options.concurrency ?? defaultConcurrency,
    signal: options.signal ?? new AbortController().signal,
    pollIntervalMs: options.pollIntervalMs ?? defaultPollIntervalMs,
    add,
  });
}
