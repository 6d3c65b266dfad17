import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { type Benchmark, us, type Verdict } from './lib/benchmark.ts';
import type { Pair } from './lib/measure.ts';

const WORKER = join(import.meta.dirname, 'lib', 'msw-worker.ts');
const ALIAS = join(import.meta.dirname, 'lib', 'use-msw2.ts');

/** What the worker prints. */
interface Times extends Pair {
  readonly version: string;
}

/** Whether msw itself, and not the simulator behind it, is what a read through msw costs. Each version in a process of its own. */
export const mswGet: Benchmark = {
  id: 'msw-get',
  run: () => Promise.resolve([[], ['--import', ALIAS]].map(verdictOf)),
};

function verdictOf(options: readonly string[]): Verdict {
  const { status, stdout } = spawnSync(
    process.execPath,
    ['--conditions=source', ...options, WORKER],
    { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] },
  );
  if (status !== 0) throw new Error(`the msw worker ended with ${status}`);
  const { version, floor, measured, ratio } = JSON.parse(stdout) as Times;
  return {
    name: `\`vaults.get\` through msw ${version}`,
    ratioOf: 'floor ÷ simulator',
    ratio,
    bound: 'atLeast',
    limit: 0.9,
    measured: us(measured),
    floor: `${us(floor)}, the same msw with a handler that answers a constant`,
  };
}
