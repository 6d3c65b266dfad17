/** The figures, for the terminal and for the page. */
import { typeOfPath } from './arm-path.ts';
import type { Allowed } from './allow-list.ts';
import type { Driven } from './drive.ts';
import { passing, type PlayedExample } from './examples/run.ts';
import type { OpenApi } from './openapi.ts';
import type { Provoked } from './provoke.ts';
import type { Outcome } from './replay.ts';

/** What the answers came to that were held against the documents. */
export interface Checks {
  readonly fitting: number;
  /** Answers whose operation no document describes, such as polls. */
  readonly undescribed: number;
  readonly operations: ReadonlySet<string>;
  /** By operation. */
  readonly differing: ReadonlyMap<string, ReadonlySet<string>>;
}

/** All of a run. */
export interface Results {
  readonly outcomes: readonly Outcome[];
  /** Of the operations that the documents describe. */
  readonly operations: { readonly served: number; readonly all: number };
  readonly examples: readonly PlayedExample[];
  readonly checks: Checks;
  readonly errors: readonly Provoked[];
  readonly allowed: Readonly<
    Record<'exchanges' | 'operations' | 'examples' | 'errors', readonly Allowed[]>
  >;
}

/** Holds every answer of the replay and of the driven operations against the documents. */
export function checkAnswers(
  api: OpenApi,
  outcomes: readonly Outcome[],
  driven: readonly Driven[],
): Checks {
  const operations = new Set<string>();
  const differing = new Map<string, Set<string>>();
  let [fitting, undescribed] = [0, 0];
  for (const { sent, given } of [...outcomes, ...driven]) {
    if (!sent || !given || given.status === 501 || sent.url.startsWith('https://login.')) continue;
    const check = api.check(sent.method, sent.url, given);
    if (check.kind === 'undescribed') {
      undescribed += 1;
      continue;
    }
    operations.add(check.operation);
    if (check.kind === 'fits') fitting += 1;
    else {
      const problems = differing.get(check.operation) ?? new Set();
      for (const problem of check.problems) problems.add(problem);
      differing.set(check.operation, problems);
    }
  }
  return { fitting, undescribed, operations, differing };
}

const count = <T>(items: readonly T[], key: (item: T) => string): [string, number][] => {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(key(item), (counts.get(key(item)) ?? 0) + 1);
  return [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
};

/** The figures in a few lines. */
export function summary({ outcomes, operations, examples, checks, errors }: Results): string[] {
  const of = (kind: Outcome['kind']): number => outcomes.filter((one) => one.kind === kind).length;
  const errorsOf = (kind: Provoked['kind']): number =>
    errors.filter((one) => one.kind === kind).length;
  const replayable = of('matches') + of('differs');
  const answers = checks.fitting + [...checks.differing].length;
  const reasons = count(
    outcomes.flatMap((one) =>
      one.kind === 'notReplayable' ? [one.reason.replace(/:.*/, '')] : [],
    ),
    (reason) => reason,
  );
  return [
    `operations: ${operations.served} of ${operations.all} that the documents describe are served`,
    `examples: ${passing(examples)} of ${examples.length} published requests of served operations are answered as documented`,
    `exchanges: ${of('matches')} of ${replayable} replayable match; ${of('notReplayable')} of ${outcomes.length} are not replayable`,
    ...reasons.map(([reason, n]) => `  ${n} not replayable: ${reason}`),
    `documents: ${checks.operations.size - checks.differing.size} of ${checks.operations.size} operations fit (${checks.fitting} answers; ${answers - checks.fitting} operations differ; ${checks.undescribed} answers are of operations that no document describes)`,
    `errors: ${errorsOf('provoked')} of ${errorsOf('provoked') + errorsOf('open')} recorded errors of served operations are provoked; ${errorsOf('notServed')} belong to operations that are not served`,
  ];
}

/** Around the figures, which the page of coverage shows too. */
const FIGURES_BEGIN = '<!-- figures -->';
const FIGURES_END = '<!-- end of figures -->';

/** The page of figures: numbers, names and templates, and nothing of what was recorded. */
export function page(results: Results): string {
  const { outcomes, errors, allowed } = results;
  const flows = [...new Set(outcomes.map(({ exchange }) => exchange.id.split('/')[0] ?? ''))];
  const of = (flow: string, kind: Outcome['kind']): number =>
    outcomes.filter((one) => one.kind === kind && one.exchange.id.startsWith(`${flow}/`)).length;
  const reasons = count(
    outcomes.flatMap((one) => (one.kind === 'notReplayable' ? [one.reason] : [])),
    (reason) => reason,
  );
  const openErrors = errors.filter(({ kind }) => kind === 'open');
  const served = new Set(
    outcomes
      .filter(({ kind }) => kind !== 'notReplayable')
      .map(({ exchange }) =>
        exchange.host === 'management.azure.com'
          ? `${exchange.method} ${typeOfPath(exchange.path)}`
          : `${exchange.method} ${exchange.host.replace(/^vault-\d+/, '{vault}')} /${exchange.path.split('/')[1] ?? ''}`,
      ),
  );
  return [
    '# Conformance',
    '',
    'Generated by `npm run conformance`: how the simulator answers what Azure was asked. It is held against recorded',
    'exchanges with Azure, against the published OpenAPI documents and against a table of recorded errors; the data is',
    'not part of this repository and is named by `CMK_CONFORMANCE_DATA`.',
    '',
    FIGURES_BEGIN,
    '',
    ...summary(results)
      .filter((line) => !line.startsWith(' '))
      .map((line) => `- ${line}`),
    '',
    FIGURES_END,
    '',
    `- operations replayed: ${served.size}`,
    '',
    'An exchange matches when status, telling headers (`azure-asyncoperation`, `location`, `retry-after`,',
    '`www-authenticate`), error code, message template, state and the shape of the body (members and their types) are as',
    'recorded. Ids, names and instants are not compared; null counts as absent; so do signatures in operation URLs and',
    '`nextLink`, which depends on what else was in the recorded subscription. Where a recording starts with something',
    'there, it is made from what its answers show.',
    '',
    'A published example is sent with what it refers to made before: groups, parents, other resources, keys, grants to',
    'identities, what a service names by itself. Its placeholders become names and orders that the simulator allows, the',
    'ids of principals, applications and roles that it makes up those of some that are there, and its entity tags any',
    '(`*`; a PUT has none). It passes when it is accepted or refused as its document shows, every answer fits the',
    'document, what it starts ends well, and the resource can be read afterwards.',
    '',
    '## Flows',
    '',
    '| flow | match | differ | not replayable |',
    '| --- | ---: | ---: | ---: |',
    ...flows.map(
      (flow) =>
        `| ${flow} | ${of(flow, 'matches')} | ${of(flow, 'differs')} | ${of(flow, 'notReplayable')} |`,
    ),
    '',
    '## Not replayable',
    '',
    '| exchanges | reason |',
    '| ---: | --- |',
    ...reasons.map(([reason, n]) => `| ${n} | ${cell(reason)} |`),
    '',
    '## Known differences',
    '',
    ...known('Exchanges', allowed.exchanges),
    ...known('Published examples', allowed.examples),
    ...known('Answers that do not fit their document', allowed.operations),
    ...known('Errors', allowed.errors),
    '## Recorded errors that nothing provokes yet',
    '',
    ...(openErrors.length === 0 ? ['None.'] : openErrors.map(({ row }) => `- ${code(row.name)}`)),
    '',
  ].join('\n');
}

function known(title: string, list: readonly Allowed[]): string[] {
  if (list.length === 0) return [];
  return [
    `### ${title}`,
    '',
    ...list.map(({ reason, names }) => `- ${names.length}: ${reason}`),
    '',
  ];
}

const cell = (text: string): string => text.replaceAll('|', String.raw`\|`).replaceAll('<', '&lt;');
const code = (text: string): string => `\`${text.replaceAll('`', "'")}\``;
