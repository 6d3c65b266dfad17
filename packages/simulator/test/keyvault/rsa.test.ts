import { createPrivateKey, createPublicKey, webcrypto } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { fromBase64Url, toBigInt } from '../../src/crypto/bytes.ts';
import { primeBank } from '../../src/crypto/prime-bank.ts';
import {
  bankKey,
  generatedKey,
  pairFor,
  pairsPerSize,
  privateJwkOf,
  type RsaSizeBits,
} from '../../src/crypto/rsa.ts';
import { newRsaMaterial } from '../../src/data-plane/keyvault/key-material.ts';
import { World } from '../../src/kernel/world.ts';

const SIZES: readonly RsaSizeBits[] = [2048, 3072, 4096];

describe('the bank of primes', () => {
  it('has 150 different primes of each size, all invertible for 65537', () => {
    for (const [bits, texts] of Object.entries(primeBank)) {
      const primes = texts.map((text) => toBigInt(Buffer.from(text, 'base64')));
      expect(new Set(primes).size).toBe(150);
      expect(primes.every((prime) => prime.toString(2).length === Number(bits))).toBe(true);
      expect(primes.every((prime) => (prime - 1n) % 65537n !== 0n)).toBe(true);
    }
    expect(pairsPerSize).toBe(11_175);
  });

  it.each(SIZES)('gives 11,175 unique moduli of exactly %i bits', (size) => {
    const moduli = Array.from({ length: pairsPerSize }, (_, pair) => bankKey(size, pair).n);
    expect(new Set(moduli).size).toBe(pairsPerSize);
    expect(moduli.every((n) => fromBase64Url(n)?.length === size / 8)).toBe(true);
    expect(moduli.every((n) => (fromBase64Url(n)?.[0] ?? 0) >= 0x80)).toBe(true);
  });

  it.each(['azureml-cmk', 'a', '', 'another seed'])(
    'takes every pair once with seed %j',
    (seed) => {
      const pairs = Array.from({ length: pairsPerSize }, (_, ordinal) => pairFor(seed, ordinal));
      expect(new Set(pairs).size).toBe(pairsPerSize);
      expect(pairs.every((pair) => pair >= 0 && pair < pairsPerSize)).toBe(true);
    },
  );

  it.each(SIZES)('gives private keys of %i bits that OpenSSL and WebCrypto read', async (size) => {
    const jwk = privateJwkOf(bankKey(size, 1234));
    const key = createPrivateKey({ format: 'jwk', key: { ...jwk } });
    expect(key.asymmetricKeyDetails).toMatchObject({ modulusLength: size, publicExponent: 65537n });
    expect(key.export({ format: 'pem', type: 'pkcs8' })).toContain('BEGIN PRIVATE KEY');
    const imported = await webcrypto.subtle.importKey(
      'jwk',
      { ...jwk },
      { name: 'RSA-OAEP', hash: 'SHA-256' },
      true,
      ['decrypt'],
    );
    expect(imported.algorithm).toMatchObject({ modulusLength: size });
    expect(createPublicKey(key).export({ format: 'jwk' })).toEqual({
      kty: 'RSA',
      n: jwk.n,
      e: 'AQAB',
    });
  });

  it('says so when a snapshot comes from another bank', () => {
    const material = { ...bankKey(2048, 5), n: bankKey(2048, 6).n };
    expect(() => privateJwkOf(material)).toThrow(
      'key pair 5 of 2048 bits is not the one it was made with: the snapshot comes from another bank of primes',
    );
  });

  it('never takes a pair twice in a world, and hands over to generation when all are taken', () => {
    const world = new World(0, 'seed');
    const settings = { keys: 'bank' } as Parameters<typeof newRsaMaterial>[0]['settings'];
    const made = Array.from({ length: pairsPerSize }, () =>
      newRsaMaterial({ world, settings }, 2048),
    );
    expect(new Set(made.map(({ material }) => material.n)).size).toBe(pairsPerSize);
    expect(made.every(({ material }) => material.source === 'bank')).toBe(true);
    expect(made[0]?.note).toBe(
      'the key is made of primes that everybody has (keys: bank): it protects nothing outside a simulator',
    );
    const next = newRsaMaterial({ world, settings }, 2048);
    expect(next.material.source).toBe('generated');
    expect(next.note).toBe(
      'all 11175 pairs of primes for RSA 2048 are taken: the key was generated, which is slow',
    );
    expect(newRsaMaterial({ world, settings }, 3072).material.source).toBe('bank');
  });

  it('takes the same pairs in a fork as in its origin', () => {
    const settings = { keys: 'bank' } as Parameters<typeof newRsaMaterial>[0]['settings'];
    const world = new World(0, 'seed');
    newRsaMaterial({ world, settings }, 2048);
    const fork = world.fork();
    expect(newRsaMaterial({ world: fork, settings }, 2048)).toEqual(
      newRsaMaterial({ world, settings }, 2048),
    );
  });

  it('keeps a generated key whole, because it cannot be had again', () => {
    const material = generatedKey(2048);
    const copy = structuredClone(material);
    expect(privateJwkOf(copy)).toEqual(privateJwkOf(material));
    expect(material.n).not.toBe(generatedKey(2048).n);
  });
});
