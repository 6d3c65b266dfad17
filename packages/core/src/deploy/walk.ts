import type { Step } from '../plan/types.ts';

/** How one step ended, for the walk. */
export type StepEnd = 'succeeded' | 'failed';

/** What happens at each step. */
export interface Walker {
  readonly concurrency: number;
  /** When aborted, nothing new is started. */
  readonly signal: AbortSignal;
  /** Never rejects. */
  readonly run: (step: Step) => Promise<StepEnd>;
  /** Told for each step that is not started, with the step it waited for or `aborted`. */
  readonly skip: (step: Step, because: string) => void;
}

/**
 * Walks a plan: each step once everything it depends on has succeeded, at most so many at once, in the plan's order
 * among those that could start. After a failure nothing starts that depends on it; everything else goes on.
 */
export async function walk(steps: readonly Step[], walker: Walker): Promise<void> {
  const { concurrency, signal, run, skip } = walker;
  const waiting = new Map(steps.map((step) => [step.id, step]));
  const succeeded = new Set<string>();
  const lost = new Set<string>();
  const running = new Set<Promise<void>>();

  const start = (step: Step): void => {
    waiting.delete(step.id);
    const done = run(step).then((end) => {
      (end === 'succeeded' ? succeeded : lost).add(step.id);
      running.delete(done);
    });
    running.add(done);
  };
  const drop = (step: Step, because: string): void => {
    waiting.delete(step.id);
    lost.add(step.id);
    skip(step, because);
  };

  for (;;) {
    for (const step of waiting.values()) {
      const blocker = step.dependsOn.find((id) => lost.has(id));
      if (blocker !== undefined) drop(step, blocker);
      else if (signal.aborted) drop(step, 'aborted');
      else if (running.size < concurrency && step.dependsOn.every((id) => succeeded.has(id)))
        start(step);
    }
    if (running.size === 0) return;
    await Promise.race(running);
  }
}
