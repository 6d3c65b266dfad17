import type { TokenCredential } from '@azure/core-auth';

import { type Caller, resolveCaller } from '../azure/caller.ts';
import type { UserClientOptions } from '../azure/client-options.ts';
import { createAzureClients } from '../azure/clients.ts';
import { clouds } from '../azure/clouds.ts';
import {
  createFailureRecorder,
  type FailureRecorder,
  newRequestTrace,
} from '../azure/failure-recorder.ts';
import type { CmkError } from '../errors/cmk-error.ts';
import { translate } from '../errors/translate.ts';
import { referencesOf } from '../plan/references.ts';
import type { Plan, Step } from '../plan/types.ts';
import type { Clock } from './clock.ts';
import type { DeployEvent, DeployOutcome, StepOutputValues, StepResult } from './events.ts';
import { outcomeOf, type RunRecord } from './outcome.ts';
import { resolveStep } from './resolve.ts';
import { type GrantTarget, requestRetryPolicy, type RetrySituation } from './retry.ts';
import { abortedError, runStep } from './run-step.ts';
import type { StepContext } from './step-unit.ts';
import { walk } from './walk.ts';

/** Whom a step gives access, for the table of retries. */
function grantTargetOf(step: Step): GrantTarget | undefined {
  if (step.kind === 'access.grant') return step.consumer;
  return step.kind === 'role.assign' ? 'cluster' : undefined;
}

/** Everything one deployment knows while it runs. */
interface Run extends RunRecord {
  readonly clock: Clock;
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

/** What a deployment was told, with nothing left out. */
export interface ExecuteSettings {
  readonly credential: TokenCredential;
  readonly clientOptions: UserClientOptions;
  readonly clock: Clock;
  readonly concurrency: number;
  readonly signal: AbortSignal;
  readonly pollIntervalMs: number;
  readonly add: (event: DeployEvent) => void;
}

/** One step from its start to its result. */
async function runOne(
  step: Step,
  run: Run,
  common: Omit<StepContext, 'trace' | 'wait'>,
  recorder: FailureRecorder,
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

/** Walks the plan to its end. Rejects when a step failed or the caller aborted. */
export async function execute(plan: Plan, settings: ExecuteSettings): Promise<DeployOutcome> {
  const { credential, clock, signal, add } = settings;
  const startedAtMs = clock.now();
  const emit = (event: WithoutTime<DeployEvent>): void => {
    const now = clock.now();
    add({ ...event, at: new Date(now).toISOString(), elapsedMs: now - startedAtMs } as DeployEvent);
  };
  const recorder = createFailureRecorder();
  const cloud = clouds[plan.cloud];
  const clients = createAzureClients({
    cloud,
    subscriptionId: plan.subscriptionId,
    credential,
    clientOptions: settings.clientOptions,
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
    pollIntervalMs: settings.pollIntervalMs,
    caller: () => (caller ??= resolveCaller(cloud, credential, signal)),
  };
  emit({ type: 'started', steps: plan.steps.length });
  await walk(plan.steps, {
    concurrency: settings.concurrency,
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
  const outcome = outcomeOf(run, status, clock.now(), sent);
  emit({ type: 'finished', outcome });
  if (status === 'succeeded') return outcome;
  const error = status === 'aborted' ? abortedError() : (failure ?? abortedError());
  const stepId = failure?.stepId;
  throw error.with({ intact: outcome.resources, ...(stepId === undefined ? {} : { stepId }) });
}
