import { ResourceManagementClient } from '@azure/arm-resources';
import { SignJWT, generateKeyPair } from 'jose';
import { describe, expect, test } from 'vitest';
import { createSimulator, type Simulator, type SimulatorOptions } from '../../src/index.ts';

const ARM = 'https://management.azure.com/.default';

async function tokenOf(sim: Simulator, scope = ARM, name?: string): Promise<string> {
  const got = await sim.credential(name).getToken(scope);
  return got!.token;
}

async function read(sim: Simulator, token: string | undefined) {
  const response = await sim.fetch(
    `https://management.azure.com/subscriptions/${sim.subscriptionId}?api-version=2022-12-01`,
    token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } },
  );
  const body = (await response.json()) as { error?: { code: string } };
  return { status: response.status, code: body.error?.code };
}

const REFUSED = { status: 401, code: 'AuthenticationFailed' };

describe('a bearer token', () => {
  test.for([
    'https://management.azure.com/.default',
    'https://management.azure.com//.default',
    'https://management.core.windows.net/.default',
    'https://management.core.windows.net//.default',
    '797f4846-ba00-4fd7-ba43-dac1f8f63013/.default',
  ])('for %s opens Resource Manager', async (scope) => {
    const sim = createSimulator();
    expect(await read(sim, await tokenOf(sim, scope))).toMatchObject({ status: 200 });
  });

  test.for(['https://vault.azure.net/.default', 'https://graph.microsoft.com/.default'])(
    'for %s does not',
    async (scope) => {
      const sim = createSimulator();
      expect(await read(sim, await tokenOf(sim, scope))).toEqual(REFUSED);
    },
  );

  test('that is missing, malformed or tampered with is refused', async () => {
    const sim = createSimulator();
    const token = await tokenOf(sim);
    const [head, body, signature] = token.split('.');
    const claims = JSON.parse(Buffer.from(body!, 'base64url').toString()) as object;
    const forged = Buffer.from(JSON.stringify({ ...claims, oid: sim.tenantId })).toString(
      'base64url',
    );
    for (const bad of [undefined, 'x', 'a.b.c', `${head}.${forged}.${signature}`]) {
      expect(await read(sim, bad), bad).toEqual(REFUSED);
    }
    expect(await read(sim, token)).toMatchObject({ status: 200 });
  });

  test('that someone else signed is refused, also with our key id', async () => {
    const sim = createSimulator();
    const token = await tokenOf(sim);
    const [head, body] = token.split('.').map((part) => Buffer.from(part, 'base64url').toString());
    const { privateKey } = await generateKeyPair('RS256');
    const { kid } = JSON.parse(head!) as { kid: string };
    const forged = await new SignJWT(JSON.parse(body!) as Record<string, string>)
      .setProtectedHeader({ alg: 'RS256', kid })
      .sign(privateKey);
    expect(await read(sim, forged)).toEqual(REFUSED);
  });

  test('without a signature is refused', async () => {
    const sim = createSimulator();
    const body = (await tokenOf(sim)).split('.')[1]!;
    const head = Buffer.from(JSON.stringify({ alg: 'none', typ: 'JWT' })).toString('base64url');
    expect(await read(sim, `${head}.${body}.`)).toEqual(REFUSED);
  });

  test('of a world with another seed is refused', async () => {
    const token = await tokenOf(createSimulator({ seed: 'one' }));
    expect(await read(createSimulator({ seed: 'two' }), token)).toEqual(REFUSED);
  });

  test('outlives fork, snapshot and restore, and not a restore of another world', async () => {
    const sim = createSimulator({ seed: 'one' });
    const token = await tokenOf(sim);
    expect(await read(sim.fork(), token)).toMatchObject({ status: 200 });

    const other = createSimulator({ seed: 'two' });
    const otherToken = await tokenOf(other);
    expect(await read(other, otherToken)).toMatchObject({ status: 200 });
    other.restore(JSON.parse(JSON.stringify(sim.snapshot())));
    expect(await read(other, token)).toMatchObject({ status: 200 });
    expect(await read(other, otherToken)).toEqual(REFUSED);
    expect(await read(other, await tokenOf(other))).toMatchObject({ status: 200 });
  });
});

describe('the lifetime of a token', () => {
  const world = (tokens: NonNullable<SimulatorOptions['tokens']>) =>
    createSimulator({ now: '2020-01-01T00:00:00Z', tokens });

  test('is judged by the wall clock: virtual days change nothing', async () => {
    const sim = world('wall');
    const token = await tokenOf(sim);
    await sim.clock.advance({ days: 30 });
    expect(await read(sim, token)).toMatchObject({ status: 200 });
    expect(await tokenOf(sim)).toBe(token);
  });

  test("is judged by the virtual clock with tokens: 'virtual'", async () => {
    const sim = world('virtual');
    const token = await tokenOf(sim);
    await sim.clock.advance({ minutes: 59 });
    expect(await read(sim, token)).toMatchObject({ status: 200 });
    await sim.clock.advance({ minutes: 1 });
    expect(await read(sim, token)).toEqual(REFUSED);
    const renewed = await tokenOf(sim);
    expect(renewed).not.toBe(token);
    expect(await read(sim, renewed)).toMatchObject({ status: 200 });
  });

  test('reaches a client that holds its token too long', async () => {
    const sim = world('virtual');
    const client = new ResourceManagementClient(sim.credential(), sim.subscriptionId, {
      ...sim.clientOptions(),
    });
    await client.resourceGroups.createOrUpdate('rg', { location: 'westeurope' });
    await sim.clock.advance({ hours: 2 });
    await expect(client.resourceGroups.get('rg')).rejects.toMatchObject({
      statusCode: 401,
      code: 'AuthenticationFailed',
    });
  });

  test('starts again when the virtual clock is set back', async () => {
    const sim = world('virtual');
    await sim.clock.advance({ days: 365 });
    await tokenOf(sim);
    sim.reset();
    expect(await read(sim, await tokenOf(sim))).toMatchObject({ status: 200 });
  });
});

describe('sim.credential', () => {
  const people = () =>
    createSimulator({
      world: {
        principals: [
          { name: 'team', kind: 'group' },
          { name: 'alice', kind: 'user', groups: ['team'] },
          { name: 'robot' },
        ],
      },
    });
  const claimsOf = (token: string) =>
    JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString()) as Record<
      string,
      unknown
    >;

  test('signs one token per service and remembers it', async () => {
    const sim = createSimulator();
    const arm = await tokenOf(sim);
    expect(await tokenOf(sim)).toBe(arm);
    expect(await tokenOf(sim, 'https://vault.azure.net/.default')).not.toBe(arm);
  });

  test('speaks for a user, with groups, and for an application', async () => {
    const sim = people();
    const [team, alice, robot] = ['team', 'alice', 'robot'].map((name) =>
      sim.principals.find(({ displayName }) => displayName === name)!,
    );
    expect(claimsOf(await tokenOf(sim, ARM, 'alice'))).toMatchObject({
      oid: alice!.objectId,
      idtyp: 'user',
      upn: alice!.userPrincipalName,
      groups: [team!.objectId],
    });
    expect(claimsOf(await tokenOf(sim, ARM, robot!.appId))).toMatchObject({
      oid: robot!.objectId,
      appid: robot!.appId,
      idtyp: 'app',
    });
    expect(claimsOf(await tokenOf(sim, ARM, robot!.objectId.toUpperCase()))['oid']).toBe(
      robot!.objectId,
    );
  });

  test('refuses who cannot sign in, who does not exist, and what no token is for', async () => {
    const sim = people();
    await expect(sim.credential('team').getToken(ARM)).rejects.toThrow(
      "the group 'team' cannot sign in: only its members can",
    );
    expect(() => sim.credential('bob')).toThrow(/there is no principal 'bob'; there are: .*alice/);
    await expect(sim.credential('robot').getToken('https://example.org/.default')).rejects.toThrow(
      "the scope 'https://example.org/.default' is of no service that this simulator of the public cloud has tokens for",
    );
    await expect(
      sim.credential('robot').getToken(ARM, { tenantId: '00000000-0000-4000-8000-000000000001' }),
    ).rejects.toThrow(/'robot' is in the tenant .* and was asked for a token of 00000000-/);
    await expect(
      sim.credential('robot').getToken(ARM, { abortSignal: AbortSignal.abort() }),
    ).rejects.toMatchObject({ name: 'AbortError' });
  });

  test('knows only the services of its cloud', async () => {
    const sim = createSimulator({ cloud: 'usGovernment' });
    await expect(sim.credential().getToken(ARM)).rejects.toThrow('of the usGovernment cloud');
    const account = 'https://stmlcreditrisk.blob.core';
    await expect(sim.credential().getToken(`${account}.windows.net/.default`)).rejects.toThrow(
      'of the usGovernment cloud',
    );
    expect(claimsOf(await tokenOf(sim, `${account}.usgovcloudapi.net/.default`))['aud']).toBe(
      `${account}.usgovcloudapi.net`,
    );
    const token = await tokenOf(sim, 'https://management.usgovcloudapi.net/.default');
    const client = new ResourceManagementClient(sim.credential(), sim.subscriptionId, {
      ...sim.clientOptions(),
    });
    expect(claimsOf(token)['aud']).toBe('https://management.usgovcloudapi.net');
    const group = await client.resourceGroups.createOrUpdate('rg', { location: 'usgovvirginia' });
    expect(group.location).toBe('usgovvirginia');
  });
});
