import type { Simulator } from '@azureml-cmk/simulator';

/** Work to measure; what it resolves to does not count. */
export type Work = () => unknown;

const LEDGER_MAX_EXCHANGES = 1000;

/** The same work, while the ledger is emptied now and then: a test does not remember exchanges by the million. */
export function emptyingLedger(sim: Pick<Simulator, 'ledger'>, work: Work): Work {
  return () => {
    if (sim.ledger.size >= LEDGER_MAX_EXCHANGES) sim.ledger.clear();
    return work();
  };
}

const ROUNDS = 300;
const ROUND_MS = 3;
const WARM_UP_MS = 2000;

/** Two pieces of work side by side, in milliseconds per call. */
export interface Pair {
  readonly floor: number;
  readonly measured: number;
  /** Median of floor ÷ measured over many short rounds. */
  readonly ratio: number;
}

/**
 * Compares two pieces of work that take turns in short rounds: what else the machine does hits both alike, and the median
 * of the rounds' ratios hardly sees it.
 */
export async function pair(floor: Work, measured: Work): Promise<Pair> {
  const works = [floor, measured] as const;
  const counts: number[] = [];
  for (const work of works) {
    counts.push(Math.max(1, Math.round(ROUND_MS / (await warmUp(work)))));
  }
  const rounds: number[][] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    // Neither is always the first.
    const order = round % 2 === 0 ? [0, 1] : [1, 0];
    const times = [0, 0];
    for (const index of order) times[index] = await time(works[index] ?? floor, counts[index] ?? 1);
    rounds.push(times);
  }
  return {
    floor: median(rounds.map(([first = 0]) => first)),
    measured: median(rounds.map(([, second = 0]) => second)),
    ratio: median(rounds.map(([first = 0, second = 1]) => first / second)),
  };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/** Medians, in milliseconds, of `count` runs of each piece of work; they take turns, so that all see the same machine. */
export async function medianOf(count: number, ...works: readonly Work[]): Promise<number[]> {
  const times = works.map((): number[] => []);
  for (let run = 0; run < count; run += 1) {
    for (const [index, work] of works.entries()) times[index]?.push(await time(work, 1));
  }
  return times.map(median);
}

async function warmUp(work: Work): Promise<number> {
  let perCall = Infinity;
  const until = performance.now() + WARM_UP_MS;
  while (performance.now() < until) perCall = Math.min(perCall, await time(work, 10));
  return perCall;
}

async function time(work: Work, calls: number): Promise<number> {
  const start = performance.now();
  for (let call = 0; call < calls; call += 1) await work();
  return (performance.now() - start) / calls;
}
