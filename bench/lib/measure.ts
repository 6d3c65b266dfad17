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

/** Medians, in milliseconds, of `count` runs of each piece of work; they take turns, so that all see the same machine. */
export async function medianOf(count: number, ...works: readonly Work[]): Promise<number[]> {
  const times = works.map((): number[] => []);
  for (let run = 0; run < count; run += 1) {
    for (const [index, work] of works.entries()) times[index]?.push(await time(work, 1));
  }
  return times.map((some) => some.toSorted((a, b) => a - b)[Math.floor(some.length / 2)] ?? 0);
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
