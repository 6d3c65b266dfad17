import type { Simulator } from '@azureml-cmk/simulator';
import { us, type Verdict } from './benchmark.ts';
import { emptyingLedger, pair, type Work } from './measure.ts';

/** How much of the time of some work is Azure's own client: `floor` does the same over an `HttpClient` of constants. */
export async function againstConstant(
  sim: Simulator,
  work: { readonly floor: Work; readonly simulated: Work },
  about: { readonly name: string; readonly limit: number; readonly besides?: string },
): Promise<Verdict> {
  const { floor, measured, ratio } = await pair(work.floor, emptyingLedger(sim, work.simulated));
  const { name, limit, besides = '' } = about;
  return {
    name,
    ratioOf: 'floor ÷ simulator',
    ratio,
    bound: 'atLeast',
    limit,
    measured: us(measured),
    floor: `${us(floor)}, ${besides}the same client over an \`HttpClient\` that answers a constant`,
  };
}
