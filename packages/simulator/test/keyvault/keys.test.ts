import { describe, expect, it } from 'vitest';
import { createSimulator, type Simulator } from '../../src/index.ts';
import { keyClient, makeVault, management, GROUP, scene, send } from './scene.ts';

const url = (path: string, version = '2025-07-01'): string =>
  `https://kv-one.vault.azure.net${path}${path.includes('?') ? '&' : '?'}api-version=${version}`;

async function vaultScene(
  properties: Parameters<typeof makeVault>[2] = {},
  options: Parameters<typeof scene>[0] = {},
): Promise<Simulator> {
  const sim = await scene(options);
  await makeVault(sim, 'kv-one', properties);
  return sim;
}

const CREATED = Date.parse('2026-03-01T10:00:00Z') / 1000;

describe('keys', () => {
  it('are created as Azure tells it', async () => {
    const sim = await vaultScene({ softDeleteRetentionInDays: 7 });
    const { status, body } = await send(sim, 'POST', url('/keys/cmk/create'), { kty: 'RSA' });
    expect(status).toBe(200);
    expect(body).toEqual({
      key: {
        kid: expect.stringMatching(
          /^https:\/\/kv-one\.vault\.azure\.net\/keys\/cmk\/[0-9a-f]{32}$/,
        ),
        kty: 'RSA',
        key_ops: ['encrypt', 'decrypt', 'sign', 'verify', 'wrapKey', 'unwrapKey'],
        n: expect.stringMatching(/^[\w-]{342}$/),
        e: 'AQAB',
      },
      attributes: {
        enabled: true,
        created: CREATED,
        updated: CREATED,
        recoveryLevel: 'CustomizedRecoverable+Purgeable',
        recoverableDays: 7,
        exportable: false,
        hsmPlatform: '0',
      },
    });
  });

  it.each([
    ['7.0', ['created', 'enabled', 'recoveryLevel', 'updated']],
    ['7.2', ['created', 'enabled', 'recoverableDays', 'recoveryLevel', 'updated']],
    ['7.4', ['created', 'enabled', 'exportable', 'recoverableDays', 'recoveryLevel', 'updated']],
    [
      '7.5-preview.1',
      [
        'created',
        'enabled',
        'exportable',
        'hsmPlatform',
        'recoverableDays',
        'recoveryLevel',
        'updated',
      ],
    ],
    [
      '2026-04-01',
      [
        'created',
        'enabled',
        'exportable',
        'hsmPlatform',
        'recoverableDays',
        'recoveryLevel',
        'updated',
      ],
    ],
  ])('show in api-version %s the attributes %j', async (version, expected) => {
    const sim = await vaultScene();
    const { body } = await send(sim, 'POST', url('/keys/cmk/create', version), { kty: 'RSA' });
    expect(Object.keys(body.attributes).sort()).toEqual(expected);
  });

  it.each([
    [{}, 'Recoverable+Purgeable'],
    [{ enablePurgeProtection: true }, 'Recoverable'],
    [{ softDeleteRetentionInDays: 30 }, 'CustomizedRecoverable+Purgeable'],
    [{ softDeleteRetentionInDays: 30, enablePurgeProtection: true }, 'CustomizedRecoverable'],
  ])('of a vault with %j have the recovery level %s', async (properties, level) => {
    const sim = await vaultScene(properties);
    const key = await keyClient(sim).createRsaKey('cmk');
    expect(key.properties.recoveryLevel).toBe(level);
  });

  it.each([2048, 3072, 4096])('have %i bits', async (keySize) => {
    const sim = await vaultScene();
    const key = await keyClient(sim).createRsaKey('cmk', { keySize });
    expect(key.key?.n?.length).toBe(keySize / 8);
  });

  it('are read by version or as the latest, whatever the case of their name', async () => {
    const sim = await vaultScene();
    const client = keyClient(sim);
    const first = await client.createRsaKey('cmk', { tags: { round: '1' } });
    const second = await client.createRsaKey('CMK');
    expect(second.id).not.toBe(first.id);
    expect(second.key?.n).not.toEqual(first.key?.n);
    expect((await client.getKey('Cmk')).properties.version).toBe(second.properties.version);
    const { version = '' } = first.properties;
    const old = await client.getKey('cmk', { version });
    expect(old.key).toEqual(first.key);
    expect(old.properties.tags).toEqual({ round: '1' });
  });

  it('keep attributes, operations and tags, and change them', async () => {
    const sim = await vaultScene();
    const client = keyClient(sim);
    const expiresOn = new Date('2027-03-01T00:00:00Z');
    const notBefore = new Date('2026-04-01T00:00:00Z');
    const key = await client.createRsaKey('cmk', {
      keyOps: ['wrapKey', 'unwrapKey'],
      enabled: false,
      notBefore,
      expiresOn,
      tags: { a: '1' },
    });
    expect(key).toMatchObject({
      keyOperations: ['wrapKey', 'unwrapKey'],
      properties: { enabled: false, notBefore, expiresOn, tags: { a: '1' } },
    });
    await sim.clock.advance({ minutes: 1 });
    const { version = '' } = key.properties;
    const changed = await client.updateKeyProperties('cmk', version, {
      enabled: true,
      tags: { b: '2' },
    });
    expect(changed).toMatchObject({
      keyOperations: ['wrapKey', 'unwrapKey'],
      properties: { enabled: true, notBefore, expiresOn, tags: { b: '2' } },
    });
    expect(changed.properties.updatedOn).toEqual(new Date('2026-03-01T10:01:00Z'));
    expect(changed.properties.createdOn).toEqual(new Date('2026-03-01T10:00:00Z'));
  });

  it('are listed a page at a time, with the port that Azure writes', async () => {
    const sim = await vaultScene();
    const client = keyClient(sim);
    const names = Array.from({ length: 30 }, (_, index) => `k${String(index).padStart(2, '0')}`);
    for (const name of names) await client.createRsaKey(name);
    const listed = [];
    for await (const key of client.listPropertiesOfKeys()) listed.push(key.name);
    expect(listed).toEqual(names);
    const one = await send(sim, 'GET', url('/keys?maxresults=1'));
    expect(one.body.value).toEqual([
      { kid: 'https://kv-one.vault.azure.net/keys/k00', attributes: expect.anything() },
    ]);
    expect(one.body.nextLink).toMatch(
      /^https:\/\/kv-one\.vault\.azure\.net:443\/keys\?api-version=2025-07-01&\$skiptoken=[^&]+&maxresults=1$/,
    );
    const two = await send(sim, 'GET', one.body.nextLink);
    expect(two.body.value[0].kid).toBe('https://kv-one.vault.azure.net/keys/k01');
    const first = await send(sim, 'GET', url('/keys'));
    expect(first.body.value).toHaveLength(25);
    const last = await send(sim, 'GET', first.body.nextLink);
    expect([last.body.value.length, last.body.nextLink]).toEqual([5, null]);
  });

  it('list their versions', async () => {
    const sim = await vaultScene();
    const client = keyClient(sim);
    const made = [];
    for (let round = 0; round < 3; round += 1) {
      made.push((await client.createRsaKey('cmk')).properties.version);
    }
    await client.createRsaKey('cmk-two');
    const listed = [];
    for await (const key of client.listPropertiesOfKeyVersions('cmk')) listed.push(key.version);
    expect(listed).toHaveLength(3);
    expect(new Set(listed)).toEqual(new Set(made));
  });

  it('are made by hardware in a premium vault only', async () => {
    const sim = await vaultScene();
    await expect(keyClient(sim).createRsaKey('cmk', { hsm: true })).rejects.toMatchObject({
      statusCode: 400,
      code: 'BadParameter',
      message: 'Hardware key operation not allowed on standard vault',
    });
    await management(sim).vaults.update(GROUP, 'kv-one', {
      properties: { sku: { family: 'A', name: 'premium' } },
    });
    const key = await keyClient(sim).createRsaKey('cmk', { hsm: true });
    expect(key).toMatchObject({ keyType: 'RSA-HSM', properties: { hsmPlatform: '1' } });
    const wrapper = await keyClient(sim).createRsaKey('kek', { hsm: true, keyOps: ['import'] });
    expect(wrapper.properties.expiresOn).toEqual(new Date('2026-03-03T10:00:00Z'));
  });

  it('are generated in full when asked for, and survive snapshots', async () => {
    const sim = await vaultScene({}, { keys: 'generate' });
    const key = await keyClient(sim).createRsaKey('cmk');
    const copy = createSimulator();
    copy.restore(JSON.parse(JSON.stringify(sim.snapshot())));
    expect((await keyClient(copy).getKey('cmk')).key).toEqual(key.key);
  });
});

describe('a key is refused', () => {
  it.each([
    [{}, 400, 'BadParameter', 'Property  has invalid value\r\n'],
    [{ kty: 'DSA' }, 400, 'BadParameter', 'Property  has invalid value\r\n'],
    [
      { kty: 'RSA', key_size: 1024 },
      400,
      'BadParameter',
      'Unsupported key size (1024). Supported sizes are [2048, 3072, 4096] (simulator wording)',
    ],
    [
      { kty: 'EC', key_size: 4096 },
      400,
      'BadParameter',
      'Unsupported key size (4096). Supported sizes are [256, 384, 521]',
    ],
    [{ kty: 'oct' }, 400, 'BadParameter', 'Invalid kty value: oct'],
    [{ kty: 'oct-HSM' }, 400, 'BadParameter', 'Invalid kty value: oct-HSM'],
    [{ kty: 'RSA', key_ops: ['wrap'] }, 400, 'BadParameter', 'Property  has invalid value\r\n'],
    [
      { kty: 'RSA', attributes: { enabled: 'yes' } },
      400,
      'BadParameter',
      'Property  has invalid value\r\n',
    ],
    [
      { kty: 'RSA', attributes: { nbf: 20, exp: 20 } },
      400,
      'BadParameter',
      'The attribute exp (20) must be later than nbf (20) (simulator wording)',
    ],
    [
      { kty: 'RSA', attributes: { exportable: true } },
      400,
      'BadParameter',
      'AKV.SKR.1004: Exportable keys must have release policy.',
    ],
    [
      { kty: 'RSA', release_policy: {} },
      400,
      'BadParameter',
      'AKV.SKR.1005: Non-exportable keys must not have release policy.',
    ],
    [
      { kty: 'RSA', public_exponent: 3 },
      501,
      'NotSimulated',
      'public_exponent 3 is not simulated (simulator wording)',
    ],
    [
      { kty: 'RSA', tags: Object.fromEntries(Array.from({ length: 16 }, (_, i) => [`t${i}`, ''])) },
      400,
      'BadParameter',
      'A key has at most 15 tags, not 16 (simulator wording)',
    ],
    [
      { kty: 'RSA', tags: { long: 'x'.repeat(257) } },
      400,
      'BadParameter',
      "The tag 'long' has a name or value of more than 256 characters (simulator wording)",
    ],
  ])('with the body %j', async (body, status, code, message) => {
    const sim = await vaultScene();
    const answer = await send(sim, 'POST', url('/keys/cmk/create'), body);
    expect(answer).toMatchObject({ status, body: { error: { code, message } } });
    expect((await send(sim, 'GET', url('/keys/cmk'))).status).toBe(404);
  });

  it.each([
    ['POST', '/keys//create', 400, 'BadParameter', 'Operation not specified'],
    [
      'POST',
      '/keys/my_key/create',
      400,
      'BadParameter',
      'The request URI contains an invalid name: my_key',
    ],
    ['PUT', '/keys', 405, 'MethodNotAllowed', 'HTTP PUT not allowed'],
    [
      'GET',
      '/keys/none',
      404,
      'KeyNotFound',
      'A key with (name/id) none was not found in this key vault. If you recently deleted this key you may be able to recover it using the correct recovery command. For help resolving this issue, please see https://go.microsoft.com/fwlink/?linkid=2125182',
    ],
    ['GET', '/deletedkeys/none', 404, 'KeyNotFound', 'Deleted Key not found: none'],
    [
      'GET',
      '/keys?maxresults=0',
      400,
      'BadParameter',
      "The query parameter maxresults must be a whole number from 1 to 25, not '0' (simulator wording)",
    ],
    [
      'GET',
      '/keys?maxresults=26',
      400,
      'BadParameter',
      "The query parameter maxresults must be a whole number from 1 to 25, not '26' (simulator wording)",
    ],
    [
      'GET',
      '/keys?%24skiptoken=abc',
      400,
      'BadParameter',
      'The query parameter $skiptoken has an invalid value (simulator wording)',
    ],
    [
      'POST',
      '/rng',
      400,
      'BadParameter',
      'GetRandomBytes is an operation of a managed HSM; a vault does not have it (simulator wording)',
    ],
    [
      'GET',
      '/keys/cmk/0/attestation',
      400,
      'BadParameter',
      'GetKeyAttestation is an operation of a managed HSM; a vault does not have it (simulator wording)',
    ],
    [
      'GET',
      '/certificates/db',
      501,
      'NotSimulated',
      'the vault operation GET /certificates is not simulated (simulator wording)',
    ],
  ])('%s %s', async (method, path, status, code, message) => {
    const sim = await vaultScene();
    const answer = await send(sim, method, url(path), method === 'GET' ? undefined : {});
    expect(answer).toMatchObject({ status, body: { error: { code, message } } });
  });

  it.each([
    ['', 'The query parameter api-version is required (simulator wording)'],
    ['7.9', "The api-version '7.9' is not supported (simulator wording)"],
    ['latest', "The api-version 'latest' is not supported (simulator wording)"],
    ['2026-13-01', "The api-version '2026-13-01' is not supported (simulator wording)"],
    ['2027-01-01', "The api-version '2027-01-01' is not supported (simulator wording)"],
  ])('with the api-version %j', async (version, message) => {
    const sim = await vaultScene();
    const answer = await send(sim, 'GET', url('/keys', version));
    expect(answer).toMatchObject({
      status: 400,
      body: { error: { code: 'BadParameter', message } },
    });
  });

  it('by a body that is no JSON object', async () => {
    const sim = await vaultScene();
    const answer = await send(sim, 'POST', url('/keys/cmk/create'), ['RSA']);
    expect(answer).toMatchObject({ status: 400, body: { error: { code: 'BadParameter' } } });
  });
});

describe('deleted keys', () => {
  it('are kept, recovered with every version, and purged', async () => {
    const sim = await vaultScene({ softDeleteRetentionInDays: 7 });
    const client = keyClient(sim);
    const first = await client.createRsaKey('cmk');
    const second = await client.createRsaKey('cmk', { tags: { a: '1' } });
    const deleted = await send(sim, 'DELETE', url('/keys/cmk'));
    expect(deleted.body).toMatchObject({
      recoveryId: 'https://kv-one.vault.azure.net/deletedkeys/cmk',
      deletedDate: CREATED,
      scheduledPurgeDate: CREATED + 7 * 86_400,
      key: { kid: second.id },
      tags: { a: '1' },
    });
    await expect(client.getKey('cmk')).rejects.toMatchObject({ code: 'KeyNotFound' });
    const again = await send(sim, 'DELETE', url('/keys/cmk'));
    expect(again).toMatchObject({ status: 404, body: { error: { code: 'KeyNotFound' } } });
    await expect(client.createRsaKey('cmk')).rejects.toMatchObject({
      statusCode: 409,
      code: 'Conflict',
      message:
        'Key cmk is currently in a deleted but recoverable state, and its name cannot be reused; in this state, the key can only be recovered or purged.',
      details: { error: { innerError: { code: 'ObjectIsDeletedButRecoverable' } } },
    });
    const listed = [];
    for await (const key of client.listDeletedKeys()) listed.push(key.name);
    expect(listed).toEqual(['cmk']);

    const poller = await client.beginRecoverDeletedKey('cmk', { intervalInMs: 1 });
    expect((await poller.pollUntilDone()).id).toBe(second.id);
    const { version = '' } = first.properties;
    expect((await client.getKey('cmk', { version })).key).toEqual(first.key);
    const live = await send(sim, 'POST', url('/deletedkeys/cmk/recover'));
    expect(live).toMatchObject({
      status: 400,
      body: {
        error: {
          code: 'MethodNotAllowed',
          message: 'Key exists already: cmk (simulator wording)',
          innererror: { code: 'RequestNotAllowedOnNonDeletedObject' },
        },
      },
    });
    const none = await send(sim, 'POST', url('/deletedkeys/none/recover'));
    expect(none).toMatchObject({ status: 404, body: { error: { code: 'KeyNotFound' } } });
    expect(none.body.error.message).toContain('was not found in this key vault');

    await (await client.beginDeleteKey('cmk', { intervalInMs: 1 })).pollUntilDone();
    const purged = await send(sim, 'DELETE', url('/deletedkeys/cmk'));
    expect([purged.status, purged.body]).toEqual([204, undefined]);
    await expect(client.getDeletedKey('cmk')).rejects.toMatchObject({
      statusCode: 404,
      message: 'Deleted Key not found: cmk',
    });
    const fresh = await client.createRsaKey('cmk');
    await expect(client.getKey('cmk', { version })).rejects.toMatchObject({ code: 'KeyNotFound' });
    expect(fresh.properties.version).not.toBe(second.properties.version);
  });

  it('are purged at the end of the retention, and not before', async () => {
    const sim = await vaultScene({ softDeleteRetentionInDays: 7 });
    const client = keyClient(sim);
    await client.createRsaKey('cmk');
    await (await client.beginDeleteKey('cmk', { intervalInMs: 1 })).pollUntilDone();
    await sim.clock.advance({ days: 6, hours: 23 });
    expect((await client.getDeletedKey('cmk')).name).toBe('cmk');
    await sim.clock.advance({ hours: 1 });
    await expect(client.getDeletedKey('cmk')).rejects.toMatchObject({ code: 'KeyNotFound' });
    await client.createRsaKey('cmk');
  });

  it('are not purged by the retention of an earlier deletion', async () => {
    const sim = await vaultScene({ softDeleteRetentionInDays: 7 });
    const client = keyClient(sim);
    await client.createRsaKey('cmk');
    const remove = async (): Promise<void> => {
      await (await client.beginDeleteKey('cmk', { intervalInMs: 1 })).pollUntilDone();
    };
    await remove();
    await sim.clock.advance({ days: 3 });
    await (await client.beginRecoverDeletedKey('cmk', { intervalInMs: 1 })).pollUntilDone();
    await sim.clock.advance({ days: 3 });
    await remove();
    await sim.clock.advance({ days: 2 });
    expect((await client.getDeletedKey('cmk')).name).toBe('cmk');
    await sim.clock.advance({ days: 5 });
    await expect(client.getDeletedKey('cmk')).rejects.toMatchObject({ code: 'KeyNotFound' });
  });

  it('cannot be purged under purge protection', async () => {
    const sim = await vaultScene({ enablePurgeProtection: true });
    const client = keyClient(sim);
    await client.createRsaKey('cmk');
    await (await client.beginDeleteKey('cmk', { intervalInMs: 1 })).pollUntilDone();
    await expect(client.purgeDeletedKey('cmk')).rejects.toMatchObject({
      statusCode: 403,
      code: 'Forbidden',
      message:
        'Operation "purge" is not allowed because purge protection is enabled for this vault. Key Vault service will automatically purge it after the retention period has passed. Vault: kv-one;location=westeurope',
    });
    expect((await client.getDeletedKey('cmk')).name).toBe('cmk');
  });

  it('take a while to be found when the latency is realistic', async () => {
    const instant = await vaultScene();
    const sim = createSimulator({ latency: 'realistic', timeWarp: false });
    sim.restore(instant.snapshot());
    const client = keyClient(sim);
    await client.createRsaKey('cmk');
    expect((await send(sim, 'DELETE', url('/keys/cmk'))).status).toBe(200);
    await expect(client.getDeletedKey('cmk')).rejects.toMatchObject({
      statusCode: 404,
      message: 'Deleted Key not found: cmk',
    });
    expect((await send(sim, 'GET', url('/deletedkeys'))).body.value).toEqual([]);
    const conflicts = [
      [
        'POST',
        '/keys/cmk/create',
        'Key cmk is currently being deleted and cannot be re-created; retry later.',
      ],
      ['DELETE', '/deletedkeys/cmk', 'Key is currently being deleted.'],
      ['POST', '/deletedkeys/cmk/recover', 'Key cmk is currently being deleted.'],
    ] as const;
    for (const [method, path, message] of conflicts) {
      expect(await send(sim, method, url(path), { kty: 'RSA' })).toMatchObject({
        status: 409,
        body: {
          error: { code: 'Conflict', message, innererror: { code: 'ObjectIsBeingDeleted' } },
        },
      });
    }
    await sim.clock.advance({ seconds: 8 });
    expect((await client.getDeletedKey('cmk')).name).toBe('cmk');
    expect((await send(sim, 'POST', url('/deletedkeys/cmk/recover'))).status).toBe(200);
    await expect(client.getKey('cmk')).rejects.toMatchObject({ code: 'KeyNotFound' });
    expect((await send(sim, 'GET', url('/keys'))).body.value).toEqual([]);
    await sim.clock.advance({ seconds: 8 });
    expect((await client.getKey('cmk')).name).toBe('cmk');
  });

  it('are waited for by the SDK client under time-warp', async () => {
    const sim = await scene({ latency: 'realistic' });
    await makeVault(sim);
    const client = keyClient(sim);
    await client.createRsaKey('cmk');
    const began = sim.clock.now();
    await (await client.beginDeleteKey('cmk', { intervalInMs: 1 })).pollUntilDone();
    expect(sim.clock.now() - began).toBe(8_000);
    await (await client.beginRecoverDeletedKey('cmk', { intervalInMs: 1 })).pollUntilDone();
    expect(sim.clock.now() - began).toBe(16_000);
    expect((await client.getKey('cmk')).name).toBe('cmk');
  });
});

describe('answers of a vault', () => {
  it('carry the headers that Azure sends', async () => {
    const sim = await vaultScene();
    const { headers } = await send(sim, 'GET', url('/keys'));
    expect(Object.fromEntries(headers)).toMatchObject({
      'cache-control': 'no-cache',
      'content-type': 'application/json; charset=utf-8',
      expires: '-1',
      pragma: 'no-cache',
      'strict-transport-security': 'max-age=31536000;includeSubDomains',
      'x-content-type-options': 'nosniff',
      'x-ms-keyvault-network-info': 'conn_type=Ipv4;addr=203.0.113.1;act_addr_fam=InterNetwork;',
      'x-ms-keyvault-region': 'westeurope',
      'x-ms-keyvault-service-version': expect.stringMatching(/^1\.9\./),
      'x-ms-request-id': expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
  });

  it('are told in the ledger', async () => {
    const sim = await vaultScene();
    sim.ledger.clear();
    await send(sim, 'GET', url('/keys/none'));
    expect(sim.ledger.entries()).toMatchObject([
      { method: 'GET', status: 404, code: 'KeyNotFound', evidence: 'recorded' },
    ]);
    sim.ledger.clear();
    await send(sim, 'POST', url('/keys/cmk/create'), { kty: 'RSA' });
    expect(sim.ledger.entries()).toMatchObject([
      { status: 200, note: expect.stringContaining('it protects nothing outside a simulator') },
    ]);
  });
});
