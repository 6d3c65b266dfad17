import type { CmkErrorData } from '../errors/cmk-error.ts';
import type { StepKind } from '../plan/types.ts';

/** What a step gives out: strings by name, listed per kind in the plan's table of outputs. */
export type StepOutputValues = Readonly<Record<string, string>>;

/** When it happened. */
export interface EventBase {
  /** ISO 8601 instant of the deployment's clock. */
  readonly at: string;
  /** Milliseconds of the deployment's clock since it started. */
  readonly elapsedMs: number;
}

/** The first event. */
export interface StartedEvent extends EventBase {
  readonly type: 'started';
  /** How many steps the plan has. */
  readonly steps: number;
}

interface StepEventBase extends EventBase {
  readonly stepId: string;
  readonly kind: StepKind;
  readonly title: string;
}

/** A step begins. */
export interface StepStartedEvent extends StepEventBase {
  readonly type: 'step.started';
}

/** A step waits: for Azure to finish, for something to spread, or because Azure asked it to. */
export interface StepWaitingEvent extends StepEventBase {
  readonly type: 'step.waiting';
  readonly reason: string;
  readonly waitMs: number;
  /** Counted from 1 for each reason. */
  readonly attempt: number;
}

/** A step made or changed something. */
export interface StepSucceededEvent extends StepEventBase {
  readonly type: 'step.succeeded';
  readonly changed: true;
  readonly outputs: StepOutputValues;
}

/** A step found everything as described, and sent no write. */
export interface StepUnchangedEvent extends StepEventBase {
  readonly type: 'step.unchanged';
  readonly changed: false;
  readonly outputs: StepOutputValues;
}

/** A step failed. */
export interface StepFailedEvent extends StepEventBase {
  readonly type: 'step.failed';
  readonly error: CmkErrorData;
}

/** A step was not started. */
export interface StepSkippedEvent extends StepEventBase {
  readonly type: 'step.skipped';
  /** The step it waited for, or `aborted`. */
  readonly because: string;
}

/** The last event. */
export interface FinishedEvent extends EventBase {
  readonly type: 'finished';
  readonly outcome: DeployOutcome;
}

/** What a deployment tells while it runs. */
export type DeployEvent =
  | StartedEvent
  | StepStartedEvent
  | StepWaitingEvent
  | StepSucceededEvent
  | StepUnchangedEvent
  | StepFailedEvent
  | StepSkippedEvent
  | FinishedEvent;

/** How one step ended. */
export interface StepResult {
  readonly stepId: string;
  readonly kind: StepKind;
  readonly result: 'changed' | 'unchanged' | 'failed' | 'skipped';
  /** Empty unless it succeeded. */
  readonly outputs: StepOutputValues;
  /** Requests that it sent. */
  readonly requests: number;
  /** Milliseconds of the deployment's clock. */
  readonly elapsedMs: number;
  readonly resourceId?: string;
  readonly error?: CmkErrorData;
}

/** How a deployment ended: plain data. */
export interface DeployOutcome {
  readonly kind: 'deploy.outcome';
  readonly status: 'succeeded' | 'failed' | 'aborted';
  /** ISO 8601. */
  readonly startedAt: string;
  /** ISO 8601. */
  readonly finishedAt: string;
  /** Milliseconds of the deployment's clock. */
  readonly elapsedMs: number;
  /** Requests that got an answer. */
  readonly requests: number;
  /** Requests that can change something; 0 when everything was as described. */
  readonly writes: number;
  /** How many steps made or changed something. */
  readonly changed: number;
  /** In the order of the plan. */
  readonly steps: readonly StepResult[];
  /** Ids of the resources that this run made or changed; they are intact whatever failed afterwards. */
  readonly resources: readonly string[];
  /** Versioned identifier of the workspace's key, made or read. Absent: the deployment did not get that far. */
  readonly keyIdentifier?: string;
  /** Id of the workspace. Absent: the deployment did not get that far. */
  readonly workspaceId?: string;
  /**
   * Name of the group in which Microsoft keeps the workspace's Cosmos DB, AI Search and Storage. Absent: there is none,
   * as with service-side encryption, or the deployment did not get that far.
   */
  readonly managedResourceGroup?: string;
}
