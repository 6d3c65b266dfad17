import {
  type CmkSpec,
  type Deployment,
  explain,
  type Plan,
  renderPosture,
} from '@azureml-cmk/core';
import { basename } from 'node:path';
import type { LiveTarget } from './live.ts';
import { renderError, renderIssues, shortId } from './render-error.ts';
import type { Reporter } from './reporter.ts';
import { type RowChange, type RowResult, rowChanges, rowsOf } from './rows.ts';
import { count, labelled, minutesAndSeconds, styled, wrapped } from './text.ts';

/** Writes one line, or several. */
export type Print = (text: string) => void;

const marks: Readonly<Record<RowResult, string>> = {
  done: styled('green', 'done   '),
  found: styled('dim', 'found  '),
  failed: styled('red', 'FAILED '),
  skipped: styled('yellow', 'skipped'),
};

/** `02:30  done     Make vault kv-ml`. */
function rowLine({ row, result, elapsedMs }: Extract<RowChange, { type: 'ended' }>): string {
  return wrapped(row.title, `  ${minutesAndSeconds(elapsedMs)}  ${marks[result]}  `);
}

/** Shows a deployment from its first event to its last. */
export type Follow = (deployment: Deployment, plan: Plan, print: Print) => Promise<void>;

/** Text for a person; `follow` shows the deployment, by default as plain lines. */
export function textReporter(
  print: Print,
  kind: 'simulator' | 'live',
  follow: Follow = followInLines,
): Reporter {
  const place = kind === 'live' ? 'Azure' : 'the embedded simulator';
  const minutes = kind === 'live' ? 'minutes' : 'simulated minutes';
  const heading = (number: number, name: string, what: string): void => {
    print(`\n${styled(['bold', 'cyan'], `${number}  ${name}`)}  ${what}\n`);
  };
  const realTime = (ms: number): string =>
    kind === 'live' ? '' : `, ${Math.round(ms)} ms of real time`;
  return {
    described(file, spec) {
      heading(1, 'Describe', basename(file));
      for (const line of specLines(spec)) print(line);
    },
    checked(issues, rules) {
      heading(2, 'Check', `offline, against the grammar and ${rules} documented rules`);
      print(issues.length === 0 ? '  Nothing is wrong.' : renderIssues(issues));
    },
    planned(plan) {
      heading(3, 'Plan', `${count(plan.steps.length, 'step')}, no request sent yet`);
      // What cannot be undone is shown once: when going live, right before the question.
      const sections =
        kind === 'live'
          ? (['encrypted', 'access'] as const)
          : (['encrypted', 'access', 'irreversible'] as const);
      print(explain(plan, { sections }).trimEnd());
    },
    live(target) {
      print(`\n${renderTarget(target)}`);
    },
    async deploying(deployment, plan, run) {
      if (run === 2) return drain(deployment);
      const times = kind === 'live' ? '' : '; times are simulated';
      heading(4, 'Deploy', `into ${place}, through the Azure SDK clients${times}`);
      return follow(deployment, plan, print);
    },
    deployed({ steps, changed, writes, requests, elapsedMs }, run, { realMs }) {
      const cost = count(requests, 'request');
      if (run === 1) {
        const took = `${(elapsedMs / 60_000).toFixed(1)} ${minutes}${realTime(realMs)}`;
        const what = `${changed} of ${steps.length} steps made or changed something`;
        print(`\n${wrapped(`Deployed: ${what}; ${cost}, ${took}.`, '  ')}`);
        return;
      }
      heading(6, 'Deploy again', 'the same plan');
      const what = `${count(changed, 'change')}, ${count(writes, 'write')}`;
      print(wrapped(`${what}: everything is as described; ${cost}${realTime(realMs)}.`, '  '));
    },
    verified(posture, { realMs }) {
      heading(5, 'Verify', `read back through the Azure SDK clients in ${Math.round(realMs)} ms`);
      print(renderPosture(posture).trimEnd());
    },
    failed(error) {
      print(`\n${renderError(error)}`);
    },
    declined() {
      print('\nNothing was written.');
    },
  };
}

/** What is described, in four lines. */
function specLines({
  workspace,
  resourceGroup,
  location,
  vault,
  key,
  ...targets
}: CmkSpec): readonly string[] {
  const names = [
    ...(targets.containerGroups ?? []).map(({ name }) => `container group ${name}`),
    ...(targets.clusters ?? []).map((cluster) =>
      'create' in cluster
        ? `cluster ${cluster.create.name}`
        : `cluster ${shortId(cluster.existing)}`,
    ),
  ];
  return [
    labelled('workspace', `${workspace.name} in ${resourceGroup}, ${location}`),
    labelled('vault', 'create' in vault ? `${vault.create.name}, new` : shortId(vault.existing)),
    labelled('key', 'create' in key ? `${key.create.name}, new` : key.existing),
    labelled('targets', names.join(', ') || 'none'),
  ];
}

/** What a person must know before saying yes. */
export function renderTarget(target: LiveTarget): string {
  return [
    styled('bold', 'This goes to Azure itself'),
    labelled('cloud', target.cloud),
    labelled('tenant', target.tenantId),
    labelled('subscr.', target.subscriptionId),
    labelled('identity', `object id ${target.objectId}`),
    '  What cannot be undone:',
    ...target.irreversible.map((text) => wrapped(text, '    - ')),
  ].join('\n');
}

const followInLines: Follow = async (deployment, plan, print) => {
  const change = rowChanges(rowsOf(plan));
  for await (const event of deployment) {
    const what = change(event);
    if (what?.type === 'ended') print(rowLine(what));
  }
};

/** Reads a deployment to its end. */
async function drain(deployment: Deployment): Promise<void> {
  for await (const event of deployment) void event;
}
