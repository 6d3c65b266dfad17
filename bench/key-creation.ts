import { generateKeyPairSync } from 'node:crypto';
import type { KeyVaultKey } from '@azure/keyvault-keys';
import { type Benchmark, ms, us } from './lib/benchmark.ts';
import { medianOf } from './lib/measure.ts';
import { simulatorWithVault } from './lib/scene.ts';
import { keyClient, ofSimulator } from './lib/vault-scene.ts';

const KEY_BITS = 3072;
const GENERATIONS = 41;
/** Creations for one generation: they are that much quicker. */
const CREATIONS = 10;

/** How many keys are looked at for two that are alike. */
const MANY = 10_000;

/** Creates a key of a new name through the SDK, each time it is called. */
export function createKeys(): () => Promise<KeyVaultKey> {
  const keys = keyClient(ofSimulator(simulatorWithVault()));
  let count = 0;
  return () => keys.createRsaKey(`k${(count += 1)}`, { keySize: KEY_BITS });
}

/** Of so many keys, those with a modulus that another one has. */
async function alike(count: number): Promise<number> {
  const create = createKeys();
  const moduli = new Set<string>();
  for (let made = 0; made < count; made += 1) {
    const { key } = await create();
    moduli.add(Buffer.from(key?.n ?? []).toString('hex'));
  }
  return count - moduli.size;
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
      {
        name: `keys alike among ${MANY} of ${KEY_BITS} bits in one vault`,
        ratioOf: 'count',
        ratio: await alike(MANY),
        bound: 'atMost',
        limit: 0,
        measured: `${MANY} keys, created through the SDK`,
        floor: 'none',
      },
    ];
  },
};
