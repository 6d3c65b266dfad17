import type {
  CmkError,
  CmkSpec,
  Deployment,
  DeployOutcome,
  Issue,
  Plan,
  Posture,
} from '@azureml-cmk/core';
import type { LiveTarget } from './live.ts';

/** What one part of the demo cost. */
export interface Cost {
  /** Milliseconds on the wall. */
  readonly realMs: number;
}

/** Says what the demo does, in one way: for a terminal, for a log, or for a program. */
export interface Reporter {
  described(file: string, spec: CmkSpec): void;
  /** Nothing refuses; warnings and notes may be there. */
  checked(issues: readonly Issue[], rules: number): void;
  planned(plan: Plan): void;
  /** Before the first write to Azure itself. */
  live(target: LiveTarget): void;
  /** Follows a deployment until its events end. */
  deploying(deployment: Deployment, plan: Plan, run: 1 | 2): Promise<void>;
  deployed(outcome: DeployOutcome, run: 1 | 2, cost: Cost): void;
  verified(posture: Posture, cost: Cost): void;
  failed(error: CmkError): void;
  /** It ended before anything was written, because a person said so. */
  declined(): void;
}
