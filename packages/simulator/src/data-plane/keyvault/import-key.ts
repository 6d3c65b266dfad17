/** ImportKey: private keys from outside. What goes in never comes out again. */
import { ecNumberBytes, importedEcKey, isEcCurve } from '../../crypto/ec.ts';
import { AES_SIZES_BITS, importedAesKey } from '../../crypto/aes.ts';
import { fromBase64Url } from '../../crypto/bytes.ts';
import { importedKey, RSA_NUMBERS, type RsaNumbers } from '../../crypto/rsa.ts';
import { notSimulated } from '../../kernel/errors.ts';
import { isObject, type JsonObject, stringAt } from '../../kernel/json.ts';
import { addVersion } from './add-version.ts';
import {
  hardwareOnStandard,
  keyTypeNotSupported,
  notAJsonWebKey,
  numbersDoNotFit,
  unsupportedSize,
} from './key-errors.ts';
import { checkKeyName, readChanges } from './key-input.ts';
import type { KeyMaterial } from './key-material.ts';
import { curveNamed, isSymmetric } from './key-type.ts';
import type { KeyType } from './key-store.ts';
import { readRelease } from './release-policy.ts';
import { bodyOf, type VaultAnswer, type VaultRequest } from './request.ts';
import { invalidProperty } from './vault-errors.ts';

/** Recorded: 1024 bits are taken in, though Azure makes no such keys. */
const RSA_SIZES_BITS: readonly number[] = [1024, 2048, 3072, 4096];

export function importKey(request: VaultRequest): VaultAnswer {
  checkKeyName(request.params['name'] ?? '');
  const body = bodyOf(request);
  const jwk = body['key'];
  if (!isObject(jwk)) throw notAJsonWebKey();
  const type = readType(body, jwk, request);
  const material =
    type === 'oct-HSM'
      ? readSymmetric(jwk)
      : type.startsWith('RSA')
        ? readRsa(jwk)
        : readEc(jwk, request.apiVersion);
  const changes = {
    ...readChanges({ ...body, key_ops: jwk['key_ops'] }),
    ...readRelease(body, type, 'ImportKey'),
  };
  return addVersion(request, type, changes, () => ({ material }));
}

/** Clients write `Hsm` or `hsm`. */
function readType(body: JsonObject, jwk: JsonObject, { vault }: VaultRequest): KeyType {
  const hardware = body['Hsm'] ?? body['hsm'] ?? false;
  if (typeof hardware !== 'boolean') throw invalidProperty();
  const { kty } = jwk;
  const isInHardware = hardware || kty === 'oct-HSM';
  if (typeof kty === 'string' && isSymmetric(kty)) {
    if (!isInHardware || !vault.isPremium) throw keyTypeNotSupported(kty);
    return 'oct-HSM';
  }
  if (kty !== 'RSA' && kty !== 'RSA-HSM' && kty !== 'EC' && kty !== 'EC-HSM') {
    throw notAJsonWebKey();
  }
  if ((jwk['key_hsm'] ?? undefined) !== undefined) {
    throw notSimulated('a key that was wrapped for an HSM (ImportKey with key_hsm)');
  }
  const type: KeyType = hardware && !kty.endsWith('-HSM') ? (`${kty}-HSM` as KeyType) : kty;
  if (type.endsWith('-HSM') && !vault.isPremium) throw hardwareOnStandard();
  return type;
}

function readSymmetric(jwk: JsonObject): KeyMaterial {
  const bytes = bytesAt(jwk, 'k');
  if (!bytes || bytes.length === 0) throw notAJsonWebKey();
  const material = importedAesKey(bytes);
  if (!material) throw unsupportedSize(bytes.length * 8, AES_SIZES_BITS);
  return material;
}

function readRsa(jwk: JsonObject): KeyMaterial {
  const isWhole = RSA_NUMBERS.every((name) => (bytesAt(jwk, name)?.length ?? 0) > 0);
  if (!isWhole) throw notAJsonWebKey();
  const material = importedKey(jwk as unknown as RsaNumbers);
  if (!material) throw numbersDoNotFit('RSA');
  if (!RSA_SIZES_BITS.includes(material.sizeBits)) {
    throw unsupportedSize(material.sizeBits, RSA_SIZES_BITS);
  }
  return material;
}

function readEc(jwk: JsonObject, apiVersion: string): KeyMaterial {
  const curve = curveNamed(jwk['crv'], apiVersion);
  if (!isEcCurve(curve)) throw notAJsonWebKey();
  const isWhole = ['x', 'y', 'd'].every(
    (name) => bytesAt(jwk, name)?.length === ecNumberBytes(curve),
  );
  if (!isWhole) throw notAJsonWebKey();
  const [x = '', y = '', d = ''] = ['x', 'y', 'd'].map((name) => stringAt(jwk, name));
  const material = importedEcKey({ curve, x, y, d });
  if (!material) throw numbersDoNotFit('EC');
  return material;
}

function bytesAt(jwk: JsonObject, name: string): Uint8Array | undefined {
  const text = jwk[name];
  return typeof text === 'string' ? fromBase64Url(text) : undefined;
}
