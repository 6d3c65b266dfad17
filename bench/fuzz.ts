import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { Benchmark } from './lib/benchmark.ts';

const REQUESTS = 100_000;
const TEST = 'packages/simulator/test/fuzz/fuzz.property.test.ts';

/** The fuzz test of the simulator with many more requests than the tests send, other ones each time. */
export const fuzz: Benchmark = {
  id: 'fuzz',
  onlyByName: true,
  run() {
    const began = performance.now();
    const { status, stdout } = spawnSync(
      'vitest',
      ['run', TEST, '--maxWorkers=1', '--reporter=dot'],
      {
        cwd: join(import.meta.dirname, '..'),
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'inherit'],
        env: { ...process.env, CMK_FUZZ_REQUESTS: String(REQUESTS) },
      },
    );
    if (status !== 0) console.error(stdout);
    const minutes = (performance.now() - began) / 60_000;
    return Promise.resolve([
      {
        name: `${REQUESTS} arbitrary requests to every host`,
        ratioOf: 'runs in which none threw, hung, got a 500 or touched what is not the caller’s',
        ratio: status === 0 ? 1 : 0,
        bound: 'atLeast',
        limit: 1,
        measured: `${minutes.toFixed(1)} minutes`,
        floor: 'none',
      },
    ]);
  },
};
