import { createCipheriv, createDecipheriv, webcrypto } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { cryptography, keyClient, makeVault, scene, send } from './scene.ts';

/** Symmetric keys are in hardware: premium vaults have them, as a preview; standard ones have none. */
const { subtle } = webcrypto;
const SIZES = [128, 192, 256] as const;
const at = (path: string): string => `https://kv-one.vault.azure.net${path}?api-version=2026-04-01`;
const b64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url');
const bytesOf = (text: string): Buffer => Buffer.from(text, 'base64url');
const MESSAGE = Buffer.from('a data key of 32 bytes, all told');
const AAD = Buffer.from('claims');

async function vaultScene(sku: 'standard' | 'premium' = 'premium') {
  const sim = await scene();
  await makeVault(sim, 'kv-one', { sku: { family: 'A', name: sku } });
  return sim;
}

/** A vault with a key that is known outside too. */
async function sharedKey(size: number) {
  const sim = await vaultScene();
  const k = Buffer.from(Array.from({ length: size / 8 }, (_, index) => index));
  const put = await send(sim, 'PUT', at('/keys/aes'), { key: { kty: 'oct-HSM', k: b64(k) } });
  expect(put.status).toBe(200);
  const call = async (operation: string, body: object) => {
    const answer = await send(sim, 'POST', at(`/keys/aes/${operation}`), body);
    expect([operation, answer.status]).toEqual([operation, 200]);
    return answer.body;
  };
  return { k, call };
}

describe('a symmetric key', () => {
  it.each(SIZES)('of %i bits is made through the SDK client and never shown', async (keySize) => {
    const sim = await vaultScene();
    const key = await keyClient(sim).createOctKey('aes', { keySize, hsm: true });
    expect(key).toMatchObject({
      keyType: 'oct-HSM',
      keyOperations: ['encrypt', 'decrypt', 'wrapKey', 'unwrapKey'],
    });
    expect(key.key?.k).toBeUndefined();
    const client = cryptography(sim, key.id ?? '');
    const wrapped = await client.wrapKey(`A${keySize}KW`, MESSAGE);
    expect(wrapped.result).toHaveLength(MESSAGE.length + 8);
    const unwrapped = await client.unwrapKey(`A${keySize}KW`, wrapped.result);
    expect(Buffer.from(unwrapped.result)).toEqual(MESSAGE);
    const sealed = await client.encrypt({
      algorithm: `A${keySize}GCM`,
      plaintext: MESSAGE,
      additionalAuthenticatedData: AAD,
    });
    const opened = await client.decrypt({
      algorithm: `A${keySize}GCM`,
      ciphertext: sealed.result,
      iv: sealed.iv ?? Buffer.of(),
      authenticationTag: sealed.authenticationTag ?? Buffer.of(),
      additionalAuthenticatedData: AAD,
    });
    expect(Buffer.from(opened.result)).toEqual(MESSAGE);
  });

  it('rotates, is backed up and restored, and opens what its versions sealed', async () => {
    const sim = await vaultScene();
    const client = keyClient(sim);
    const first = await client.createOctKey('aes', { keySize: 192, hsm: true });
    const wrapped = await cryptography(sim, first.id ?? '').wrapKey('A192KW', MESSAGE);
    const next = await client.rotateKey('aes');
    expect(next.keyType).toBe('oct-HSM');
    const blob = (await client.backupKey('aes')) ?? new Uint8Array();
    await (await client.beginDeleteKey('aes', { intervalInMs: 1 })).pollUntilDone();
    await client.purgeDeletedKey('aes');
    await client.restoreKeyBackup(blob);
    const back = await cryptography(sim, first.id ?? '').unwrapKey('A192KW', wrapped.result);
    expect(Buffer.from(back.result)).toEqual(MESSAGE);
    await expect(
      cryptography(sim, next.id ?? '').unwrapKey('A192KW', wrapped.result),
    ).rejects.toMatchObject({
      statusCode: 400,
      code: 'BadParameter',
      message:
        'The value was not encrypted with A192KW under this version of the key (simulator wording)',
    });
  });
});

describe.each(SIZES)('AES of %i bits here and in WebCrypto', (size) => {
  it('wraps alike', async () => {
    const { k, call } = await sharedKey(size);
    const key = await subtle.importKey('raw', k, 'AES-KW', false, ['wrapKey', 'unwrapKey']);
    const hmac = { name: 'HMAC', hash: 'SHA-256' };
    const inner = await subtle.importKey('raw', MESSAGE, hmac, true, ['sign']);
    const there = b64(new Uint8Array(await subtle.wrapKey('raw', inner, key, 'AES-KW')));
    const alg = `A${size}KW`;
    expect((await call('wrapkey', { alg, value: b64(MESSAGE) })).value).toBe(there);
    expect((await call('unwrapkey', { alg, value: there })).value).toBe(b64(MESSAGE));
  });

  it('encrypts alike with GCM', async () => {
    const { k, call } = await sharedKey(size);
    const key = await subtle.importKey('raw', k, 'AES-GCM', false, ['encrypt', 'decrypt']);
    const alg = `A${size}GCM`;
    const here = await call('encrypt', { alg, value: b64(MESSAGE), aad: b64(AAD) });
    expect(here.aad).toBe(b64(AAD));
    const params = { name: 'AES-GCM', additionalData: AAD };
    const whole = Buffer.concat([bytesOf(here.value), bytesOf(here.tag)]);
    const opened = await subtle.decrypt({ ...params, iv: bytesOf(here.iv) }, key, whole);
    expect(Buffer.from(opened)).toEqual(MESSAGE);
    const iv = Buffer.alloc(12, 3);
    const there = Buffer.from(await subtle.encrypt({ ...params, iv }, key, MESSAGE));
    const parts = { value: b64(there.subarray(0, -16)), tag: b64(there.subarray(-16)) };
    const body = { alg, ...parts, iv: b64(iv), aad: b64(AAD) };
    expect((await call('decrypt', body)).value).toBe(b64(MESSAGE));
  });

  it('encrypts alike with CBC, padded; without padding as node:crypto does, since WebCrypto always pads', async () => {
    const { k, call } = await sharedKey(size);
    const key = await subtle.importKey('raw', k, 'AES-CBC', false, ['encrypt', 'decrypt']);
    const iv = Buffer.alloc(16, 5);
    const there = b64(new Uint8Array(await subtle.encrypt({ name: 'AES-CBC', iv }, key, MESSAGE)));
    const padded = { alg: `A${size}CBCPAD`, iv: b64(iv) };
    expect((await call('encrypt', { ...padded, value: b64(MESSAGE) })).value).toBe(there);
    expect((await call('decrypt', { ...padded, value: there })).value).toBe(b64(MESSAGE));
    const bare = { alg: `A${size}CBC`, iv: b64(iv) };
    const name = `aes-${size}-cbc`;
    const cipher = createCipheriv(name, k, iv).setAutoPadding(false);
    const whole = Buffer.concat([cipher.update(MESSAGE), cipher.final()]);
    const here = await call('encrypt', { ...bare, value: b64(MESSAGE) });
    expect(here).toMatchObject({ value: b64(whole), iv: b64(iv) });
    const opener = createDecipheriv(name, k, iv).setAutoPadding(false);
    expect(Buffer.concat([opener.update(bytesOf(here.value)), opener.final()])).toEqual(MESSAGE);
    expect((await call('decrypt', { ...bare, value: here.value })).value).toBe(b64(MESSAGE));
  });
});

describe('a symmetric key is refused', () => {
  const value = b64(MESSAGE);
  it.each([
    [
      'wrapkey',
      { alg: 'A128KW', value },
      'The algorithm A128KW takes a key of 128 bits; this one has 256',
    ],
    [
      'wrapkey',
      { alg: 'A256GCM', value },
      'The algorithm A256GCM does not wrap with a symmetric key',
    ],
    [
      'encrypt',
      { alg: 'A256KW', value },
      'The algorithm A256KW does not encrypt with a symmetric key',
    ],
    [
      'encrypt',
      { alg: 'RSA-OAEP', value },
      'The algorithm RSA-OAEP does not encrypt with a symmetric key',
    ],
    [
      'wrapkey',
      { alg: 'A256KW', value: b64(MESSAGE.subarray(1)) },
      'Key wrap takes whole parts of 8 bytes, at least two; the value has 31 bytes',
    ],
    [
      'encrypt',
      { alg: 'A256CBC', iv: b64(Buffer.alloc(16)), value: b64(MESSAGE.subarray(1)) },
      'CBC without padding takes whole blocks of 16 bytes',
    ],
    [
      'encrypt',
      { alg: 'A256CBC', iv: b64(Buffer.alloc(12)), value },
      'iv must have 16 bytes; it has 12',
    ],
    [
      'decrypt',
      { alg: 'A256GCM', iv: b64(Buffer.alloc(12)), tag: b64(Buffer.alloc(16)), value },
      'The value was not encrypted with A256GCM under this version of the key',
    ],
  ])('to %s %j', async (operation, body, message) => {
    const sim = await vaultScene();
    await keyClient(sim).createOctKey('aes', { keySize: 256, hsm: true });
    expect(await send(sim, 'POST', at(`/keys/aes/${operation}`), body)).toMatchObject({
      status: 400,
      body: { error: { code: 'BadParameter', message: `${message} (simulator wording)` } },
    });
  });

  it.each(['sign', 'verify'])('to %s', async (operation) => {
    const sim = await vaultScene();
    await keyClient(sim).createOctKey('aes', { keySize: 256, hsm: true });
    const body = { alg: 'HS256', value: b64(MESSAGE), digest: b64(MESSAGE) };
    expect(await send(sim, 'POST', at(`/keys/aes/${operation}`), body)).toMatchObject({
      status: 403,
      body: {
        error: {
          code: 'Forbidden',
          message: `Operation ${operation} is not permitted on this key.`,
          innererror: { code: 'KeyOperationForbidden' },
        },
      },
    });
  });

  it.each([
    [
      { kty: 'oct-HSM', key_size: 512 },
      'Unsupported key size (512). Supported sizes are [128, 192, 256] (simulator wording)',
    ],
    [
      { kty: 'oct-HSM', key_ops: ['encrypt', 'sign'] },
      'Unsupported key operation(s): "sign". Supported values are "encrypt", "decrypt", "wrapKey", "unwrapKey".',
    ],
    [{ kty: 'oct' }, 'Invalid kty value: oct'],
  ])('to be made as %j', async (body, message) => {
    const sim = await vaultScene();
    expect(await send(sim, 'POST', at('/keys/aes/create'), body)).toMatchObject({
      status: 400,
      body: { error: { code: 'BadParameter', message } },
    });
  });

  it.each(SIZES)('by a standard vault, made or imported, with %i bits', async (size) => {
    const sim = await vaultScene('standard');
    const refusal = {
      status: 400,
      body: {
        error: {
          code: 'BadParameter',
          message: 'Invalid kty value: oct-HSM',
          innererror: { code: 'KeyTypeNotSupported' },
        },
      },
    };
    const shape = { kty: 'oct-HSM', key_size: size };
    expect(await send(sim, 'POST', at('/keys/aes/create'), shape)).toMatchObject(refusal);
    const key = { kty: 'oct-HSM', k: b64(Buffer.alloc(size / 8)) };
    expect(await send(sim, 'PUT', at('/keys/aes'), { key })).toMatchObject(refusal);
  });
});
