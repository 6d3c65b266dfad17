import type { Benchmark } from './lib/benchmark.ts';
import { us } from './lib/benchmark.ts';
import { emptyingLedger, pair } from './lib/measure.ts';
import { constantClient, constantCredential, getVault, simulatorWithVault } from './lib/scene.ts';

/** How much of the time of a read is Azure's own client. */
export const vaultGet: Benchmark = {
  id: 'vault-get',
  async run() {
    const sim = simulatorWithVault();
    const httpClient = await constantClient(sim);
    const floorOf = getVault(constantCredential, sim.subscriptionId, { httpClient });
    const simulated = getVault(sim.credential(), sim.subscriptionId, sim.clientOptions());
    const { floor, measured, ratio } = await pair(floorOf, emptyingLedger(sim, simulated));
    return [
      {
        name: '`vaults.get` through `sim.clientOptions()`',
        ratioOf: 'floor ÷ simulator',
        ratio,
        bound: 'atLeast',
        limit: 0.7,
        measured: us(measured),
        floor: `${us(floor)}, the same client over an \`HttpClient\` that answers a constant`,
      },
    ];
  },
};
