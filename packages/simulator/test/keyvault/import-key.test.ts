import { constants, generateKeyPairSync, type JsonWebKey, publicEncrypt } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { bankKey, privateJwkOf } from '../../src/crypto/rsa.ts';
import { createSimulator } from '../../src/index.ts';
import { cryptography, keyClient, makeVault, scene, send } from './scene.ts';

const URL_OF_KEY = 'https://kv-one.vault.azure.net/keys/cmk?api-version=7.5';

async function vaultScene(sku: 'standard' | 'premium' = 'standard') {
  const sim = await scene();
  await makeVault(sim, 'kv-one', { sku: { family: 'A', name: sku } });
  return sim;
}

const rsa = (): JsonWebKey => ({ ...privateJwkOf(bankKey(2048, 3)) });

const ec = (namedCurve = 'P-256'): JsonWebKey =>
  generateKeyPairSync('ec', { namedCurve }).privateKey.export({ format: 'jwk' });

const bytes = (text: string | undefined): Buffer => Buffer.from(text ?? '', 'base64url');

describe('a key is imported', () => {
  it('as recorded: RSA, with everything that RSA keys do and no private member', async () => {
    const sim = await vaultScene();
    const jwk = rsa();
    const { status, body } = await send(sim, 'PUT', URL_OF_KEY, {
      Hsm: false,
      key: jwk,
      attributes: { enabled: true },
    });
    expect(status).toBe(200);
    expect(body).toEqual({
      key: {
        kid: expect.stringMatching(
          /^https:\/\/kv-one\.vault\.azure\.net\/keys\/cmk\/[0-9a-f]{32}$/,
        ),
        kty: 'RSA',
        key_ops: ['encrypt', 'decrypt', 'sign', 'verify', 'wrapKey', 'unwrapKey'],
        n: jwk.n,
        e: 'AQAB',
      },
      attributes: {
        enabled: true,
        created: 1772359200,
        updated: 1772359200,
        recoveryLevel: 'Recoverable+Purgeable',
        recoverableDays: 90,
        exportable: false,
        hsmPlatform: '0',
      },
    });
    expect((await send(sim, 'GET', URL_OF_KEY)).body).toEqual(body);
  });

  it('as recorded: EC, to sign and verify', async () => {
    const sim = await vaultScene();
    const { d, ...shown } = ec('P-521');
    const { status, body } = await send(sim, 'PUT', URL_OF_KEY, { key: { ...shown, d } });
    expect(status).toBe(200);
    expect(body.key).toEqual({
      kid: expect.any(String),
      key_ops: ['sign', 'verify'],
      ...shown,
    });
  });

  it.each([1024, 3072, 4096])('of %i bits', async (modulusLength) => {
    const sim = await vaultScene();
    const jwk = generateKeyPairSync('rsa', { modulusLength }).privateKey.export({ format: 'jwk' });
    const { body } = await send(sim, 'PUT', URL_OF_KEY, { key: jwk });
    expect(bytes(body.key.n)).toHaveLength(modulusLength / 8);
    const rotated = await keyClient(sim).rotateKey('cmk');
    expect(rotated.key?.n).toHaveLength(Math.max(modulusLength, 2048) / 8);
  });

  it('through the SDK client, and unwraps what was wrapped outside, in a restored world too', async () => {
    const sim = await vaultScene();
    const pair = generateKeyPairSync('rsa', { modulusLength: 2048, publicExponent: 3 });
    const jwk = pair.privateKey.export({ format: 'jwk' });
    const numbers = Object.fromEntries(
      (['n', 'e', 'd', 'p', 'q', 'dp', 'dq', 'qi'] as const).map((name) => [
        name,
        bytes(jwk[name]),
      ]),
    );
    const key = await keyClient(sim).importKey(
      'cmk',
      { kty: 'RSA', keyOps: ['unwrapKey', 'wrapKey'], ...numbers },
      { tags: { from: 'outside' } },
    );
    expect(key).toMatchObject({
      keyOperations: ['unwrapKey', 'wrapKey'],
      properties: { tags: { from: 'outside' } },
    });
    expect([...(key.key?.e ?? [])]).toEqual([3]);
    const secret = Buffer.from('a data key of thirty-two bytes..');
    const padding = { padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' };
    const wrapped = publicEncrypt({ key: pair.publicKey, ...padding }, secret);
    const copy = createSimulator();
    copy.restore(JSON.parse(JSON.stringify(sim.snapshot())));
    for (const world of [sim, copy]) {
      const client = cryptography(world, key.id ?? '');
      const { result } = await client.unwrapKey('RSA-OAEP-256', wrapped);
      expect(Buffer.from(result)).toEqual(secret);
      const own = await client.wrapKey('RSA-OAEP-256', secret);
      const back = await client.unwrapKey('RSA-OAEP-256', own.result);
      expect(Buffer.from(back.result)).toEqual(secret);
    }
  });

  it('as a new version of one that is there', async () => {
    const sim = await vaultScene();
    const first = await keyClient(sim).createRsaKey('cmk');
    const { body } = await send(sim, 'PUT', URL_OF_KEY, { key: ec() });
    expect((await keyClient(sim).getKey('cmk')).id).toBe(body.key.kid);
    expect(body.key.kid).not.toBe(first.id);
  });

  it.each([
    [{ Hsm: true }, {}],
    [{ hsm: true }, {}],
    [{}, { kty: 'RSA-HSM' }],
  ])('into the hardware of a premium vault with %j and %j', async (body, members) => {
    const premium = await vaultScene('premium');
    const given = { ...body, key: { ...rsa(), ...members } };
    const { body: answer } = await send(premium, 'PUT', URL_OF_KEY, given);
    expect([answer.key.kty, answer.attributes.hsmPlatform]).toEqual(['RSA-HSM', '1']);
    const standard = await vaultScene();
    expect(await send(standard, 'PUT', URL_OF_KEY, given)).toMatchObject({
      status: 400,
      body: { error: { message: 'Hardware key operation not allowed on standard vault' } },
    });
  });

  it('only by who may import', async () => {
    const sim = await vaultScene();
    const answer = await send(sim, 'PUT', URL_OF_KEY, { key: rsa() }, { as: 'stranger' });
    expect(answer.status).toBe(403);
    expect(answer.body.error.message).toContain('does not have keys import permission');
  });
});

const NOT_A_KEY = 'The property "key" must be a valid JsonWebKey object.';
const BAD_RSA = 'RSA key is not valid - cannot instantiate crypto service';
const BAD_EC = 'EC key is not valid - cannot instantiate crypto service (simulator wording)';
const other = privateJwkOf(bankKey(2048, 9));

describe('a key is not imported', () => {
  const { d: _d, ...publicRsa } = rsa();
  const { d: _private, ...publicEc } = ec();
  it.each<[string, unknown, string]>([
    ['nothing', {}, NOT_A_KEY],
    ['text', { key: 'secret' }, NOT_A_KEY],
    ['no type', { key: { n: 'AAAA' } }, NOT_A_KEY],
    ['an unknown type', { key: { kty: 'OKP' } }, NOT_A_KEY],
    ['a public RSA key', { key: publicRsa }, NOT_A_KEY],
    ['a public EC key', { key: publicEc }, NOT_A_KEY],
    ['an empty number', { key: { ...rsa(), d: '' } }, NOT_A_KEY],
    ['text that is not base64url', { key: { ...rsa(), q: 'a+b' } }, NOT_A_KEY],
    ['a number of JSON', { key: { ...rsa(), e: 65537 } }, NOT_A_KEY],
    ['the modulus of another key', { key: { ...rsa(), n: other.n } }, BAD_RSA],
    ['the exponent of another key', { key: { ...rsa(), d: other.d } }, BAD_RSA],
    ['a wrong public exponent', { key: { ...rsa(), e: 'Aw' } }, BAD_RSA],
    ['a wrong dp', { key: { ...rsa(), dp: other.dq } }, BAD_RSA],
    ['a wrong dq', { key: { ...rsa(), dq: other.dp } }, BAD_RSA],
    ['a wrong qi', { key: { ...rsa(), qi: other.qi } }, BAD_RSA],
    ['primes 0 and 1', { key: { ...rsa(), p: 'AA', q: 'AQ', n: 'AA' } }, BAD_RSA],
    [
      'a small RSA key',
      {
        key: generateKeyPairSync('rsa', { modulusLength: 768 }).privateKey.export({
          format: 'jwk',
        }),
      },
      'Unsupported key size (768). Supported sizes are [1024, 2048, 3072, 4096] (simulator wording)',
    ],
    ['an unknown curve', { key: { ...ec(), crv: 'P-192' } }, NOT_A_KEY],
    ["OpenSSL's name of a curve", { key: ec('secp256k1') }, NOT_A_KEY],
    ['numbers of another curve', { key: { ...ec(), crv: 'P-384' } }, NOT_A_KEY],
    ['the point of another key', { key: { ...ec(), d: ec().d } }, BAD_EC],
    ['half the point of another key', { key: { ...ec(), y: ec().y } }, BAD_EC],
    ['the private number 0', { key: { ...ec(), d: 'A'.repeat(43) } }, BAD_EC],
    [
      'operations that the curve has not',
      { key: { ...ec(), key_ops: ['sign', 'decrypt'] } },
      'Unsupported key operation(s): "decrypt". Supported values are "sign", "verify".',
    ],
    [
      'a policy without leave to export',
      { key: rsa(), release_policy: {} },
      'AKV.SKR.1005: Non-exportable keys must not have release policy.',
    ],
    ['a symmetric key', { key: { kty: 'oct', k: 'AAAA' } }, 'Invalid kty value: oct'],
    ['Hsm in words', { key: rsa(), Hsm: 'yes' }, 'Property  has invalid value\r\n'],
  ])('from %s', async (_, body, message) => {
    const sim = await vaultScene();
    const answer = await send(sim, 'PUT', URL_OF_KEY, body);
    expect(answer).toMatchObject({
      status: 400,
      body: { error: { code: 'BadParameter', message } },
    });
    expect((await send(sim, 'GET', URL_OF_KEY)).status).toBe(404);
  });

  it.each([
    [
      { key: { kty: 'RSA-HSM', key_hsm: 'AAAA' } },
      'a key that was wrapped for an HSM (ImportKey with key_hsm)',
    ],
  ])('where that is not simulated: %j', async (body, what) => {
    const sim = await vaultScene();
    expect(await send(sim, 'PUT', URL_OF_KEY, body)).toMatchObject({
      status: 501,
      body: { error: { message: `${what} is not simulated (simulator wording)` } },
    });
  });

  it('under the name of a deleted key', async () => {
    const sim = await vaultScene();
    await keyClient(sim).createRsaKey('cmk');
    await (await keyClient(sim).beginDeleteKey('cmk', { intervalInMs: 1 })).pollUntilDone();
    const answer = await send(sim, 'PUT', URL_OF_KEY, { key: rsa() });
    expect([answer.status, answer.body.error.innererror.code]).toEqual([
      409,
      'ObjectIsDeletedButRecoverable',
    ]);
  });
});
