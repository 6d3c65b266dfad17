/** CreateKey. */
import { type EcCurve, ecCurves, isEcCurve } from '../../crypto/ec.ts';
import { AES_SIZES_BITS, type AesSizeBits } from '../../crypto/aes.ts';
import type { RsaSizeBits } from '../../crypto/rsa.ts';
import { notSimulated } from '../../kernel/errors.ts';
import type { JsonObject } from '../../kernel/json.ts';
import { wordOf } from '../../kernel/read-json.ts';
import { addVersion } from './add-version.ts';
import {
  hardwareOnStandard,
  keyTypeNotSupported,
  sizeOffCurve,
  unsupportedCurveSize,
  unsupportedSize,
} from './key-errors.ts';
import { checkKeyName, readChanges } from './key-input.ts';
import { curveNamed, isSymmetric } from './key-type.ts';
import { type KeyShape, newMaterial } from './key-material.ts';
import type { KeyType } from './key-store.ts';
import { readRelease } from './release-policy.ts';
import { bodyOf, type VaultAnswer, type VaultRequest } from './request.ts';
import { invalidProperty } from './vault-errors.ts';

const RSA_SIZES_BITS: readonly RsaSizeBits[] = [2048, 3072, 4096];
const RSA_SIZE_DEFAULT_BITS = 2048;
const PUBLIC_EXPONENT = 65537;
/** Nobody has told what Azure makes of a request without a size. */
const SYMMETRIC_SIZE_DEFAULT_BITS = 256;
const CURVE_DEFAULT: EcCurve = 'P-256';
/** The curve that a size alone means. */
const CURVE_OF_SIZE: ReadonlyMap<unknown, EcCurve> = new Map([
  [256, 'P-256'],
  [384, 'P-384'],
  [521, 'P-521'],
]);

export function createKey(request: VaultRequest): VaultAnswer {
  checkKeyName(request.params['name'] ?? '');
  const body = bodyOf(request);
  const { type, shape } = readShape(body, request);
  const changes = { ...readChanges(body), ...readRelease(body, type, 'CreateKey') };
  return addVersion(request, type, changes, (version) =>
    newMaterial(request.services, shape, version),
  );
}

function readShape(
  body: JsonObject,
  { vault, apiVersion }: VaultRequest,
): { readonly type: KeyType; readonly shape: KeyShape } {
  const { kty } = body;
  if (typeof kty !== 'string') throw invalidProperty();
  const shape =
    kty === 'RSA' || kty === 'RSA-HSM'
      ? { sizeBits: readSize(body) }
      : kty === 'EC' || kty === 'EC-HSM'
        ? { curve: readCurve(body, apiVersion) }
        : kty === 'oct-HSM' && vault.isPremium
          ? { symmetricBits: readSymmetricSize(body) }
          : undefined;
  if (!shape) throw isSymmetric(kty) ? keyTypeNotSupported(kty) : invalidProperty();
  if (kty.endsWith('-HSM') && !vault.isPremium) throw hardwareOnStandard();
  return { type: kty as KeyType, shape };
}

function readSize(body: JsonObject): RsaSizeBits {
  const exponent = body['public_exponent'] ?? PUBLIC_EXPONENT;
  if (exponent !== PUBLIC_EXPONENT) throw notSimulated(`public_exponent ${wordOf(exponent)}`);
  const size = body['key_size'] ?? RSA_SIZE_DEFAULT_BITS;
  const known = RSA_SIZES_BITS.find((bits) => bits === size);
  if (known === undefined) throw unsupportedSize(size, RSA_SIZES_BITS);
  return known;
}

function readSymmetricSize(body: JsonObject): AesSizeBits {
  const size = body['key_size'] ?? SYMMETRIC_SIZE_DEFAULT_BITS;
  const known = AES_SIZES_BITS.find((bits) => bits === size);
  if (known === undefined) throw unsupportedSize(size, AES_SIZES_BITS);
  return known;
}

function readCurve(body: JsonObject, apiVersion: string): EcCurve {
  const size = body['key_size'] ?? undefined;
  const ofSize = size === undefined ? CURVE_DEFAULT : CURVE_OF_SIZE.get(size);
  if (!ofSize) throw unsupportedCurveSize(size);
  const curve = curveNamed(body['crv'] ?? ofSize, apiVersion);
  if (!isEcCurve(curve)) throw invalidProperty();
  const { sizeBits } = ecCurves[curve];
  if (size !== undefined && size !== sizeBits) throw sizeOffCurve(size, curve, sizeBits);
  return curve;
}
