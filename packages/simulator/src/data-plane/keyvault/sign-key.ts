/** Sign and Verify. The value is a digest: Key Vault does not hash. */
import { type EcMaterial, ecSignatures, isEcSignature } from '../../crypto/ec.ts';
import {
  digestBytes,
  isRsaSignature,
  longestMessageBytes,
  type RsaSignature,
  sign,
  signBare,
  verify,
  verifyBare,
} from '../../crypto/rsa-messages.ts';
import type { RsaMaterial } from '../../crypto/rsa.ts';
import { toBase64Url } from '../../crypto/bytes.ts';
import type { JsonObject } from '../../kernel/json.ts';
import { algorithmOffCurve, operationNotInKeyOps } from './key-errors.ts';
import type { VaultAnswer, VaultRequest } from './request.ts';
import { algorithmOf, bytesAt } from './operation-body.ts';
import { type Subject, use } from './use-key.ts';
import { badValue } from './vault-errors.ts';

export function signDigest(request: VaultRequest): VaultAnswer | Promise<VaultAnswer> {
  return use(request, 'sign', (subject, body) => {
    const { material } = subject.version;
    if ('curve' in material) {
      const digest = ecDigest(subject, material, body, 'value');
      return ecdsa().then(({ signEc }) => toBase64Url(signEc(material, digest)));
    }
    if ('k' in material) throw operationNotInKeyOps('sign');
    const algorithm = algorithmOf(body);
    if (algorithm === 'RSNULL')
      return toBase64Url(signBare(material, bareAt(material, body, 'value')));
    checkSigns(algorithm);
    return toBase64Url(
      sign(material, algorithm, digestAt(body, 'value', algorithm, digestBytes[algorithm])),
    );
  });
}

export function verifySignature(request: VaultRequest): VaultAnswer | Promise<VaultAnswer> {
  return use(request, 'verify', (subject, body) => {
    const { material } = subject.version;
    const signature = bytesAt(body, 'value');
    if ('curve' in material) {
      const digest = ecDigest(subject, material, body, 'digest');
      return ecdsa().then(({ verifyEc }) => verifyEc(material, digest, signature));
    }
    if ('k' in material) throw operationNotInKeyOps('verify');
    const algorithm = algorithmOf(body);
    if (algorithm === 'RSNULL')
      return verifyBare(material, bareAt(material, body, 'digest'), signature);
    checkSigns(algorithm);
    const digest = digestAt(body, 'digest', algorithm, digestBytes[algorithm]);
    return verify(material, algorithm, digest, signature);
  });
}

const ecdsa = (): Promise<typeof import('../../crypto/ecdsa.ts')> =>
  import('../../crypto/ecdsa.ts');

function checkSigns(algorithm: string): asserts algorithm is RsaSignature {
  if (isRsaSignature(algorithm)) return;
  throw badValue(`The algorithm ${algorithm} does not sign with an RSA key`);
}

/** What RSNULL signs: no digest of a certain length, but anything that fits (TLS before 1.2 has digests of 36 bytes). */
function bareAt(material: RsaMaterial, body: JsonObject, member: string): Uint8Array {
  const value = bytesAt(body, member);
  const longest = longestMessageBytes('RSA1_5', material);
  if (value.length <= longest) return value;
  throw badValue(
    `The value is ${value.length} bytes long; RSNULL with this key takes at most ${longest}`,
  );
}

function ecDigest(
  { kid }: Subject,
  { curve }: EcMaterial,
  body: JsonObject,
  member: string,
): Uint8Array {
  const algorithm = algorithmOf(body);
  if (!isEcSignature(algorithm)) {
    throw badValue(`The algorithm ${algorithm} does not sign with an EC key`);
  }
  const needed = ecSignatures[algorithm];
  if (needed.curve !== curve) throw algorithmOffCurve(kid, curve, algorithm, needed.curve);
  return digestAt(body, member, algorithm, needed.digestBytes);
}

function digestAt(
  body: JsonObject,
  member: string,
  algorithm: string,
  expected: number,
): Uint8Array {
  const digest = bytesAt(body, member);
  if (digest.length === expected) return digest;
  throw badValue(
    `${algorithm} takes a digest of ${expected} bytes; the value has ${digest.length}`,
  );
}
