import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { atLeastMs, parseDuration, shift } from '../../src/data-plane/keyvault/durations.ts';
import { createSimulator, type Simulator } from '../../src/index.ts';
import { GROUP, keyClient, makeVault, management, scene, send } from './scene.ts';

const POLICY_URL = 'https://kv-one.vault.azure.net/keys/cmk/rotationpolicy?api-version=2025-07-01';

async function rotationScene(): Promise<Simulator> {
  const sim = await scene();
  await makeVault(sim);
  await keyClient(sim).createRsaKey('cmk', { keySize: 3072, tags: { a: '1' } });
  return sim;
}

async function versions(sim: Simulator): Promise<string[]> {
  const found = [];
  for await (const key of keyClient(sim).listPropertiesOfKeyVersions('cmk')) {
    found.push(key.version ?? '');
  }
  return found;
}

const rotateAfter = (timeAfterCreate: string, expiryTime?: string) => ({
  lifetimeActions: [{ trigger: { timeAfterCreate }, action: { type: 'Rotate' } }],
  attributes: expiryTime === undefined ? {} : { expiryTime },
});

describe('rotating a key', () => {
  it('makes a version like the one before', async () => {
    const sim = await rotationScene();
    const client = keyClient(sim);
    const before = await client.getKey('cmk');
    await sim.clock.advance({ days: 1 });
    const after = await client.rotateKey('cmk');
    expect(after.id).not.toBe(before.id);
    expect(after.key?.n?.length).toBe(384);
    expect(after.key?.n).not.toEqual(before.key?.n);
    expect(after).toMatchObject({
      keyOperations: before.keyOperations,
      properties: { enabled: true, tags: { a: '1' }, expiresOn: undefined },
    });
    expect((await client.getKey('cmk')).id).toBe(after.id);
    expect(await versions(sim)).toHaveLength(2);
  });

  it('gives it the life that the policy names', async () => {
    const sim = await rotationScene();
    const client = keyClient(sim);
    await client.updateKeyRotationPolicy('cmk', {
      expiresIn: 'P30D',
      lifetimeActions: [
        { action: 'Rotate', timeAfterCreate: 'P15D' },
        { action: 'Notify', timeBeforeExpiry: 'P7D' },
      ],
    });
    const rotated = await client.rotateKey('cmk');
    expect(rotated.properties.expiresOn).toEqual(new Date('2026-03-31T10:00:00Z'));
  });
});

describe('a rotation policy', () => {
  it('is what Azure tells of a key that has none', async () => {
    const sim = await rotationScene();
    expect((await send(sim, 'GET', POLICY_URL)).body).toEqual({
      id: 'https://kv-one.vault.azure.net/keys/cmk/rotationpolicy',
      lifetimeActions: [{ trigger: { timeBeforeExpiry: 'P30D' }, action: { type: 'Notify' } }],
      attributes: {},
    });
  });

  it('is kept as it was written', async () => {
    const sim = await rotationScene();
    const body = {
      lifetimeActions: [
        { trigger: { timeAfterCreate: 'P15D' }, action: { type: 'rotate' } },
        { trigger: { timeBeforeExpiry: 'P7D' }, action: { type: 'Notify' } },
      ],
      attributes: { expiryTime: 'P30D' },
    };
    const put = await send(sim, 'PUT', POLICY_URL, body);
    const created = Date.parse('2026-03-01T10:00:00Z') / 1000;
    expect(put).toMatchObject({
      status: 200,
      body: {
        id: 'https://kv-one.vault.azure.net/keys/cmk/rotationpolicy',
        lifetimeActions: [
          { trigger: { timeAfterCreate: 'P15D' }, action: { type: 'Rotate' } },
          { trigger: { timeBeforeExpiry: 'P7D' }, action: { type: 'Notify' } },
        ],
        attributes: { expiryTime: 'P30D', created, updated: created },
      },
    });
    await sim.clock.advance({ seconds: 5 });
    const again = await send(sim, 'PUT', POLICY_URL, body);
    expect(again.body.attributes).toMatchObject({ created, updated: created + 5 });
    expect((await send(sim, 'GET', POLICY_URL)).body).toEqual(again.body);
  });

  it.each([
    [rotateAfter('P6D'), 'timeAfterCreate must be at least 7 days, not P6D (simulator wording)'],
    [
      rotateAfter('7 days'),
      "timeAfterCreate '7 days' is not a duration of ISO 8601 (simulator wording)",
    ],
    [
      rotateAfter('P30D', 'P27D'),
      "The rotation policy's expiryTime must be at least 28 days, not P27D (simulator wording)",
    ],
    [
      rotateAfter('P24D', 'P30D'),
      'timeAfterCreate must end at least 7 days before the key expires (simulator wording)',
    ],
    [
      { lifetimeActions: [{ trigger: { timeBeforeExpiry: 'P7D' }, action: { type: 'Rotate' } }] },
      'A Rotate trigger timeBeforeExpiry needs an expiryTime (simulator wording)',
    ],
    [
      { lifetimeActions: [{ trigger: { timeAfterCreate: 'P9D' }, action: { type: 'Notify' } }] },
      'timeAfterCreate is a trigger of Rotate only (simulator wording)',
    ],
    [
      { lifetimeActions: [{ trigger: {}, action: { type: 'Rotate' } }] },
      'The Rotate trigger must have one of timeAfterCreate and timeBeforeExpiry, not both and not none (simulator wording)',
    ],
    [
      {
        lifetimeActions: [
          ...rotateAfter('P9D').lifetimeActions,
          ...rotateAfter('P8D').lifetimeActions,
        ],
      },
      'The rotation policy has more than one action of the type Rotate (simulator wording)',
    ],
    [
      { lifetimeActions: [{ trigger: { timeAfterCreate: 'P9D' }, action: { type: 'Shred' } }] },
      'Property  has invalid value\r\n',
    ],
  ])('is refused as %j', async (body, message) => {
    const sim = await rotationScene();
    expect(await send(sim, 'PUT', POLICY_URL, body)).toMatchObject({
      status: 400,
      body: { error: { code: 'BadParameter', message } },
    });
    expect((await send(sim, 'GET', POLICY_URL)).body.attributes).toEqual({});
  });

  it('keeps the notification that it has, which can be changed and not taken away', async () => {
    const sim = await rotationScene();
    const notify = (timeBeforeExpiry: string) => ({
      trigger: { timeBeforeExpiry },
      action: { type: 'Notify' },
    });
    const [rotation] = rotateAfter('P30D').lifetimeActions;
    const put = async (lifetimeActions: unknown[]) =>
      (await send(sim, 'PUT', POLICY_URL, { lifetimeActions })).body.lifetimeActions;
    expect(await put([rotation])).toEqual([rotation]);
    expect(await put([rotation, notify('P7D')])).toEqual([rotation, notify('P7D')]);
    expect(await put([rotation])).toEqual([rotation, notify('P7D')]);
    expect(await put([notify('P9D')])).toEqual([notify('P9D')]);
    expect(await put([])).toEqual([notify('P9D')]);
  });

  it('fires on the clock, again and again', async () => {
    const sim = await rotationScene();
    await send(sim, 'PUT', POLICY_URL, rotateAfter('P30D'));
    await sim.clock.advance({ days: 29, hours: 23 });
    expect(await versions(sim)).toHaveLength(1);
    await sim.clock.advance({ hours: 1 });
    expect(await versions(sim)).toHaveLength(2);
    await sim.clock.advance({ days: 90 });
    expect(await versions(sim)).toHaveLength(5);
    const latest = await keyClient(sim).getKey('cmk');
    expect(latest.properties.createdOn).toEqual(new Date('2026-06-29T10:00:00Z'));
  });

  it('counts from the last version, however that was made', async () => {
    const sim = await rotationScene();
    await send(sim, 'PUT', POLICY_URL, rotateAfter('P30D'));
    await sim.clock.advance({ days: 20 });
    await keyClient(sim).rotateKey('cmk');
    await sim.clock.advance({ days: 29 });
    expect(await versions(sim)).toHaveLength(2);
    await sim.clock.advance({ days: 1 });
    expect(await versions(sim)).toHaveLength(3);
  });

  it('fires before the expiry of a version, also one that was set later', async () => {
    const sim = await rotationScene();
    await send(sim, 'PUT', POLICY_URL, {
      lifetimeActions: [{ trigger: { timeBeforeExpiry: 'P10D' }, action: { type: 'Rotate' } }],
      attributes: { expiryTime: 'P40D' },
    });
    await sim.clock.advance({ days: 100 });
    expect(await versions(sim)).toHaveLength(1);
    const [version = ''] = await versions(sim);
    const expiresOn = new Date(sim.clock.now() + 20 * 86_400_000);
    await keyClient(sim).updateKeyProperties('cmk', version, { expiresOn });
    await sim.clock.advance({ days: 10 });
    expect(await versions(sim)).toHaveLength(2);
    await sim.clock.advance({ days: 30 });
    expect(await versions(sim)).toHaveLength(3);
  });

  it('does nothing more once it is changed', async () => {
    const sim = await rotationScene();
    await send(sim, 'PUT', POLICY_URL, rotateAfter('P30D'));
    await send(sim, 'PUT', POLICY_URL, rotateAfter('P60D'));
    await sim.clock.advance({ days: 30 });
    expect(await versions(sim)).toHaveLength(1);
    await sim.clock.advance({ days: 30 });
    expect(await versions(sim)).toHaveLength(2);
    await send(sim, 'PUT', POLICY_URL, { lifetimeActions: [] });
    await sim.clock.advance({ days: 400 });
    expect(await versions(sim)).toHaveLength(2);
  });

  it('waits while the vault is deleted, and goes on in a restored world', async () => {
    const sim = await rotationScene();
    await send(sim, 'PUT', POLICY_URL, rotateAfter('P30D'));
    await sim.clock.advance({ days: 29 });
    await management(sim).vaults.delete(GROUP, 'kv-one');
    await sim.clock.advance({ days: 5 });
    const copy = createSimulator();
    copy.restore(JSON.parse(JSON.stringify(sim.snapshot())));
    await management(copy).vaults.createOrUpdate(GROUP, 'kv-one', {
      location: 'westeurope',
      properties: {
        tenantId: copy.tenantId,
        sku: { family: 'A', name: 'standard' },
        createMode: 'recover',
      },
    });
    expect(await versions(copy)).toHaveLength(1);
    await copy.clock.advance({ days: 1 });
    expect(await versions(copy)).toHaveLength(2);
  });

  it('is noted when a timer of a purged key falls due: nothing comes back', async () => {
    const sim = await rotationScene();
    await send(sim, 'PUT', POLICY_URL, rotateAfter('P30D'));
    await (await keyClient(sim).beginDeleteKey('cmk', { intervalInMs: 1 })).pollUntilDone();
    await keyClient(sim).purgeDeletedKey('cmk');
    await sim.clock.advance({ days: 31 });
    await expect(keyClient(sim).getKey('cmk')).rejects.toMatchObject({ code: 'KeyNotFound' });
  });
});

describe('durations', () => {
  const at = Date.parse('2026-01-31T12:00:00Z');
  it.each([
    ['P90D', '2026-05-01T12:00:00.000Z'],
    ['P1M', '2026-02-28T12:00:00.000Z'],
    ['P3M', '2026-04-30T12:00:00.000Z'],
    ['P1Y10D', '2027-02-10T12:00:00.000Z'],
    ['P2W', '2026-02-14T12:00:00.000Z'],
    ['PT48H', '2026-02-02T12:00:00.000Z'],
    ['P1DT1H1M1S', '2026-02-01T13:01:01.000Z'],
  ])('%s leads to %s', (text, expected) => {
    const read = parseDuration(text);
    expect(read && new Date(shift(at, read)).toISOString()).toBe(expected);
  });

  it.each(['', 'P', 'PT', 'P1', '1D', 'P1H', 'PD', 'P-1D', 'p1d', 'P1.5D', 'P1DT'])(
    '%j is none',
    (text) => {
      expect(parseDuration(text)).toBeUndefined();
    },
  );

  it('are at least as long as they say, and go back as they came without months', () => {
    const part = fc.nat({ max: 50 });
    fc.assert(
      fc.property(part, part, part, fc.nat({ max: 4_000_000_000_000 }), (y, m, d, instant) => {
        const text = `P${y}Y${m}M${d}D`;
        const read = parseDuration(text);
        if (!read) return false;
        const later = shift(instant, read);
        // The last day of a month may be up to three days nearer.
        if (later - instant < atLeastMs(read) - 3 * 86_400_000) return false;
        return m + y > 0 || shift(later, read, -1) === instant;
      }),
    );
  });
});
