import { againstConstant } from './lib/against-constant.ts';
import type { Benchmark } from './lib/benchmark.ts';
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
    const floor = await getKey(await constantAccess(sim, getKey));
    const simulated = await getKey(ofSimulator(sim));
    const work = { floor, simulated };
    return [
      await againstConstant(sim, work, {
        name: '`KeyClient.getKey` through `sim.clientOptions()`',
        limit: 0.6,
      }),
    ];
  },
};
