import { generateKeyPairSync } from 'node:crypto';
import { KeyClient } from '@azure/keyvault-keys';
import { type Benchmark, ms, us } from './lib/benchmark.ts';
import { medianOf, type Work } from './lib/measure.ts';
import { simulatorWithVault, VAULT } from './lib/scene.ts';

const KEY_BITS = 3072;
const GENERATIONS = 41;
/** Creations for one generation: they are that much quicker. */
const CREATIONS = 10;

/** Creates a key of a new name through the SDK, each time it is called. */
export function createKeys(): Work {
  const sim = simulatorWithVault();
  const keys = new KeyClient(`https://${VAULT}.vault.azure.net`, sim.credential(), {
    ...sim.clientOptions('vault'),
  });
  let count = 0;
  return () => keys.createRsaKey(`k${(count += 1)}`, { keySize: KEY_BITS });
}

/** Whether tests can have as many keys as they like. */
export const keyCreation: Benchmark = {
  id: 'key-creation',
  async run() {
    const create = createKeys();
    await create();
    const [openssl = 0, some = 0] = await medianOf(
      GENERATIONS,
      () => generateKeyPairSync('rsa', { modulusLength: KEY_BITS }),
      async () => {
        for (let count = 0; count < CREATIONS; count += 1) await create();
      },
    );
    const simulator = some / CREATIONS;
    return [
      {
        name: `\`createRsaKey\` of ${KEY_BITS} bits`,
        ratioOf: 'OpenSSL ÷ simulator',
        ratio: openssl / simulator,
        bound: 'atLeast',
        limit: 100,
        measured: `${us(simulator)}, median, through the SDK`,
        floor: `${ms(openssl)}, median of generating such a key with OpenSSL`,
      },
    ];
  },
};
