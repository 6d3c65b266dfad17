/**
 * RSA key material. A bank key is a pair of known primes: its modulus costs microseconds, its private half is worked
 * out when it is first used. Whoever has two keys that share a prime can factor both, and the primes are public anyway:
 * bank keys are worthless outside a simulator.
 */
import { bigIntToBase64Url, fromBase64Url, toBigInt } from './bytes.ts';
import {
  generateRsa,
  type LoadedKey,
  loadPrivate,
  loadPublic,
  type RsaPrivateJwk,
} from './node-crypto.ts';
import { primeBank } from './prime-bank.ts';

/** Sizes of RSA keys in bits. */
export type RsaSizeBits = 2048 | 3072 | 4096;

/** Plain data that a private key can be had from; `n` is base64url. */
export type RsaMaterial =
  | {
      readonly source: 'bank';
      readonly sizeBits: RsaSizeBits;
      /** Which pair of primes, see {@link pairsPerSize}. */
      readonly pair: number;
      readonly n: string;
    }
  | {
      readonly source: 'generated' | 'imported';
      readonly sizeBits: number;
      readonly n: string;
      readonly jwk: RsaPrivateJwk;
    };

/** Members of a private RSA key that are numbers. */
export const RSA_NUMBERS = ['n', 'e', 'd', 'p', 'q', 'dp', 'dq', 'qi'] as const;

/** The numbers of a private key, base64url. */
export type RsaNumbers = Readonly<Record<(typeof RSA_NUMBERS)[number], string>>;

/** 65537. */
const RSA_PUBLIC_EXPONENT = 'AQAB';
const E = 65537n;

const PRIMES_PER_SIZE = primeBank[1024].length;

/** Unique moduli of each size that the bank has: pairs of primes. */
export const pairsPerSize: number = (PRIMES_PER_SIZE * (PRIMES_PER_SIZE - 1)) / 2;

/** A key of the bank. Costs one multiplication. */
export function bankKey(sizeBits: RsaSizeBits, pair: number): RsaMaterial {
  const [p, q] = primesOf(sizeBits, pair);
  return { source: 'bank', sizeBits, pair, n: bigIntToBase64Url(p * q) };
}

/** A key of primes that nobody knows. Costs 50 to 500 ms. */
export function generatedKey(sizeBits: RsaSizeBits): RsaMaterial {
  const jwk = generateRsa(sizeBits);
  return { source: 'generated', sizeBits, n: jwk.n, jwk };
}

/** A key that came from outside; `undefined` when its numbers do not belong together. */
export function importedKey(given: RsaNumbers): RsaMaterial | undefined {
  const [n, e, d, p, q, dp, dq, qi] = RSA_NUMBERS.map((name) =>
    toBigInt(fromBase64Url(given[name]) ?? new Uint8Array()),
  ) as [bigint, bigint, bigint, bigint, bigint, bigint, bigint, bigint];
  const belong =
    p > 1n &&
    q > 1n &&
    p * q === n &&
    (d * e) % (p - 1n) === 1n &&
    (d * e) % (q - 1n) === 1n &&
    dp === d % (p - 1n) &&
    dq === d % (q - 1n) &&
    (qi * q) % p === 1n;
  if (!belong) return undefined;
  const jwk: RsaPrivateJwk = {
    kty: 'RSA',
    n: bigIntToBase64Url(n),
    e: bigIntToBase64Url(e),
    d: bigIntToBase64Url(d),
    p: bigIntToBase64Url(p),
    q: bigIntToBase64Url(q),
    dp: bigIntToBase64Url(dp),
    dq: bigIntToBase64Url(dq),
    qi: bigIntToBase64Url(qi),
  };
  return { source: 'imported', sizeBits: n.toString(2).length, n: jwk.n, jwk };
}

/** The public exponent in base64url; only an imported key has another than 65537. */
export function exponentOf(material: RsaMaterial): string {
  return material.source === 'bank' ? RSA_PUBLIC_EXPONENT : material.jwk.e;
}

/**
 * The pair that the `ordinal`-th key of a size takes (0 for the first): every pair comes up once, in an order that the
 * seed decides.
 */
export function pairFor(seed: string, ordinal: number): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < seed.length; index += 1) {
    hash = Math.imul(hash ^ seed.charCodeAt(index), 0x01000193) >>> 0;
  }
  let step = hash % pairsPerSize;
  while (gcd(step, pairsPerSize) !== 1) step = (step + 1) % pairsPerSize;
  return ((hash >>> 8) + step * ordinal) % pairsPerSize;
}

/** The private key, worked out on first use and remembered for as long as the material lives. */
export function privateKeyOf(material: RsaMaterial): LoadedKey {
  let key = privateKeys.get(material);
  if (!key) privateKeys.set(material, (key = loadPrivate(privateJwkOf(material))));
  return key;
}

/** The public key, remembered likewise. */
export function publicKeyOf(material: RsaMaterial): LoadedKey {
  let key = publicKeys.get(material);
  if (!key) {
    key = loadPublic({ kty: 'RSA', n: material.n, e: exponentOf(material) });
    publicKeys.set(material, key);
  }
  return key;
}

/** The private half as a JSON Web Key. */
export function privateJwkOf(material: RsaMaterial): RsaPrivateJwk {
  if (material.source !== 'bank') return material.jwk;
  const [p, q] = primesOf(material.sizeBits, material.pair);
  const n = bigIntToBase64Url(p * q);
  if (n !== material.n) {
    throw new Error(
      `key pair ${material.pair} of ${material.sizeBits} bits is not the one it was made with: the snapshot comes from another bank of primes`,
    );
  }
  const d = inverse(E, (p - 1n) * (q - 1n));
  return {
    kty: 'RSA',
    n,
    e: RSA_PUBLIC_EXPONENT,
    d: bigIntToBase64Url(d),
    p: bigIntToBase64Url(p),
    q: bigIntToBase64Url(q),
    dp: bigIntToBase64Url(d % (p - 1n)),
    dq: bigIntToBase64Url(d % (q - 1n)),
    qi: bigIntToBase64Url(inverse(q, p)),
  };
}

// What can be worked out again is no state: entries go when the material they belong to goes.
const privateKeys = new WeakMap<RsaMaterial, LoadedKey>();
const publicKeys = new WeakMap<RsaMaterial, LoadedKey>();
const primes = new Map<string, bigint>();

function prime(sizeBits: RsaSizeBits, index: number): bigint {
  const key = `${sizeBits}/${index}`;
  let value = primes.get(key);
  if (value === undefined) {
    const text = primeBank[(sizeBits / 2) as keyof typeof primeBank][index];
    if (text === undefined) throw new RangeError(`the bank has no prime ${key}`);
    primes.set(key, (value = toBigInt(Buffer.from(text, 'base64'))));
  }
  return value;
}

/** Pair `k` in the order (1,0), (2,0), (2,1), (3,0), …; the larger prime first. */
function primesOf(sizeBits: RsaSizeBits, pair: number): [bigint, bigint] {
  const row = Math.floor((1 + Math.sqrt(1 + 8 * pair)) / 2);
  const first = prime(sizeBits, row);
  const second = prime(sizeBits, pair - (row * (row - 1)) / 2);
  return first > second ? [first, second] : [second, first];
}

function gcd(a: number, b: number): number {
  return b === 0 ? a : gcd(b, a % b);
}

/** `value⁻¹ mod modulus` by Euclid. */
function inverse(value: bigint, modulus: bigint): bigint {
  let [r, next] = [modulus, value % modulus];
  let [t, tNext] = [0n, 1n];
  while (next !== 0n) {
    const quotient = r / next;
    [r, next] = [next, r - quotient * next];
    [t, tNext] = [tNext, t - quotient * tNext];
  }
  return t < 0n ? t + modulus : t;
}
