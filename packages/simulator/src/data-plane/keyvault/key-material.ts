/** Where the material of new keys comes from. */
import {
  bankKey,
  generatedKey,
  pairFor,
  pairsPerSize,
  type RsaMaterial,
  type RsaSizeBits,
} from '../../crypto/rsa.ts';
import type { Services } from '../../kernel/services.ts';

/** Table of how many keys of a size took a pair of the bank, by size: no pair is taken twice in a world. */
const PAIRS_TAKEN = 'rsaPairsTaken';

const BANK_NOTE =
  'the key is made of primes that everybody has (keys: bank): it protects nothing outside a simulator';

/** Material for a new RSA key, and what to note of it in the ledger. */
export function newRsaMaterial(
  { world, settings }: Pick<Services, 'world' | 'settings'>,
  sizeBits: RsaSizeBits,
): { readonly material: RsaMaterial; readonly note?: string } {
  if (settings.keys === 'generate') return { material: generatedKey(sizeBits) };
  const taken = world.get<number>(PAIRS_TAKEN, String(sizeBits)) ?? 0;
  if (taken >= pairsPerSize) {
    return {
      material: generatedKey(sizeBits),
      note: `all ${pairsPerSize} pairs of primes for RSA ${sizeBits} are taken: the key was generated, which is slow`,
    };
  }
  world.set(PAIRS_TAKEN, String(sizeBits), taken + 1);
  return { material: bankKey(sizeBits, pairFor(world.seed, taken)), note: BANK_NOTE };
}
