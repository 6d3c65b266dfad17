// Holds the simulator against recorded exchanges with Azure and its published API documents; writes docs/conformance.md.
//   CMK_CONFORMANCE_DATA=… node --conditions=source conformance/run.ts [--verbose] [--flow <part of a name>]
//     [--example <part of a name or version>]
// --verbose: print each difference. --flow: replay what has this in its name, and leave the page alone. --example: play
// the published examples with this in their name, tell what differs, and leave the page alone.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import * as allowed from './allow-list.ts';
import { judge, type Verdict } from './lib/allow-list.ts';
import { drive } from './lib/drive.ts';
import { readErrors, vaultErrors } from './lib/errors-table.ts';
import { differingExamples, passing, playExamples, servedOperations } from './lib/examples/run.ts';
import { evidenceModule } from './lib/evidence.ts';
import { OpenApi } from './lib/openapi.ts';
import { provoke } from './lib/provoke.ts';
import { readFlows } from './lib/recordings.ts';
import { type Outcome, replayFlow } from './lib/replay.ts';
import { checkAnswers, page, summary } from './lib/report.ts';
import { readSuite } from './lib/suite.ts';

const COVERAGE = 'packages/simulator/scripts/generate-coverage.ts';
const { values } = parseArgs({
  options: {
    verbose: { type: 'boolean', default: false },
    flow: { type: 'string' },
    example: { type: 'string' },
  },
});
const root = resolve(import.meta.dirname, '..');
const data = process.env['CMK_CONFORMANCE_DATA'];
if (data === undefined || data === '') {
  console.log('conformance: skipped: CMK_CONFORMANCE_DATA is not set: NOTHING WAS CHECKED.');
} else {
  process.exitCode = await run(resolve(process.env['INIT_CWD'] ?? '.', data));
}

async function run(folder: string): Promise<number> {
  for (const part of ['recordings', 'openapi/specification', 'ERRORS.md']) {
    if (!existsSync(join(folder, part))) {
      console.error(
        `conformance: CMK_CONFORMANCE_DATA is ${folder}, and there is no ${part} in it`,
      );
      return 2;
    }
  }
  const startedAt = performance.now();
  const api = new OpenApi(join(folder, 'openapi/specification'));
  if (values.example !== undefined) {
    const some = await playExamples(api, values.example);
    const differing = differingExamples(some);
    for (const [name, problem] of differing) console.log(`${name}\n    ${problem}`);
    console.log(`examples: ${passing(some)} of ${some.length} pass`);
    return 0;
  }
  const flows = readFlows(join(folder, 'recordings'));
  const wanted = flows.filter(({ id }) => id.includes(values.flow ?? ''));
  const outcomes: Outcome[] = [];
  for (const flow of wanted) {
    outcomes.push(
      ...(await replayFlow(
        flow,
        flows.filter(({ file }) => file === flow.file),
      )),
    );
  }
  const differing = outcomes.filter(({ kind }) => kind === 'differs');
  if (values.verbose) for (const outcome of outcomes) console.log(told(outcome));
  if (values.flow !== undefined) return 0;

  const examples = await playExamples(api);
  const problems = differingExamples(examples);
  const driven = [...(await drive('instant')), ...(await drive('realistic'))];
  const checks = checkAnswers(api, outcomes, driven);
  const suite = checkSuite(api);
  const rows = readErrors(readFileSync(join(folder, 'ERRORS.md'), 'utf8'));
  const errors = await provoke(rows, vaultErrors(outcomes));

  const dormantExchanges = new Set(
    outcomes.filter(({ kind }) => kind === 'notReplayable').map(({ exchange }) => exchange.id),
  );
  const verdicts: readonly (readonly [string, Verdict])[] = [
    [
      'exchange',
      judge(
        differing.map(({ exchange }) => exchange.id),
        allowed.exchanges,
        dormantExchanges,
      ),
    ],
    ['operation', judge(checks.differing.keys(), allowed.operations)],
    ['example', judge(problems.keys(), allowed.examples)],
    // Nothing is said of what was not recorded.
    ...(suite
      ? [['operation in the test suite', judge(suite.keys(), allowed.suite)] as const]
      : []),
    [
      'error',
      judge(
        errors.filter(({ kind }) => kind === 'open').map(({ row }) => row.name),
        allowed.errors,
        new Set(errors.filter(({ kind }) => kind === 'notServed').map(({ row }) => row.name)),
      ),
    ],
  ];
  const operations = servedOperations(api);
  const results = { outcomes, operations, examples, checks, errors, allowed };
  for (const line of summary(results)) console.log(line);
  const file = join(root, 'docs', 'conformance.md');
  writeFileSync(file, page(results));
  const behind = join(root, 'conformance', 'evidence.gen.ts');
  writeFileSync(behind, evidenceModule(api, outcomes, examples));
  spawnSync('prettier', ['--write', file]);
  // The page of coverage shows the figures too.
  spawnSync('node', ['--conditions=source', join(root, COVERAGE)], { stdio: 'inherit' });
  let failures = 0;
  for (const [what, { unexplained, stale }] of verdicts) {
    for (const name of unexplained) {
      failures += 1;
      console.error(`conformance: this ${what} differs and is not on the allow-list: ${name}`);
      const outcome = differing.find(({ exchange }) => exchange.id === name);
      if (outcome) console.error(told(outcome));
      for (const problem of checks.differing.get(name) ?? []) console.error(`    ${problem}`);
      if (what === 'example') console.error(`    ${problems.get(name) ?? ''}`);
      for (const problem of suite?.get(name) ?? []) console.error(`    ${problem}`);
    }
    for (const name of stale) {
      failures += 1;
      console.error(
        `conformance: this ${what} does not differ any more: take it off the allow-list: ${name}`,
      );
    }
  }
  console.log(`conformance: ${Math.round((performance.now() - startedAt) / 1000)} s`);
  if (failures > 0) console.error(`conformance: ${failures} unexplained`);
  return failures > 0 ? 1 : 0;
}

/** What simulators answered while the tests ran, held against the documents: what differs, by operation. */
function checkSuite(api: OpenApi): ReadonlyMap<string, ReadonlySet<string>> | undefined {
  const answers = readSuite(process.env['CMK_CONFORMANCE_RECORD']);
  if (answers.length === 0) {
    console.log(
      'test suite: CMK_CONFORMANCE_RECORD names no recordings: NOTHING OF IT WAS CHECKED.',
    );
    return undefined;
  }
  const { fitting, undescribed, operations, differing } = checkAnswers(api, [], answers);
  console.log(
    `test suite: ${fitting} of ${answers.length - undescribed} answers of ${operations.size} operations fit; ${undescribed} are of operations that no document describes`,
  );
  return differing;
}

function told(outcome: Outcome): string {
  const { exchange, kind } = outcome;
  const line = `${kind}: ${exchange.id} ${exchange.method} ${exchange.status}`;
  if (kind === 'notReplayable') return `${line}: ${outcome.reason}`;
  if (kind === 'matches') return line;
  return [line, ...outcome.differences.map(({ about, text }) => `    ${about}: ${text}`)].join(
    '\n',
  );
}
