import type { TokenCredential } from '@azure/core-auth';

import { type Caller, resolveCaller } from '../azure/caller.ts';
import type { UserClientOptions } from '../azure/client-options.ts';
import { type AzureClients, createAzureClients } from '../azure/clients.ts';
import { clouds } from '../azure/clouds.ts';
import { createFailureRecorder, newRequestTrace } from '../azure/failure-recorder.ts';
import { CmkError } from '../errors/cmk-error.ts';
import { translate } from '../errors/translate.ts';
import { referencesOf } from '../plan/references.ts';
import type { Plan, Step } from '../plan/types.ts';
import { type Clock, systemClock } from './clock.ts';
import { createEventLog } from './event-log.ts';
import type { DeployEvent, DeployOutcome, StepOutputValues, StepResult } from './events.ts';
import { assertWalkable, resolveStep } from './resolve.ts';
import { type GrantTarget, requestRetryPolicy, type RetrySituation } from './retry.ts';
import { abortedError, runStep } from './run-step.ts';
import type { StepContext } from './step-unit.ts';
import { walk } from './walk.ts';

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
  readonly clientOptions?: UserClientOptions | object;
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

/** Whom a step gives access, for the table of retries. */
function grantTargetOf(step: Step): GrantTarget | undefined {
  if (step.kind === 'access.grant') return step.consumer;
  return step.kind === 'role.assign' ? 'cluster' : undefined;
}

/** Everything one deployment knows while it runs. */
interface Run {
  readonly plan: Plan;
  readonly clock: Clock;
  readonly startedAtMs: number;
  readonly emit: (event: WithoutTime<DeployEvent>) => void;
  readonly results: Map<string, StepResult>;
  readonly outputs: Map<string, StepOutputValues>;
  readonly grantedAtMs: Map<GrantTarget, number>;
  readonly failures: CmkError[];
}

type WithoutTime<E> = E extends DeployEvent ? Omit<E, 'at' | 'elapsedMs'> : never;

function situationOf(step: Step, { plan, clock, results, grantedAtMs }: Run): RetrySituation {
  const isChanged = (id: string): boolean => results.get(id)?.result === 'changed';
  return {
    kind: step.kind,
    sinceGrantMs: (consumers) => {
      const times = consumers.flatMap((consumer) => grantedAtMs.get(consumer) ?? []);
      return times.length === 0 ? undefined : clock.now() - Math.max(...times);
    },
    refersToNew: referencesOf(step).some(({ ref }) => isChanged(ref.from)),
    registeredProvider: plan.steps.some(
      ({ id, kind }) => kind === 'provider.register' && isChanged(id),
    ),
  };
}

const iso = (milliseconds: number): string => new Date(milliseconds).toISOString();

/** Ids of what a run has made or changed so far, in the order of the plan. */
function resourcesOf({ plan, results, outputs }: Run): readonly string[] {
  const ids = plan.steps
    .filter(({ id }) => results.get(id)?.result === 'changed')
    .map(
      (step) =>
        outputs.get(step.id)?.['id'] || outputs.get(step.id)?.['keyIdentifier'] || step.resourceId,
    );
  return [...new Set(ids.filter((id) => id !== undefined))];
}

function outcomeOf(
  run: Run,
  status: DeployOutcome['status'],
  sent: { requests: number; writes: number },
): DeployOutcome {
  const finishedAtMs = run.clock.now();
  const steps = run.plan.steps.flatMap(({ id }) => run.results.get(id) ?? []);
  return {
    kind: 'deploy.outcome',
    status,
    startedAt: iso(run.startedAtMs),
    finishedAt: iso(finishedAtMs),
    elapsedMs: finishedAtMs - run.startedAtMs,
    ...sent,
    changed: steps.filter(({ result }) => result === 'changed').length,
    steps,
    resources: resourcesOf(run),
  };
}

/** One step from its start to its result. */
async function runOne(
  step: Step,
  run: Run,
  common: Omit<StepContext, 'trace' | 'wait'>,
  recorder: ReturnType<typeof createFailureRecorder>,
  sent: { requests: number; writes: number },
): Promise<'succeeded' | 'failed'> {
  const { clock, emit } = run;
  const name = { stepId: step.id, kind: step.kind, title: step.title };
  const startedAtMs = clock.now();
  const wait = async (reason: string, waitMs: number, attempt: number): Promise<void> => {
    if (common.signal.aborted) throw abortedError();
    emit({ type: 'step.waiting', ...name, reason, waitMs, attempt });
    await clock.sleep(waitMs, common.signal);
  };
  const trace = newRequestTrace(wait);
  emit({ type: 'step.started', ...name });
  const finish = (
    result: StepResult['result'],
    outputs: StepOutputValues,
    error?: CmkError,
  ): void => {
    sent.requests += trace.requests;
    sent.writes += trace.writes;
    run.results.set(step.id, {
      stepId: step.id,
      kind: step.kind,
      result,
      outputs,
      requests: trace.requests,
      elapsedMs: clock.now() - startedAtMs,
      ...(step.resourceId === undefined ? {} : { resourceId: step.resourceId }),
      ...(error === undefined ? {} : { error: error.toJSON() }),
    });
  };
  try {
    const known = resolveStep(step, run.outputs);
    const { changed, outputs } = await runStep(
      step,
      known,
      { ...common, trace, wait },
      {
        recorder,
        trace,
        situation: situationOf(step, run),
      },
    );
    run.outputs.set(step.id, outputs);
    finish(changed ? 'changed' : 'unchanged', outputs);
    const target = grantTargetOf(step);
    if (changed && target !== undefined) run.grantedAtMs.set(target, clock.now());
    if (changed) emit({ type: 'step.succeeded', ...name, changed, outputs });
    else emit({ type: 'step.unchanged', ...name, changed, outputs });
    return 'succeeded';
  } catch (thrown) {
    const error = translate(thrown, { hop: step.hop, stepId: step.id }).with({ stepId: step.id });
    run.failures.push(error);
    finish('failed', {}, error);
    emit({ type: 'step.failed', ...name, error: error.toJSON() });
    return 'failed';
  }
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
  const outcome = execute(plan, options, log.add).finally(() => {
    log.close();
  });
  // Whoever only reads the events must not be punished for it.
  outcome.catch(() => undefined);
  return { outcome, [Symbol.asyncIterator]: () => log[Symbol.asyncIterator]() };
}

async function execute(
  plan: Plan,
  options: DeployOptions,
  add: (event: DeployEvent) => void,
): Promise<DeployOutcome> {
  // The caller gets the deployment before its first event.
  await Promise.resolve();
  checkOptions(options);
  assertWalkable(plan);
  const { credential, clock = systemClock, signal = new AbortController().signal } = options;
  const startedAtMs = clock.now();
  const emit = (event: WithoutTime<DeployEvent>): void => {
    const now = clock.now();
    add({ ...event, at: iso(now), elapsedMs: now - startedAtMs } as DeployEvent);
  };
  const recorder = createFailureRecorder();
  const cloud = clouds[plan.cloud];
  const clients: AzureClients = createAzureClients({
    cloud,
    subscriptionId: plan.subscriptionId,
    credential,
    clientOptions: (options.clientOptions ?? {}) as UserClientOptions,
    policies: [
      { policy: requestRetryPolicy(recorder, clock), position: 'perCall' },
      { policy: recorder.policy, position: 'perRetry' },
    ],
  });
  const run: Run = {
    plan,
    clock,
    startedAtMs,
    emit,
    results: new Map(),
    outputs: new Map(),
    grantedAtMs: new Map(),
    failures: [],
  };
  const sent = { requests: 0, writes: 0 };
  let caller: Promise<Caller> | undefined;
  const common = {
    plan,
    cloud,
    clients,
    clock,
    signal,
    pollIntervalMs: options.pollIntervalMs ?? defaultPollIntervalMs,
    caller: () => (caller ??= resolveCaller(cloud, credential, signal)),
  };
  emit({ type: 'started', steps: plan.steps.length });
  await walk(plan.steps, {
    concurrency: options.concurrency ?? defaultConcurrency,
    signal,
    run: (step) => runOne(step, run, common, recorder, sent),
    skip(step, because) {
      run.results.set(step.id, {
        stepId: step.id,
        kind: step.kind,
        result: 'skipped',
        outputs: {},
        requests: 0,
        elapsedMs: 0,
        ...(step.resourceId === undefined ? {} : { resourceId: step.resourceId }),
      });
      emit({ type: 'step.skipped', stepId: step.id, kind: step.kind, title: step.title, because });
    },
  });

  const failure = run.failures.find(({ code }) => code !== 'CMK_ABORTED') ?? run.failures[0];
  const isUndone = [...run.results.values()].some(
    ({ result }) => result === 'skipped' || result === 'failed',
  );
  const status = !isUndone ? 'succeeded' : signal.aborted ? 'aborted' : 'failed';
  const outcome = outcomeOf(run, status, sent);
  emit({ type: 'finished', outcome });
  if (status === 'succeeded') return outcome;
  const error = status === 'aborted' ? abortedError() : (failure ?? abortedError());
  const stepId = failure?.stepId;
  throw error.with({ intact: outcome.resources, ...(stepId === undefined ? {} : { stepId }) });
}
