/** Work to measure; what it resolves to does not count. */
export type Work = () => unknown;

const ROUNDS = 60;
const ROUND_MS = 8;
const WARM_UP_MS = 300;

/**
 * Milliseconds per call of several pieces of work, each the best of many short rounds that take turns: whatever else the
 * machine does hits all of them alike, and the best round is the one it hit least.
 */
export async function bestOf(...works: readonly Work[]): Promise<number[]> {
  const counts = [];
  for (const work of works) {
    const perCall = await warmUp(work);
    counts.push(Math.max(1, Math.round(ROUND_MS / perCall)));
  }
  const best = works.map(() => Infinity);
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [index, work] of works.entries()) {
      const perCall = await time(work, counts[index] ?? 1);
      best[index] = Math.min(best[index] ?? Infinity, perCall);
    }
  }
  return best;
}

/** Milliseconds of each of `count` runs, sorted. */
export async function samples(work: Work, count: number): Promise<number[]> {
  const all: number[] = [];
  for (let run = 0; run < count; run += 1) all.push(await time(work, 1));
  return all.sort((a, b) => a - b);
}

export function median(sorted: readonly number[]): number {
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
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
