import { type FailureRecorder, type RequestTrace } from '../azure/failure-recorder.ts';
import { CmkError } from '../errors/cmk-error.ts';
import { translate } from '../errors/translate.ts';
import type { Step, StepKind } from '../plan/types.ts';
import type { StepOutputValues } from './events.ts';
import { type RetrySituation, withStepRetries } from './retry.ts';
import type { KnownStep, StepContext, StepUnit } from './step-unit.ts';
import { stepUnits } from './steps.ts';

/** What running a step came to. */
export interface StepRun {
  readonly changed: boolean;
  readonly outputs: StepOutputValues;
}

/** The caller has aborted. */
export function abortedError(): CmkError {
  return new CmkError({
    code: 'CMK_ABORTED',
    hop: 'transport',
    message: 'The deployment was aborted.',
    reason: 'The caller aborted.',
    fix: 'Run it again: it goes on from what is there.',
    retryable: true,
  });
}

/** What a step needs beside its context. */
export interface RunStepOptions {
  readonly recorder: FailureRecorder;
  readonly situation: RetrySituation;
  readonly trace: RequestTrace;
}

/** One attempt: read, compare, write what differs. */
async function attempt<K extends StepKind>(
  unit: StepUnit<K, unknown>,
  step: KnownStep<K>,
  context: StepContext,
): Promise<StepOutputValues> {
  if (context.signal.aborted) throw abortedError();
  const found = await unit.read(step, context);
  const comparison = unit.compare(step, found, context);
  switch (comparison.is) {
    case 'refused':
      throw comparison.error;
    case 'same':
      return unit.outputs(step, found);
    case 'absent':
    case 'differs': {
      if (context.signal.aborted) throw abortedError();
      return unit.outputs(step, await unit.write(step, found, context));
    }
  }
}

/**
 * Runs a step, again when the table of retries says so. What is thrown is a `CmkError` with the step's id.
 *
 * A step has changed something when Azure accepted one of its writes: comparing has made sure that none is sent
 * without need.
 */
export async function runStep(
  step: Step,
  known: unknown,
  context: StepContext,
  { recorder, situation, trace }: RunStepOptions,
): Promise<StepRun> {
  const unit = stepUnits[step.kind] as StepUnit<StepKind, unknown>;
  const work = async (): Promise<StepOutputValues> => {
    trace.lastFailure = undefined;
    try {
      return await recorder.during(trace, () =>
        attempt(unit, known as KnownStep<StepKind>, context),
      );
    } catch (error) {
      if (context.signal.aborted) throw abortedError().with({ stepId: step.id });
      throw translate(error, {
        hop: step.hop,
        stepId: step.id,
        ...(trace.lastFailure === undefined ? {} : { recorded: trace.lastFailure }),
      });
    }
  };
  const outputs = await withStepRetries(work, situation, context.clock, context.wait);
  return { changed: trace.accepted > 0, outputs };
}
