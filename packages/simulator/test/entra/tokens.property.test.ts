import fc from 'fast-check';
import { decodeJwt, type JWTPayload, SignJWT } from 'jose';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadSigningKey } from '../../src/entra/signing-key.ts';
import type { Simulator } from '../../src/index.ts';
import { makeVault, scene } from '../keyvault/scene.ts';

const HOUR_S = 3600;
const HOSTS = {
  vault: {
    scope: 'https://vault.azure.net/.default',
    url: 'https://kv-one.vault.azure.net/keys?api-version=7.4',
  },
  resourceManager: {
    scope: 'https://management.azure.com/.default',
    url: 'https://management.azure.com/subscriptions?api-version=2022-12-01',
  },
} as const;
type Host = keyof typeof HOSTS;

let sim: Simulator;
let tokens: Readonly<Record<Host, string>>;

beforeAll(async () => {
  sim = await scene();
  await makeVault(sim);
  const tokenFor = async (host: Host) =>
    (await sim.credential().getToken(HOSTS[host].scope))!.token;
  tokens = {
    vault: await tokenFor('vault'),
    resourceManager: await tokenFor('resourceManager'),
  };
});

async function show(host: Host, token: string) {
  const response = await sim.fetch(HOSTS[host].url, {
    headers: { authorization: `Bearer ${token}` },
  });
  const body = (await response.json()) as { error?: { message: string } };
  return {
    status: response.status,
    message: body.error?.message,
    evidence: response.headers.get('x-cmk-simulator-evidence'),
  };
}

/** A token with other claims, signed with the world's own key as nobody outside could. */
async function signed(host: Host, changes: JWTPayload): Promise<string> {
  const key = await loadSigningKey({ seed: sim.snapshot().seed });
  return new SignJWT({ ...decodeJwt(tokens[host]), ...changes })
    .setProtectedHeader({ typ: 'JWT', alg: 'RS256', kid: key.kid })
    .sign(key.privateKey);
}

const hosts = fc.constantFrom<Host>('vault', 'resourceManager');

describe('a token', () => {
  it('that is whole is let in', async () => {
    expect((await show('vault', tokens.vault)).status).toBe(200);
    expect((await show('resourceManager', tokens.resourceManager)).status).toBe(200);
    expect((await show('resourceManager', await signed('resourceManager', {}))).status).toBe(200);
  });

  it('that names another algorithm of the same key is refused, not thrown at', async () => {
    const [, claims, signature] = tokens.vault.split('.');
    const header = Buffer.from('{"typ":"JWT","alg":"PS256"}').toString('base64url');
    expect((await show('vault', [header, claims, signature].join('.'))).status).toBe(401);
  });

  it('with any bit of any part turned is refused', async () => {
    await fc.assert(
      fc.asyncProperty(hosts, fc.nat(2), fc.nat(), async (host, part, bit) => {
        const parts = tokens[host].split('.');
        const bytes = Buffer.from(parts[part]!, 'base64url');
        const at = bit % (bytes.length * 8);
        bytes[at >> 3]! ^= 1 << (at & 7);
        parts[part] = bytes.toString('base64url');
        expect((await show(host, parts.join('.'))).status).toBe(401);
      }),
      { numRuns: 300 },
    );
  });

  it('with parts left out, doubled or mixed up is refused', async () => {
    await fc.assert(
      fc.asyncProperty(hosts, fc.array(fc.nat(2), { maxLength: 5 }), async (host, order) => {
        fc.pre(order.join() !== '0,1,2');
        const parts = tokens[host].split('.');
        const mixed = order.map((part) => parts[part]).join('.');
        expect((await show(host, mixed)).status).toBe(401);
      }),
      { numRuns: 200 },
    );
  });

  it('whose time is over or to come is refused, however far', async () => {
    await fc.assert(
      fc.asyncProperty(
        hosts,
        fc.integer({ min: 1, max: 1e6 }),
        fc.boolean(),
        async (host, s, late) => {
          const now = Math.floor(Date.now() / 1000);
          const changes = late ? { exp: now - s } : { nbf: now + HOUR_S + s, exp: now + 2e6 };
          expect((await show(host, await signed(host, changes))).status).toBe(401);
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('a vault refuses, in its words,', () => {
  const OTHER = '11111111-2222-4333-8444-555555555555';
  it('another issuer', async () => {
    const expected = `AKV10032: Invalid issuer. Expected one of https://sts.windows.net/${sim.tenantId}/, found `;
    const foreign = await signed('vault', { tid: OTHER, iss: `https://sts.windows.net/${OTHER}/` });
    expect(await show('vault', foreign)).toEqual({
      status: 401,
      message: `${expected}https://sts.windows.net/${OTHER}/.`,
      evidence: 'reported',
    });
    // The tenant of the vault, as an issuer that is not its own says it.
    const lying = await signed('vault', { iss: `https://sts.windows.net/${OTHER}/` });
    expect((await show('vault', lying)).message).toMatch(/^AKV10032: Invalid issuer\./);
  });

  it('another audience', async () => {
    expect(
      await show('vault', await signed('vault', { aud: 'https://graph.microsoft.com' })),
    ).toEqual({
      status: 401,
      message:
        'AKV10022: Invalid audience. Expected https://vault.azure.net, found: https://graph.microsoft.com.',
      evidence: 'reported',
    });
  });

  it('what is expired or not yet valid', async () => {
    expect(await show('vault', await signed('vault', { exp: 1 }))).toEqual({
      status: 401,
      message: 'The token is expired (simulator wording)',
      evidence: 'assumed',
    });
    expect((await show('vault', await signed('vault', { nbf: 4e9, exp: 5e9 }))).message).toBe(
      'The token is not valid yet (simulator wording)',
    );
  });
});
