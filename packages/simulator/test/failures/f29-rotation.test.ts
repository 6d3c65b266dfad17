import { describe, expect, it } from 'vitest';
import { keyClient, makeVault, scene, send } from '../keyvault/scene.ts';

const URL_OF_POLICY =
  'https://kv-one.vault.azure.net/keys/cmk/rotationpolicy?api-version=2025-07-01';
const policy = (trigger: object, type = 'Rotate', expiryTime?: string): object => ({
  lifetimeActions: [{ trigger, action: { type } }],
  ...(expiryTime === undefined ? {} : { attributes: { expiryTime } }),
});

describe('F29 a rotation policy outside the limits', () => {
  it.each([
    [
      'an interval of less than 7 days',
      policy({ timeAfterCreate: 'P6D' }),
      'timeAfterCreate must be at least 7 days, not P6D',
    ],
    [
      'less than 7 days before expiry',
      policy({ timeBeforeExpiry: 'P6D' }, 'Rotate', 'P90D'),
      'timeBeforeExpiry must be at least 7 days, not P6D',
    ],
    [
      'before an expiry that the policy does not give',
      policy({ timeBeforeExpiry: 'P30D' }),
      'A Rotate trigger timeBeforeExpiry needs an expiryTime',
    ],
    [
      'later than 7 days before expiry',
      policy({ timeAfterCreate: 'P84D' }, 'Rotate', 'P90D'),
      'timeAfterCreate must end at least 7 days before the key expires',
    ],
    [
      'keys that live less than 28 days',
      policy({ timeAfterCreate: 'P7D' }, 'Rotate', 'P27D'),
      "The rotation policy's expiryTime must be at least 28 days, not P27D",
    ],
    [
      'a notice after creation',
      policy({ timeAfterCreate: 'P30D' }, 'Notify', 'P90D'),
      'timeAfterCreate is a trigger of Rotate only',
    ],
  ])('F29 is refused: %s', async (_, body, message) => {
    const sim = await scene();
    await makeVault(sim);
    await keyClient(sim).createRsaKey('cmk');
    expect(await send(sim, 'PUT', URL_OF_POLICY, body)).toMatchObject({
      status: 400,
      body: { error: { code: 'BadParameter', message: `${message} (simulator wording)` } },
    });
  });

  it('F29 is taken at 7 days, and fires then', async () => {
    const sim = await scene();
    await makeVault(sim);
    const client = keyClient(sim);
    const { id } = await client.createRsaKey('cmk');
    await client.updateKeyRotationPolicy('cmk', {
      lifetimeActions: [{ action: 'Rotate', timeAfterCreate: 'P7D' }],
    });
    await sim.clock.advance({ days: 6, hours: 23 });
    expect((await client.getKey('cmk')).id).toBe(id);
    await sim.clock.advance({ hours: 1 });
    expect((await client.getKey('cmk')).id).not.toBe(id);
  });
});
