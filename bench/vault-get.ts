import { againstConstant } from './lib/against-constant.ts';
import type { Benchmark } from './lib/benchmark.ts';
import { constantClient, constantCredential, getVault, simulatorWithVault } from './lib/scene.ts';

/** How much of the time of a read is Azure's own client. */
export const vaultGet: Benchmark = {
  id: 'vault-get',
  async run() {
    const sim = simulatorWithVault();
    const httpClient = await constantClient(sim);
    const floor = getVault(constantCredential, sim.subscriptionId, { httpClient });
    const simulated = getVault(sim.credential(), sim.subscriptionId, sim.clientOptions());
    const work = { floor, simulated };
    return [
      await againstConstant(sim, work, {
        name: '`vaults.get` through `sim.clientOptions()`',
        limit: 0.7,
      }),
    ];
  },
};
