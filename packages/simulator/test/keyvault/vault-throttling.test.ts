import { describe, expect, it } from 'vitest';
import type { Simulator } from '../../src/index.ts';
import { keyClient, makeVault, scene, send } from './scene.ts';

const at = (path: string): string => `https://kv-one.vault.azure.net${path}?api-version=2025-07-01`;
const THROTTLED = {
  status: 429,
  body: {
    error: {
      code: 'Throttled',
      message:
        'Request was not processed because too many requests were received. Reason: VaultRequestTypeLimitReached',
    },
  },
};

async function throttlingScene(): Promise<Simulator> {
  const sim = await scene({ throttling: true });
  await makeVault(sim, 'kv-one', { sku: { family: 'A', name: 'premium' } });
  return sim;
}

describe('a vault takes so much in ten seconds', () => {
  it.each([
    ['RSA', 20],
    ['RSA-HSM', 10],
    ['EC', 20],
  ])('new keys of the type %s: %i', async (kty, limit) => {
    const sim = await throttlingScene();
    const create = () => send(sim, 'POST', at('/keys/cmk/create'), { kty });
    for (let made = 0; made < limit; made += 1) expect((await create()).status).toBe(200);
    expect(await create()).toMatchObject(THROTTLED);
    expect((await send(sim, 'GET', at('/keys/cmk'))).status).toBe(200);
    await sim.clock.advance({ seconds: 9 });
    expect(await create()).toMatchObject(THROTTLED);
    await sim.clock.advance({ seconds: 1 });
    expect((await create()).status).toBe(200);
  });

  it('operations on keys, of which large ones count several times', async () => {
    const sim = await throttlingScene();
    await keyClient(sim).createRsaKey('large', { keySize: 4096 });
    await keyClient(sim).createRsaKey('small');
    for (let read = 0; read < 499; read += 1) await send(sim, 'GET', at('/keys/large'));
    for (let read = 0; read < 8; read += 1) {
      expect((await send(sim, 'GET', at('/keys/small'))).status).toBe(200);
    }
    expect(await send(sim, 'GET', at('/keys/small'))).toMatchObject(THROTTLED);
    await makeVault(sim, 'kv-two');
    const other = 'https://kv-two.vault.azure.net/keys?api-version=2025-07-01';
    expect((await send(sim, 'GET', other)).status).toBe(200);
  });

  it('however much, unless it is asked to count', async () => {
    const sim = await scene();
    await makeVault(sim);
    for (let made = 0; made < 40; made += 1) await keyClient(sim).createRsaKey('cmk');
    expect((await send(sim, 'GET', at('/keys/cmk'))).status).toBe(200);
  });
});
