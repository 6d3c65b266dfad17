import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureBuilt } from '../scripts/lib/build.mjs';
import { type Benchmark, ms } from './lib/benchmark.ts';
import { medianOf } from './lib/measure.ts';

const PROCESSES = 15;
const LIMIT_MS = 60;
const entryOf = (name: string): string =>
  pathToFileURL(join(import.meta.dirname, '..', 'packages', name, 'dist', 'index.js')).href;
const CORE = entryOf('core');

const EMPTY = 'export {}';
const IMPORT = `await import(${JSON.stringify(CORE)})`;
const SIMULATE = `(await import(${JSON.stringify(entryOf('simulator'))})).createSimulator()`;
/** Prints what of Azure was loaded. */
const WITNESS = `
import { registerHooks } from 'node:module';
const seen = [];
registerHooks({ load(url, context, next) { if (url.includes('/@azure/')) seen.push(url); return next(url, context); } });
await import(${JSON.stringify(CORE)});
console.log(JSON.stringify(seen));`;

/** Prints which parts of the simulator were loaded. */
const PARTS_WITNESS = `
import { registerHooks } from 'node:module';
const seen = [];
registerHooks({ load(url, context, next) { if (url.includes('/dist/parts/') && !url.endsWith('/on-demand.js')) seen.push(url); return next(url, context); } });
${SIMULATE};
console.log(JSON.stringify(seen));`;

/** Whether describing, planning and a first simulator stay cheap: the entries as published, in fresh processes. */
export const coldImport: Benchmark = {
  id: 'cold-import',
  async run() {
    ensureBuilt();
    const loaded = JSON.parse(run(WITNESS)) as string[];
    const parts = JSON.parse(run(PARTS_WITNESS)) as string[];
    const cache = mkdtempSync(join(tmpdir(), 'compile-cache-'));
    const cached = { NODE_COMPILE_CACHE: cache };
    // The first process fills the cache.
    run(SIMULATE, cached);
    const [emptyMs = 0, coreMs = 0, simulatorMs = 0, cachedMs = 0] = await medianOf(
      PROCESSES,
      () => run(EMPTY),
      () => run(IMPORT),
      () => run(SIMULATE),
      () => run(SIMULATE, cached),
    );
    rmSync(cache, { recursive: true });
    return [
      {
        name: "`import('@azureml-cmk/core')` in a fresh process",
        ratioOf: `(core − empty) ÷ ${LIMIT_MS} ms`,
        ratio: (coreMs - emptyMs) / LIMIT_MS,
        bound: 'atMost',
        limit: 1,
        measured: `${ms(coreMs)}, median of ${PROCESSES}`,
        floor: `${ms(emptyMs)}, an empty ESM process`,
      },
      {
        name: "`import('@azureml-cmk/simulator')` and `createSimulator()` in a fresh process",
        ratioOf: `(simulator − empty) ÷ ${LIMIT_MS} ms`,
        ratio: (simulatorMs - emptyMs) / LIMIT_MS,
        bound: 'atMost',
        limit: 1,
        measured: `${ms(simulatorMs)}, median of ${PROCESSES}`,
        floor: `${ms(emptyMs)}, an empty ESM process`,
      },
      {
        name: 'the same with `NODE_COMPILE_CACHE` set, from its second process on',
        ratioOf: `(simulator − empty) ÷ ${LIMIT_MS} ms`,
        ratio: (cachedMs - emptyMs) / LIMIT_MS,
        bound: 'atMost',
        limit: 1,
        measured: `${ms(cachedMs)}, median of ${PROCESSES}`,
        floor: `${ms(emptyMs)}, an empty ESM process without that cache`,
      },
      {
        name: 'files of `@azure/*` that the import loads',
        ratioOf: 'count',
        ratio: loaded.length,
        bound: 'atMost',
        limit: 0,
        measured: loaded.length === 0 ? 'none' : loaded.slice(0, 3).join(', '),
        floor: 'none',
      },
      {
        name: 'parts that a simulator loads before it is asked for anything',
        ratioOf: 'count',
        ratio: parts.length,
        bound: 'atMost',
        limit: 0,
        measured: parts.length === 0 ? 'none' : parts.slice(0, 3).join(', '),
        floor: 'none',
      },
    ];
  },
};

function run(code: string, env: Readonly<Record<string, string>> = {}): string {
  const { status, stdout } = spawnSync(process.execPath, ['--input-type=module', '--eval', code], {
    encoding: 'utf8',
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (status !== 0) throw new Error(`a measured process ended with ${status}`);
  return stdout;
}
