/** Where the material of new keys comes from. */
import {
  type AesMaterial,
  type AesSizeBits,
  derivedAesKey,
  generatedAesKey,
} from '../../crypto/aes.ts';
import { derivedEcKey, type EcCurve, type EcMaterial, generatedEcKey } from '../../crypto/ec.ts';
import {
  bankKey,
  generatedKey,
  pairFor,
  pairsPerSize,
  type RsaMaterial,
  type RsaSizeBits,
} from '../../crypto/rsa.ts';
import type { Services } from '../../kernel/services.ts';

/** What a key version is made of. */
export type KeyMaterial = RsaMaterial | EcMaterial | AesMaterial;

/** Whether it is an RSA pair, the only kind that wraps for other services. */
export const isRsa = (material: KeyMaterial): material is RsaMaterial => 'n' in material;

/** What to make: an RSA key of a size, a key on a curve, or a symmetric key of a size. */
export type KeyShape =
  | { readonly sizeBits: RsaSizeBits }
  | { readonly curve: EcCurve }
  | { readonly symmetricBits: AesSizeBits };

/** New material, and what to note of it in the ledger. */
export interface NewMaterial<T extends KeyMaterial = KeyMaterial> {
  readonly material: T;
  readonly note?: string;
}

type Source = Pick<Services, 'world' | 'settings'>;

/** Table of how many keys of a size took a pair of the bank, by size: no pair is taken twice in a world. */
const PAIRS_TAKEN = 'rsaPairsTaken';

const BANK_NOTE =
  'the key is made of primes that everybody has (keys: bank): it protects nothing outside a simulator';
const SEED_NOTE =
  "the key follows from the simulator's seed (keys: bank): it protects nothing outside a simulator";

/** Azure makes no smaller RSA keys, but takes them in. */
const RSA_SIZE_MIN_INCLUSIVE_BITS = 2048;

/** `version`: the name of the version that is made, unlike any other in the world. */
export function newMaterial(source: Source, shape: KeyShape, version: string): NewMaterial {
  if ('symmetricBits' in shape) return newAesMaterial(source, shape.symmetricBits, version);
  return 'curve' in shape
    ? newEcMaterial(source, shape.curve, version)
    : newRsaMaterial(source, shape.sizeBits);
}

/** The shape of the version that rotation puts after one. */
export function shapeOf(material: KeyMaterial): KeyShape {
  if ('curve' in material) return { curve: material.curve };
  if ('k' in material) return { symmetricBits: material.sizeBits };
  const { sizeBits } = material;
  return {
    sizeBits: sizeBits === 3072 || sizeBits === 4096 ? sizeBits : RSA_SIZE_MIN_INCLUSIVE_BITS,
  };
}

/** Material for a new RSA key. */
export function newRsaMaterial(
  { world, settings }: Source,
  sizeBits: RsaSizeBits,
): NewMaterial<RsaMaterial> {
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

function newAesMaterial(
  { world, settings }: Source,
  sizeBits: AesSizeBits,
  version: string,
): NewMaterial<AesMaterial> {
  return settings.keys === 'generate'
    ? { material: generatedAesKey(sizeBits) }
    : { material: derivedAesKey(sizeBits, world.seed, version), note: SEED_NOTE };
}

function newEcMaterial(
  { world, settings }: Source,
  curve: EcCurve,
  version: string,
): NewMaterial<EcMaterial> {
  return settings.keys === 'generate'
    ? { material: generatedEcKey(curve) }
    : { material: derivedEcKey(curve, world.seed, version), note: SEED_NOTE };
}
