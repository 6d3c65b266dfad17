import {
  constants,
  createPrivateKey,
  createPublicKey,
  createHash,
  generateKeyPairSync,
  type JsonWebKey,
  privateDecrypt,
  publicEncrypt,
  sign as nodeSign,
  verify as nodeVerify,
  webcrypto,
} from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { bankKey, privateJwkOf } from '../../src/crypto/rsa.ts';
import { makeVault, scene, send } from './scene.ts';

/**
 * Everything goes through two hands: a vault that holds an imported key, and another library that holds the same key.
 * The other one is WebCrypto; where WebCrypto lacks the algorithm (RSA1_5, P-256K), it is `node:crypto`. Requests are
 * sent as they are: `CryptographyClient` would encrypt, wrap and verify by itself.
 */
interface Hand {
  /** Encrypts for the key; decrypts with it. */
  readonly seal: (message: Uint8Array) => Promise<Uint8Array>;
  readonly open: (cipher: Uint8Array) => Promise<Uint8Array>;
}
interface SigningHand {
  readonly sign: (message: Uint8Array) => Promise<Uint8Array>;
  readonly verify: (message: Uint8Array, signature: Uint8Array) => Promise<boolean>;
}

const { subtle } = webcrypto;
const b64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url');
const MESSAGE = Buffer.from('a data key of 32 bytes, all told');
const SIZES = [2048, 3072, 4096] as const;

/** No prime is searched for: the bank of the simulator has them. */
const rsaJwk = (size: (typeof SIZES)[number]): JsonWebKey => ({
  ...privateJwkOf(bankKey(size, 77)),
});
const publicOf = (jwk: JsonWebKey): JsonWebKey =>
  createPublicKey({ format: 'jwk', key: jwk }).export({ format: 'jwk' });

const load = (
  jwk: JsonWebKey,
  algorithm: webcrypto.RsaHashedImportParams | webcrypto.EcKeyImportParams,
  usage: webcrypto.KeyUsage,
) => subtle.importKey('jwk', jwk, algorithm, false, [usage]);

/** A vault with the key, and its answers to operations. */
async function vaultWith(jwk: JsonWebKey) {
  const sim = await scene();
  await makeVault(sim);
  const at = (path: string): string =>
    `https://kv-one.vault.azure.net/keys/${path}?api-version=2025-07-01`;
  const curve = jwk.crv === 'secp256k1' ? 'P-256K' : jwk.crv;
  const key = { ...jwk, ...(curve === undefined ? {} : { crv: curve }) };
  expect((await send(sim, 'PUT', at('mine'), { key })).status).toBe(200);
  return async (operation: string, body: object) => {
    const answer = await send(sim, 'POST', at(`mine/${operation}`), body);
    expect([operation, answer.status]).toEqual([operation, 200]);
    return answer.body.value;
  };
}

function sealing(jwk: JsonWebKey, alg: string): Hand {
  if (alg === 'RSA1_5') {
    const { RSA_PKCS1_PADDING: padding, RSA_NO_PADDING } = constants;
    return {
      seal: async (message) =>
        publicEncrypt(
          { key: createPublicKey({ format: 'jwk', key: publicOf(jwk) }), padding },
          message,
        ),
      // Node refuses to take this padding off: look at what is under it.
      open: async (cipher) => {
        const key = createPrivateKey({ format: 'jwk', key: jwk });
        const block = privateDecrypt({ key, padding: RSA_NO_PADDING }, cipher);
        expect([...block.subarray(0, 2)]).toEqual([0, 2]);
        return block.subarray(block.indexOf(0, 2) + 1);
      },
    };
  }
  const algorithm = { name: 'RSA-OAEP', hash: alg === 'RSA-OAEP' ? 'SHA-1' : 'SHA-256' };
  return {
    seal: async (message) => {
      const key = await load(publicOf(jwk), algorithm, 'encrypt');
      return new Uint8Array(await subtle.encrypt({ name: 'RSA-OAEP' }, key, message));
    },
    open: async (cipher) => {
      const key = await load(jwk, algorithm, 'decrypt');
      return new Uint8Array(await subtle.decrypt({ name: 'RSA-OAEP' }, key, cipher));
    },
  };
}

function signing(jwk: JsonWebKey, alg: string): SigningHand {
  const bits = alg.slice(2, 5);
  if (alg === 'ES256K') {
    const dsaEncoding = 'ieee-p1363' as const;
    return {
      sign: async (message) =>
        nodeSign('sha256', message, {
          key: createPrivateKey({ format: 'jwk', key: jwk }),
          dsaEncoding,
        }),
      verify: async (message, signature) =>
        nodeVerify(
          'sha256',
          message,
          { key: createPublicKey({ format: 'jwk', key: publicOf(jwk) }), dsaEncoding },
          signature,
        ),
    };
  }
  const hash = `SHA-${bits}`;
  const [key, how] = alg.startsWith('ES')
    ? [
        { name: 'ECDSA', namedCurve: jwk.crv ?? '' },
        { name: 'ECDSA', hash },
      ]
    : alg.startsWith('PS')
      ? [
          { name: 'RSA-PSS', hash },
          { name: 'RSA-PSS', saltLength: Number(bits) / 8 },
        ]
      : [{ name: 'RSASSA-PKCS1-v1_5', hash }, { name: 'RSASSA-PKCS1-v1_5' }];
  return {
    sign: async (message) =>
      new Uint8Array(await subtle.sign(how, await load(jwk, key, 'sign'), message)),
    verify: async (message, signature) =>
      subtle.verify(how, await load(publicOf(jwk), key, 'verify'), signature, message),
  };
}

async function checkSigning(jwk: JsonWebKey, alg: string): Promise<void> {
  const call = await vaultWith(jwk);
  const other = signing(jwk, alg);
  const digest = createHash(`sha${alg.slice(2, 5)}`)
    .update(MESSAGE)
    .digest('base64url');
  const here = Buffer.from(await call('sign', { alg, value: digest }), 'base64url');
  expect(await other.verify(MESSAGE, here)).toBe(true);
  const there = await other.sign(MESSAGE);
  expect(there).toHaveLength(here.length);
  expect(await call('verify', { alg, digest, value: b64(there) })).toBe(true);
  there[7] = (there[7] ?? 0) ^ 1;
  expect(await call('verify', { alg, digest, value: b64(there) })).toBe(false);
}

describe.each(SIZES)('RSA of %i bits', (size) => {
  it.each(['RSA-OAEP', 'RSA-OAEP-256', 'RSA1_5'])(
    'encrypts and wraps here and there with %s',
    async (alg) => {
      const jwk = rsaJwk(size);
      const call = await vaultWith(jwk);
      const other = sealing(jwk, alg);
      for (const [seal, open] of [
        ['encrypt', 'decrypt'],
        ['wrapkey', 'unwrapkey'],
      ] as const) {
        const here = await call(seal, { alg, value: b64(MESSAGE) });
        expect(Buffer.from(await other.open(Buffer.from(here, 'base64url')))).toEqual(MESSAGE);
        const there = await other.seal(MESSAGE);
        expect(await call(open, { alg, value: b64(there) })).toBe(b64(MESSAGE));
        expect(await call(open, { alg, value: here })).toBe(b64(MESSAGE));
      }
    },
  );

  it.each(['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'])(
    'signs and verifies here and there with %s',
    async (alg) => {
      await checkSigning(rsaJwk(size), alg);
    },
  );
});

describe('keys on curves', () => {
  it.each([
    ['P-256', 'ES256'],
    ['P-384', 'ES384'],
    ['P-521', 'ES512'],
    ['secp256k1', 'ES256K'],
  ])('on %s sign and verify here and there with %s', async (namedCurve, alg) => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve });
    await checkSigning(privateKey.export({ format: 'jwk' }), alg);
  });
});
