import type { CryptoKey, JWK } from 'jose';
import { bankKey, pairFor, privateJwkOf } from '../crypto/rsa.ts';
import { namedGuid } from '../kernel/ids.ts';
import type { World } from '../kernel/world.ts';
import { jose } from './jose.ts';
import { Memo } from '../kernel/memo.ts';

/** The algorithm that Entra ID signs with. */
export const SIGNING_ALGORITHM = 'RS256';
const SIGNING_KEY_BITS = 2048;

/** The key that a world's Entra ID signs tokens with. Worthless outside a simulator: its primes are public. */
export interface SigningKey {
  readonly kid: string;
  readonly privateKey: CryptoKey;
  readonly publicKey: CryptoKey;
}

/**
 * The public half as Entra ID publishes it. The key follows from the world's seed alone, so what a world has signed, its
 * forks and the worlds restored from its snapshots verify.
 */
export function publicJwk(world: Pick<World, 'seed'>): JWK {
  const { n, e, kty } = privateJwk(world);
  return { kty, use: 'sig', kid: keyId(world), n, e };
}

const MAX_LOADED_KEYS = 64;
const loaded = new Memo<Promise<SigningKey>>(MAX_LOADED_KEYS);

/** Both halves, loaded. */
export function loadSigningKey(world: Pick<World, 'seed'>): Promise<SigningKey> {
  let key = loaded.get(world.seed);
  if (!key) loaded.set(world.seed, (key = load(world)));
  return key;
}

async function load(world: Pick<World, 'seed'>): Promise<SigningKey> {
  const { importJWK } = await jose();
  const [privateKey, publicKey] = await Promise.all([
    importJWK({ ...privateJwk(world) }, SIGNING_ALGORITHM),
    importJWK(publicJwk(world), SIGNING_ALGORITHM),
  ]);
  if (privateKey instanceof Uint8Array || publicKey instanceof Uint8Array) {
    throw new TypeError('an RSA key was read as a symmetric one');
  }
  return { kid: keyId(world), privateKey, publicKey };
}

function privateJwk({ seed }: Pick<World, 'seed'>) {
  return privateJwkOf(bankKey(SIGNING_KEY_BITS, pairFor(`${seed}|entra`, 0)));
}

const keyId = ({ seed }: Pick<World, 'seed'>): string =>
  namedGuid('entra signing key', seed).replaceAll('-', '');
