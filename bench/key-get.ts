import { type Benchmark, us } from './lib/benchmark.ts';
import { pair } from './lib/measure.ts';
import { simulatorWithVault } from './lib/scene.ts';
import { type Access, constantAccess, keyClient, ofSimulator } from './lib/vault-scene.ts';

const getKey = async (access: Access): Promise<() => Promise<unknown>> => {
  const client = keyClient(access);
  await client.getKey('cmk');
  return () => client.getKey('cmk');
};

/** How much of the time of reading a key is Azure's own client. */
export const keyGet: Benchmark = {
  id: 'key-get',
  async run() {
    const sim = simulatorWithVault();
    await keyClient(ofSimulator(sim)).createRsaKey('cmk', { keySize: 3072 });
    const floorOf = await getKey(await constantAccess(sim, getKey));
    const simulated = await getKey(ofSimulator(sim));
    const { floor, measured, ratio } = await pair(floorOf, async () => {
      sim.ledger.clear();
      await simulated();
    });
    return [
      {
        name: '`KeyClient.getKey` through `sim.clientOptions()`',
        ratioOf: 'floor ÷ simulator',
        ratio,
        bound: 'atLeast',
        limit: 0.6,
        measured: us(measured),
        floor: `${us(floor)}, the same client over an \`HttpClient\` that answers a constant`,
      },
    ];
  },
};
