/** What differs between the api-versions of Key Vault, data plane and management plane. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Simulator } from '../../src/index.ts';
import { isSince } from '../../src/data-plane/keyvault/api-version.ts';
import { vaultOperations } from '../../src/data-plane/keyvault/operations.ts';
import { allKeys, GROUP, makeVault, management, scene, send, vaultUrl } from './scene.ts';

const HOST = 'https://kv-one.vault.azure.net';
const at = (path: string, version: string): string => `${HOST}${path}?api-version=${version}`;

/** By version, oldest first: what the attributes of a key have beside those that every version shows. */
const VERSIONS = {
  '2016-10-01': [],
  '7.0-preview': [],
  '7.0': [],
  '7.1-preview': ['recoverableDays'],
  '7.1': ['recoverableDays'],
  '7.2-preview': ['recoverableDays'],
  '7.2': ['recoverableDays'],
  '7.3-preview': ['exportable', 'recoverableDays'],
  '7.3': ['exportable', 'recoverableDays'],
  '7.4-preview.1': ['exportable', 'recoverableDays'],
  '7.4': ['exportable', 'recoverableDays'],
  '7.5-preview.1': ['exportable', 'hsmPlatform', 'recoverableDays'],
  '7.5': ['exportable', 'hsmPlatform', 'recoverableDays'],
  '7.6-preview.1': ['exportable', 'hsmPlatform', 'recoverableDays'],
  '7.6-preview.2': ['exportable', 'hsmPlatform', 'recoverableDays'],
  '7.6': ['exportable', 'hsmPlatform', 'recoverableDays'],
  '2025-06-01-preview': ['exportable', 'hsmPlatform', 'recoverableDays'],
  '2025-07-01': ['exportable', 'hsmPlatform', 'recoverableDays'],
  '2026-01-01-preview': ['exportable', 'hsmPlatform', 'recoverableDays'],
  '2026-04-01': ['exportable', 'hsmPlatform', 'recoverableDays'],
} as const;
const ALWAYS = ['created', 'enabled', 'recoveryLevel', 'updated'];
/** Every operation that is not in all versions, and the first that has it. */
const NEWER = [
  ['POST', '/keys/k/rotate', 'RotateKey', '7.3'],
  ['POST', '/rng', 'GetRandomBytes', '7.3'],
  ['GET', '/keys/k/rotationpolicy', 'GetKeyRotationPolicy', '7.3'],
  ['PUT', '/keys/k/rotationpolicy', 'UpdateKeyRotationPolicy', '7.3'],
  ['POST', '/keys/k/0123456789abcdef0123456789abcdef/release', 'Release', '7.3'],
  ['GET', '/keys/k/0123456789abcdef0123456789abcdef/attestation', 'GetKeyAttestation', '7.6'],
] as const;

async function withKey(options: Parameters<typeof scene>[0] = {}): Promise<Simulator> {
  const sim = await scene(options);
  const owner = allKeys(sim);
  await makeVault(sim, 'kv-one', {
    accessPolicies: [{ ...owner, permissions: { keys: ['all'], secrets: ['all'] } }],
  });
  await send(sim, 'POST', at('/keys/k/create', '7.5'), { kty: 'RSA' });
  await send(sim, 'PUT', at('/secrets/s', '7.5'), { value: 'sim-value' });
  return sim;
}

describe('a vault', () => {
  it.each(Object.entries(VERSIONS))('at %s shows a key with %j', async (version, more) => {
    const sim = await withKey();
    const { status, body } = await send(sim, 'GET', at('/keys/k', version));
    expect(status).toBe(200);
    expect(Object.keys(body.attributes).toSorted()).toEqual([...ALWAYS, ...more].toSorted());
    const { body: list } = await send(sim, 'GET', at('/keys', version));
    expect(Object.keys(list.value[0].attributes)).toEqual(Object.keys(body.attributes));
    const { body: secret } = await send(sim, 'GET', at('/secrets/s', version));
    const shared = [...more].filter((name) => name === 'recoverableDays');
    expect(Object.keys(secret.attributes).toSorted()).toEqual([...ALWAYS, ...shared].toSorted());
    const ofVault = sim.ledger.entries().filter(({ url }) => url.startsWith(HOST));
    expect(ofVault.some(({ note }) => note?.includes('api-version'))).toBe(false);
  });

  it('has every operation in all versions but these', () => {
    const names = vaultOperations
      .filter(({ since }) => since !== undefined)
      .map(({ name }) => name.toLowerCase());
    expect(new Set(names)).toEqual(new Set(NEWER.map(([, , name]) => name.toLowerCase())));
  });

  it.each(NEWER)('has %s %s (%s) from %4$s on', async (method, path, name, since) => {
    const sim = await withKey();
    const versions = Object.keys(VERSIONS);
    const first = versions.findIndex((version) => version.startsWith(since));
    for (const [index, version] of versions.entries()) {
      const { status, body } = await send(
        sim,
        method,
        at(path, version),
        method === 'GET' ? undefined : {},
      );
      const refusal = body?.error?.message ?? '';
      const words = new RegExp(
        `^${name} needs api-version ${since} or later, the request has ${version} \\(simulator wording\\)$`,
        'i',
      );
      if (index >= first) expect(refusal, version).not.toMatch(words);
      else expect([status, refusal], version).toEqual([400, expect.stringMatching(words)]);
    }
  });

  it('knows the format that a secret is asked for in from 2025-07-01 on', async () => {
    const sim = await withKey();
    const ask = (version: string, format: string) =>
      send(sim, 'GET', `${at('/secrets/s', version)}&outContentType=${encodeURIComponent(format)}`);
    expect((await ask('7.6', 'text/plain')).status).toBe(200);
    expect((await ask('2025-07-01', 'application/x-pem-file')).body.value).toBe('sim-value');
    expect(await ask('2025-07-01', 'text/plain')).toMatchObject({
      status: 400,
      body: { error: { code: 'BadParameter', message: expect.stringContaining('text/plain') } },
    });
  });

  it('serves a version between two known ones as the one before, and the ledger says so', async () => {
    const sim = await withKey();
    for (const [version, nearest] of [
      ['7.4-preview.3', '7.4-preview.1'],
      ['2026-03-15', '2026-01-01-preview'],
      ['2025-07-02-preview', '2025-07-01'],
    ] as const) {
      sim.ledger.clear();
      expect((await send(sim, 'GET', at('/keys/k', version))).status).toBe(200);
      expect(sim.ledger.entries()[0]?.note).toBe(
        `api-version ${version} of vaults is not known; served as ${nearest}`,
      );
    }
  });

  it.each(['7.7', '8.0', '6.0', '2015-06-01', '2024-13-01', '2026-04-02', '2027-01-01', 'latest'])(
    'refuses %s',
    async (version) => {
      const sim = await withKey();
      expect(await send(sim, 'GET', at('/keys/k', version))).toMatchObject({
        status: 400,
        body: {
          error: {
            code: 'BadParameter',
            message: `The api-version '${version}' is not supported (simulator wording)`,
          },
        },
      });
    },
  );

  it('takes none but known ones when it is told to be strict', async () => {
    const sim = await withKey({ apiVersions: 'strict' });
    for (const version of Object.keys(VERSIONS)) {
      expect((await send(sim, 'GET', at('/keys/k', version))).status, version).toBe(200);
    }
    expect((await send(sim, 'GET', at('/keys/k', '2026-03-15'))).status).toBe(400);
  });

  it('puts its versions in one order', () => {
    const order = ['2016-10-01', '7.0', '7.1', '7.2', '7.3', '7.4', '7.5', '7.6', '2025-07-01'];
    const index = fc.nat({ max: order.length - 1 });
    const preview = fc.constantFrom('', '-preview', '-preview.1', '-preview.2');
    fc.assert(
      fc.property(index, index, preview, (version, first, suffix) => {
        expect(isSince(`${order[version]}${suffix}`, order[first] ?? '')).toBe(version >= first);
      }),
    );
  });
});

describe('Microsoft.KeyVault/vaults', () => {
  const VERSIONS_OF_ARM = [
    '2015-06-01',
    '2016-10-01',
    '2018-02-14',
    '2019-09-01',
    '2021-10-01',
    '2022-07-01',
    '2022-11-01',
    '2023-02-01',
    '2023-07-01',
    '2024-11-01',
    '2025-05-01',
    '2026-02-01',
  ];
  const body = (sim: Simulator, properties: object = {}) => ({
    location: 'westeurope',
    properties: {
      tenantId: sim.tenantId,
      sku: { family: 'A', name: 'standard' },
      accessPolicies: [],
      ...properties,
    },
  });

  it.each(VERSIONS_OF_ARM)('at %s is made, read and listed', async (version) => {
    const sim = await scene();
    const made = await send(sim, 'PUT', vaultUrl(sim, 'kv-one', version), body(sim));
    expect(made.status).toBe(200);
    const { body: read } = await send(sim, 'GET', vaultUrl(sim, 'kv-one', version));
    expect(read.properties.enableRbacAuthorization).toBe(
      version >= '2026-02-01' ? true : undefined,
    );
    expect('publicNetworkAccess' in read.properties).toBe(version >= '2021-06-01');
    const { body: list } = await send(
      sim,
      'GET',
      vaultUrl(sim, '', version).replace('/vaults/?', '/vaults?'),
    );
    expect(list.value).toHaveLength(1);
  });

  it('goes by roles when it was made at 2026-02-01 without a word, and no update makes it', async () => {
    const sim = await scene();
    await send(sim, 'PUT', vaultUrl(sim, 'kv-old', '2025-05-01'), body(sim));
    await send(sim, 'PUT', vaultUrl(sim, 'kv-old', '2026-02-01'), body(sim));
    const old = await management(sim).vaults.get(GROUP, 'kv-old');
    expect(old.properties.enableRbacAuthorization).toBeUndefined();
    const withWord = body(sim, { enableRbacAuthorization: false });
    await send(sim, 'PUT', vaultUrl(sim, 'kv-said', '2026-02-01'), withWord);
    const said = await management(sim).vaults.get(GROUP, 'kv-said');
    expect(said.properties.enableRbacAuthorization).toBe(false);
  });

  it('refuses a version outside in the words of Resource Manager', async () => {
    const sim = await scene();
    const { status, body: refused } = await send(sim, 'GET', vaultUrl(sim, 'kv-one', '2031-01-01'));
    expect(status).toBe(400);
    expect(refused.error.code).toBe('NoRegisteredProviderFound');
    expect(refused.error.message).toMatch(
      /^No registered resource provider found for location '[a-z0-9]+' and API version '2031-01-01' for type 'vaults'\. The supported api-versions are '2026-02-01, 2025-05-01, /,
    );
  });
});
