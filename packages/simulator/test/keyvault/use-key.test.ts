import {
  constants,
  createHash,
  createPublicKey,
  publicEncrypt,
  randomBytes,
  verify as nodeVerify,
  webcrypto,
} from 'node:crypto';
import type { KeyVaultKey } from '@azure/keyvault-keys';
import { describe, expect, it } from 'vitest';
import { createSimulator } from '../../src/index.ts';
import { cryptography, keyClient, makeVault, scene, send } from './scene.ts';

const b64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url');

/** The public half as clients of other libraries hold it. */
function publicJwk(key: KeyVaultKey): { kty: 'RSA'; n: string; e: string } {
  return { kty: 'RSA', n: b64(key.key?.n ?? Buffer.of()), e: b64(key.key?.e ?? Buffer.of()) };
}

async function keyScene(
  options: Parameters<typeof scene>[0] = {},
  keySize = 2048,
): Promise<{
  sim: Awaited<ReturnType<typeof scene>>;
  key: KeyVaultKey;
  at: (op: string) => string;
}> {
  const sim = await scene(options);
  await makeVault(sim);
  const key = await keyClient(sim).createRsaKey('cmk', { keySize });
  return { sim, key, at: (op) => `${key.id}/${op}?api-version=2025-07-01` };
}

const DATA_KEY = Buffer.from(
  '000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f',
  'hex',
);
const ENCRYPTIONS = ['RSA-OAEP', 'RSA-OAEP-256', 'RSA1_5'] as const;
const PADDINGS = {
  'RSA-OAEP': { padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha1' },
  'RSA-OAEP-256': { padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' },
  RSA1_5: { padding: constants.RSA_PKCS1_PADDING },
};

describe.each([2048, 3072, 4096])('a key of %i bits', (size) => {
  it.each(ENCRYPTIONS)('unwraps what the SDK client wrapped with %s', async (algorithm) => {
    const { sim, key } = await keyScene({}, size);
    const client = cryptography(sim, key.id ?? '');
    const wrapped = await client.wrapKey(algorithm, DATA_KEY);
    expect(wrapped.result.length).toBe(size / 8);
    const unwrapped = await client.unwrapKey(algorithm, wrapped.result);
    expect(Buffer.from(unwrapped.result)).toEqual(DATA_KEY);
    expect(unwrapped.keyID).toBe(key.id);
  });

  it.each(ENCRYPTIONS)('decrypts what OpenSSL encrypted with %s', async (algorithm) => {
    const { sim, key, at } = await keyScene({}, size);
    const publicKey = createPublicKey({ format: 'jwk', key: publicJwk(key) });
    const value = b64(publicEncrypt({ key: publicKey, ...PADDINGS[algorithm] }, DATA_KEY));
    const answer = await send(sim, 'POST', at('decrypt'), { alg: algorithm, value });
    expect(answer).toMatchObject({ status: 200, body: { kid: key.id, value: b64(DATA_KEY) } });
  });
});

describe('a key', () => {
  it.each(ENCRYPTIONS)('wraps and encrypts itself with %s', async (alg) => {
    const { sim, at } = await keyScene();
    for (const [there, back] of [
      ['wrapkey', 'unwrapkey'],
      ['encrypt', 'decrypt'],
    ] as const) {
      const { body } = await send(sim, 'POST', at(there), { alg, value: b64(DATA_KEY) });
      const answer = await send(sim, 'POST', at(back), { alg, value: body.value });
      expect(answer.body.value).toBe(b64(DATA_KEY));
    }
  });

  it('unwraps what WebCrypto wrapped', async () => {
    const { sim, key, at } = await keyScene();
    const publicKey = await webcrypto.subtle.importKey(
      'jwk',
      publicJwk(key),
      { name: 'RSA-OAEP', hash: 'SHA-256' },
      false,
      ['encrypt'],
    );
    const wrapped = await webcrypto.subtle.encrypt({ name: 'RSA-OAEP' }, publicKey, DATA_KEY);
    const value = b64(new Uint8Array(wrapped));
    const answer = await send(sim, 'POST', at('unwrapkey'), { alg: 'RSA-OAEP-256', value });
    expect(answer.body.value).toBe(b64(DATA_KEY));
  });

  it.each(['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'] as const)(
    'signs with %s what OpenSSL verifies, and verifies it',
    async (alg) => {
      const { sim, key, at } = await keyScene();
      const hash = `sha${alg.slice(2)}`;
      const message = Buffer.from('encrypt me if you can');
      const value = b64(createHash(hash).update(message).digest());
      const signed = await send(sim, 'POST', at('sign'), { alg, value });
      const signature = Buffer.from(signed.body.value, 'base64url');
      const padding = alg.startsWith('PS')
        ? { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST }
        : {};
      const publicKey = createPublicKey({ format: 'jwk', key: publicJwk(key) });
      expect(nodeVerify(hash, message, { key: publicKey, ...padding }, signature)).toBe(true);
      const check = (bytes: Uint8Array, digest = value) =>
        send(sim, 'POST', at('verify'), { alg, digest, value: b64(bytes) });
      expect((await check(signature)).body).toEqual({ value: true });
      const spoiled = Buffer.from(signature);
      spoiled[20] = (spoiled[20] ?? 0) ^ 1;
      expect((await check(spoiled)).body).toEqual({ value: false });
      expect((await check(signature.subarray(1))).body).toEqual({ value: false });
      const other = b64(createHash(hash).update('other').digest());
      expect((await check(signature, other)).body).toEqual({ value: false });
    },
  );

  it('signs through the SDK client', async () => {
    const { sim, key } = await keyScene();
    const client = cryptography(sim, key.id ?? '');
    const data = Buffer.from('a document');
    const signature = await client.signData('RS256', data);
    const verified = await client.verifyData('RS256', data, signature.result);
    expect(verified.result).toBe(true);
  });

  it('is used in its latest version when none is named', async () => {
    const { sim, key } = await keyScene();
    const latest = await keyClient(sim).createRsaKey('cmk');
    const url = 'https://kv-one.vault.azure.net/keys/cmk//wrapkey?api-version=2025-07-01';
    const { body } = await send(sim, 'POST', url, { alg: 'RSA-OAEP', value: b64(DATA_KEY) });
    expect(body.kid).toBe(latest.id);
    const old = await send(sim, 'POST', `${key.id}/unwrapkey?api-version=2025-07-01`, {
      alg: 'RSA-OAEP',
      value: body.value,
    });
    expect(old.status).toBe(400);
  });

  it.each(ENCRYPTIONS)('refuses bytes that it did not encrypt with %s', async (alg) => {
    const { sim, at } = await keyScene();
    for (const bytes of [randomBytes(256), Buffer.alloc(256), randomBytes(128), Buffer.of()]) {
      const answer = await send(sim, 'POST', at('unwrapkey'), { alg, value: b64(bytes) });
      expect(answer).toMatchObject({
        status: 400,
        body: {
          error: {
            code: 'BadParameter',
            message: `The value was not encrypted with ${alg} under this version of the key (simulator wording)`,
          },
        },
      });
    }
  });

  it.each([
    ['a good block', [0, 2, ...Array<number>(8).fill(1), 0], 200],
    ['padding of seven bytes', [0, 2, ...Array<number>(7).fill(1), 0], 400],
    ['no end of the padding', [0, 2, ...Array<number>(254).fill(1)], 400],
    ['a block type for signatures', [0, 1, ...Array<number>(8).fill(1), 0], 400],
  ])('looks at RSA1_5 padding: %s', async (_, start, status) => {
    const { sim, key, at } = await keyScene();
    const block = Buffer.alloc(256, 9);
    block.set(start);
    const publicKey = createPublicKey({ format: 'jwk', key: publicJwk(key) });
    const padding = constants.RSA_NO_PADDING;
    const value = b64(publicEncrypt({ key: publicKey, padding }, block));
    const answer = await send(sim, 'POST', at('decrypt'), { alg: 'RSA1_5', value });
    expect(answer.status).toBe(status);
    if (status === 200) expect(answer.body.value).toBe(b64(block.subarray(start.length)));
  });

  it.each([
    [{ value: 'AAAA' }, 400, 'Property  has invalid value\r\n'],
    [{ alg: 'ROT13', value: 'AAAA' }, 400, 'Property  has invalid value\r\n'],
    [{ alg: 'RSA-OAEP', value: 'a+b' }, 400, 'Property  has invalid value\r\n'],
    [{ alg: 'RSA-OAEP' }, 400, 'Property  has invalid value\r\n'],
    [
      { alg: 'A256GCM', value: 'AAAA' },
      400,
      'The algorithm A256GCM does not encrypt with an RSA key (simulator wording)',
    ],
    [
      { alg: 'RSA-OAEP', value: b64(Buffer.alloc(215)) },
      400,
      'The value is 215 bytes long; RSA-OAEP with this key takes at most 214 (simulator wording)',
    ],
    [
      { alg: 'RSA-OAEP-256', value: b64(Buffer.alloc(191)) },
      400,
      'The value is 191 bytes long; RSA-OAEP-256 with this key takes at most 190 (simulator wording)',
    ],
    [
      { alg: 'RSA1_5', value: b64(Buffer.alloc(246)) },
      400,
      'The value is 246 bytes long; RSA1_5 with this key takes at most 245 (simulator wording)',
    ],
  ])('refuses to encrypt %j', async (body, status, message) => {
    const { sim, at } = await keyScene();
    const answer = await send(sim, 'POST', at('encrypt'), body);
    expect(answer).toMatchObject({ status, body: { error: { code: 'BadParameter', message } } });
  });

  it('takes values as long as the padding allows', async () => {
    const { sim, at } = await keyScene();
    for (const [alg, bytes] of [
      ['RSA-OAEP', 214],
      ['RSA-OAEP-256', 190],
      ['RSA1_5', 245],
    ] as const) {
      const value = b64(Buffer.alloc(bytes, 7));
      const { body } = await send(sim, 'POST', at('encrypt'), { alg, value });
      const back = await send(sim, 'POST', at('decrypt'), { alg, value: body.value });
      expect(back.body.value).toBe(value);
    }
  });

  it('signs digests of the right length only', async () => {
    const { sim, at } = await keyScene();
    const answer = await send(sim, 'POST', at('sign'), {
      alg: 'RS384',
      value: b64(randomBytes(32)),
    });
    expect(answer).toMatchObject({
      status: 400,
      body: {
        error: {
          message: 'RS384 takes a digest of 48 bytes; the value has 32 (simulator wording)',
        },
      },
    });
    const wrong = await send(sim, 'POST', at('sign'), {
      alg: 'ES256',
      value: b64(randomBytes(32)),
    });
    expect(wrong.body.error.message).toBe(
      'The algorithm ES256 does not sign with an RSA key (simulator wording)',
    );
    const long = await send(sim, 'POST', at('sign'), {
      alg: 'RSNULL',
      value: b64(Buffer.alloc(246)),
    });
    expect(long.body.error.message).toBe(
      'The value is 246 bytes long; RSNULL with this key takes at most 245 (simulator wording)',
    );
  });
});

const OPERATIONS = ['encrypt', 'decrypt', 'wrapKey', 'unwrapKey', 'sign', 'verify'] as const;

/** A body that the operation takes, with real cipher text and signature where it needs them. */
async function bodies(sim: Awaited<ReturnType<typeof scene>>, at: (op: string) => string) {
  const digest = b64(createHash('sha256').update('x').digest());
  const cipher = await send(sim, 'POST', at('encrypt'), { alg: 'RSA-OAEP', value: 'AAAA' });
  const signature = await send(sim, 'POST', at('sign'), { alg: 'RS256', value: digest });
  return {
    encrypt: { alg: 'RSA-OAEP', value: 'AAAA' },
    wrapKey: { alg: 'RSA-OAEP', value: 'AAAA' },
    decrypt: { alg: 'RSA-OAEP', value: cipher.body.value },
    unwrapKey: { alg: 'RSA-OAEP', value: cipher.body.value },
    sign: { alg: 'RS256', value: digest },
    verify: { alg: 'RS256', digest, value: signature.body.value },
  };
}

describe('the state of a key', () => {
  it('forbids everything while it is disabled, but not reading and enabling it', async () => {
    const { sim, key, at } = await keyScene();
    const body = await bodies(sim, at);
    const { version = '' } = key.properties;
    await keyClient(sim).updateKeyProperties('cmk', version, { enabled: false });
    for (const operation of OPERATIONS) {
      const answer = await send(sim, 'POST', at(operation.toLowerCase()), body[operation]);
      expect(answer).toMatchObject({
        status: 403,
        body: {
          error: {
            code: 'Forbidden',
            message: `Operation ${operation} is not allowed on a disabled key.`,
            innererror: { code: 'KeyDisabled' },
          },
        },
      });
    }
    expect((await keyClient(sim).getKey('cmk')).properties.enabled).toBe(false);
    await keyClient(sim).updateKeyProperties('cmk', version, { enabled: true });
    expect((await send(sim, 'POST', at('encrypt'), body.encrypt)).status).toBe(200);
  });

  it.each([
    ['expired', { expiresOn: new Date('2026-03-01T10:00:00Z') }, 'an expired key'],
    [
      'not yet valid',
      { notBefore: new Date('2026-03-01T10:00:01Z') },
      'a key that is not yet valid',
    ],
  ])('lets an %s key only read back what was made', async (_, attributes, words) => {
    const { sim, key, at } = await keyScene();
    const body = await bodies(sim, at);
    const { version = '' } = key.properties;
    await keyClient(sim).updateKeyProperties('cmk', version, attributes);
    for (const operation of OPERATIONS) {
      const answer = await send(sim, 'POST', at(operation.toLowerCase()), body[operation]);
      if (['decrypt', 'unwrapKey', 'verify'].includes(operation)) {
        expect(answer.status).toBe(200);
      } else {
        expect(answer).toMatchObject({
          status: 403,
          body: {
            error: {
              code: 'Forbidden',
              message: `Operation ${operation} is not allowed on ${words}. (simulator wording)`,
            },
          },
        });
      }
    }
  });

  it('changes by itself when the clock passes exp', async () => {
    const { sim, key, at } = await keyScene();
    const body = await bodies(sim, at);
    const { version = '' } = key.properties;
    const expiresOn = new Date('2026-03-01T11:00:00Z');
    await keyClient(sim).updateKeyProperties('cmk', version, { expiresOn });
    await sim.clock.advance({ minutes: 59, seconds: 59 });
    expect((await send(sim, 'POST', at('wrapkey'), body.wrapKey)).status).toBe(200);
    await sim.clock.advance({ seconds: 1 });
    expect((await send(sim, 'POST', at('wrapkey'), body.wrapKey)).status).toBe(403);
  });

  it('forbids what key_ops does not hold', async () => {
    const { sim, key, at } = await keyScene();
    const body = await bodies(sim, at);
    const { version = '' } = key.properties;
    await keyClient(sim).updateKeyProperties('cmk', version, { keyOps: ['wrapKey'] });
    const answer = await send(sim, 'POST', at('decrypt'), body.decrypt);
    expect(answer).toMatchObject({
      status: 403,
      body: {
        error: {
          code: 'Forbidden',
          message: 'Operation decrypt is not permitted on this key.',
          innererror: { code: 'KeyOperationForbidden' },
        },
      },
    });
    expect((await send(sim, 'POST', at('wrapkey'), body.wrapKey)).status).toBe(200);
  });

  it('is gone while it is deleted', async () => {
    const { sim, at } = await keyScene();
    const body = await bodies(sim, at);
    await (await keyClient(sim).beginDeleteKey('cmk', { intervalInMs: 1 })).pollUntilDone();
    expect(await send(sim, 'POST', at('unwrapkey'), body.unwrapKey)).toMatchObject({
      status: 404,
      body: { error: { code: 'KeyNotFound' } },
    });
  });
});

describe('a restored world', () => {
  it.each(['bank', 'generate'] as const)('unwraps what the first wrapped (%s)', async (keys) => {
    const { sim, key, at } = await keyScene({ keys });
    const wrapped = await cryptography(sim, key.id ?? '').wrapKey('RSA-OAEP-256', DATA_KEY);
    const copy = createSimulator();
    copy.restore(JSON.parse(JSON.stringify(sim.snapshot())));
    const value = b64(wrapped.result);
    for (const world of [copy, sim.fork(), copy.fork()]) {
      const answer = await send(world, 'POST', at('unwrapkey'), { alg: 'RSA-OAEP-256', value });
      expect(answer.body.value).toBe(b64(DATA_KEY));
    }
    const before = await keyClient(sim).createRsaKey('next');
    const after = await keyClient(copy).createRsaKey('next');
    expect(Buffer.from(after.key?.n ?? '').equals(Buffer.from(before.key?.n ?? ''))).toBe(
      keys === 'bank',
    );
  });
});
