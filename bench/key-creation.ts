import { generateKeyPairSync } from 'node:crypto';
import { KeyClient } from '@azure/keyvault-keys';
import { type Benchmark, ms, us } from './lib/benchmark.ts';
import { median, samples } from './lib/measure.ts';
import { simulatorWithVault, VAULT } from './lib/scene.ts';

const KEY_BITS = 3072;
const GENERATIONS = 41;
const CREATIONS = 400;

/** Milliseconds that `createRsaKey` takes through the SDK: median of keys of new names. */
export async function keyCreationMs(): Promise<number> {
  const sim = simulatorWithVault();
  const keys = new KeyClient(`https://${VAULT}.vault.azure.net`, sim.credential(), {
    ...sim.clientOptions('vault'),
  });
  let count = 0;
  return median(
    await samples(() => keys.createRsaKey(`k${(count += 1)}`, { keySize: KEY_BITS }), CREATIONS),
  );
}

/** Whether tests can have as many keys as they like. */
export const keyCreation: Benchmark = {
  id: 'key-creation',
  async run() {
    const openssl = median(
      await samples(() => generateKeyPairSync('rsa', { modulusLength: KEY_BITS }), GENERATIONS),
    );
    const simulator = await keyCreationMs();
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
