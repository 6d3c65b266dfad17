import type { Reporter } from './reporter.ts';
import type { Print } from './render-plain.ts';

/** One JSON object a line: what the demo did, with every event of the deployments in between. */
export function jsonReporter(print: Print): Reporter {
  const line = (type: string, data: object): void => {
    print(JSON.stringify({ type, ...data }));
  };
  return {
    described: (file, spec) => {
      line('described', { file, spec });
    },
    checked: (issues, rules) => {
      line('checked', { rules, issues });
    },
    planned: (plan) => {
      line('planned', { plan });
    },
    live: (target) => {
      line('live', target);
    },
    async deploying(deployment, _plan, run) {
      for await (const event of deployment) line(event.type, { run, ...event });
    },
    deployed: (outcome, run, { realMs }) => {
      const { status, requests, writes, changed, elapsedMs } = outcome;
      line('deployed', { run, status, requests, writes, changed, elapsedMs, realMs });
    },
    verified: (posture, { realMs }) => {
      line('verified', { realMs, posture });
    },
    failed: (error) => {
      line('failed', { error: error.toJSON() });
    },
    declined: () => {
      line('declined', {});
    },
  };
}
