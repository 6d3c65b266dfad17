import {
  CmkError,
  type CmkSpec,
  deploy,
  isCmkError,
  type Plan,
  planSpec,
  verify,
} from '@azureml-cmk/core';
import { rules } from '@azureml-cmk/core/rules';
import type { Azure, Connect } from './azure.ts';
import { type Ask, consent, liveTarget } from './live.ts';
import type { Reporter } from './reporter.ts';

/** What a run of the demo needs from outside. */
export interface DemoRun {
  readonly file: string;
  readonly spec: CmkSpec;
  readonly connect: Connect;
  readonly reporter: Reporter;
  /** Asked before the first write to Azure itself; absent: go on without asking. */
  readonly ask?: Ask;
  readonly signal?: AbortSignal;
  /** Steps at once. Default: the deployment's. */
  readonly concurrency?: number;
}

/** Describe, check, plan, deploy, verify, deploy again. Resolves to the exit code. */
export async function runDemo(demo: DemoRun): Promise<0 | 1> {
  const { file, spec, reporter } = demo;
  try {
    reporter.described(file, spec);
    const azure = await demo.connect(spec);
    const plan = planSpec(spec, { asOf: new Date(azure.clock.now()).toISOString() });
    reporter.checked(plan.issues, rules.length);
    reporter.planned(plan);
    if (azure.kind === 'live') {
      reporter.live(await liveTarget(azure, plan));
      if (demo.ask && !(await consent(demo.ask))) {
        reporter.declined();
        return 1;
      }
    }
    await deployed(plan, azure, demo, 1);
    const started = performance.now();
    const posture = await verify(plan, optionsOf(azure, demo));
    reporter.verified(posture, { realMs: performance.now() - started });
    await deployed(plan, azure, demo, 2);
    return 0;
  } catch (error) {
    if (!isCmkError(error)) throw error;
    reporter.failed(error);
    return 1;
  }
}

async function deployed(plan: Plan, azure: Azure, demo: DemoRun, run: 1 | 2): Promise<void> {
  const started = performance.now();
  const { concurrency } = demo;
  const deployment = deploy(plan, {
    ...optionsOf(azure, demo),
    ...(concurrency === undefined ? {} : { concurrency }),
  });
  await demo.reporter.deploying(deployment, plan, run);
  const outcome = await deployment.outcome;
  demo.reporter.deployed(outcome, run, { realMs: performance.now() - started });
  if (run === 1 || outcome.writes === 0) return;
  throw new CmkError({
    code: 'CMK_UNEXPECTED',
    hop: 'spec',
    message: `The second deployment of the same plan sent ${outcome.writes} writes.`,
    reason: 'A deployment is idempotent: what is as described is left alone.',
    fix: 'Report it with the spec and the output of --json.',
    retryable: false,
  });
}

function optionsOf({ credential, clientOptions, clock }: Azure, { signal }: DemoRun) {
  return {
    credential,
    clock,
    ...(clientOptions === undefined ? {} : { clientOptions }),
    ...(signal === undefined ? {} : { signal }),
  };
}
