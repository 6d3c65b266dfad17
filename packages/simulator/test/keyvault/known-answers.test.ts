import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Simulator } from '../../src/index.ts';
import {
  drawnEcSignature,
  ecSignatureVectors,
  rsaCiphers,
  rsaSignatures,
  type RsaVector,
} from './known-answers.ts';
import { makeVault, scene, send } from './scene.ts';

const fromHex = (text: string): string => Buffer.from(text, 'hex').toString('base64url');
const at = (path: string): string => `https://kv-one.vault.azure.net${path}?api-version=2025-07-01`;
const digestOf = (hash: string, message: string): string =>
  createHash(hash).update(message).digest('base64url');

/** A vault with an imported key; operations are sent as they are, since the SDK client does some of them itself. */
async function vaultWith(
  key: object,
): Promise<(operation: string, body: object) => Promise<unknown>> {
  const sim: Simulator = await scene();
  await makeVault(sim);
  expect((await send(sim, 'PUT', at('/keys/known'), { key })).status).toBe(200);
  return async (operation, body) => {
    const answer = await send(sim, 'POST', at(`/keys/known/${operation}`), body);
    return answer.status === 200 ? answer.body.value : answer.body;
  };
}
const withRsa = ({ key }: RsaVector) => vaultWith({ kty: 'RSA', ...key });

describe('an imported RSA key gives the published answers', () => {
  it.each(rsaCiphers)('$alg: $source', async (vector) => {
    const call = await withRsa(vector);
    const body = { alg: vector.alg, value: fromHex(vector.cipher) };
    expect(await call('decrypt', body)).toBe(fromHex(vector.message));
    expect(await call('unwrapkey', body)).toBe(fromHex(vector.message));
  });

  it.each(rsaSignatures)('$alg: $source', async (vector) => {
    const { alg, signature } = vector;
    const call = await withRsa(vector);
    const digest = digestOf(`sha${alg.slice(2)}`, vector.message);
    expect(await call('verify', { alg, digest, value: signature })).toBe(true);
    const own = await call('sign', { alg, value: digest });
    // PSS draws a salt.
    expect(own === signature).toBe(alg.startsWith('RS'));
    expect(await call('verify', { alg, digest, value: own })).toBe(true);
  });
});

describe('an imported key on a curve gives the published answers', () => {
  it.each(ecSignatureVectors)('$alg: $source', async (vector) => {
    const { alg, crv, hash, message, r, s } = vector;
    const { x, y, d } = vector;
    const call = await vaultWith({ kty: 'EC', crv, x: fromHex(x), y: fromHex(y), d: fromHex(d) });
    const digest = digestOf(hash, message);
    expect(await call('verify', { alg, digest, value: fromHex(r + s) })).toBe(true);
    expect(await call('verify', { alg, digest, value: fromHex(s + r) })).toBe(false);
    const own = Buffer.from(String(await call('sign', { alg, value: digest })), 'base64url');
    // Bitcoin publishes the smaller of the two numbers that may follow r; Key Vault gives the one that comes.
    const length = crv === 'P-256K' ? r.length : r.length + s.length;
    expect(own.toString('hex').slice(0, length)).toBe((r + s).slice(0, length));
  });

  it('ES512: RFC 7520 section 4.3', async () => {
    const { message, signature, ...jwk } = drawnEcSignature;
    const call = await vaultWith({ kty: 'EC', ...jwk });
    const digest = digestOf('sha512', message);
    expect(await call('verify', { alg: 'ES512', digest, value: signature })).toBe(true);
  });
});
