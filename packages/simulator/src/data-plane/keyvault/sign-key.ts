/** Sign and Verify. The value is a digest: Key Vault does not hash. */
import { type EcMaterial, ecSignatures, isEcSignature } from '../../crypto/ec.ts';
import {
  digestBytes,
  isRsaSignature,
  type RsaSignature,
  sign,
  verify,
} from '../../crypto/rsa-messages.ts';
import { toBase64Url } from '../../crypto/bytes.ts';
import { notSimulated } from '../../kernel/errors.ts';
import type { JsonObject } from '../../kernel/json.ts';
import { algorithmOffCurve } from './key-errors.ts';
import type { VaultAnswer, VaultRequest } from './request.ts';
import { algorithmOf, bytesAt, type Subject, use } from './use-key.ts';
import { badValue } from './vault-errors.ts';

export function signDigest(request: VaultRequest): VaultAnswer | Promise<VaultAnswer> {
  return use(request, 'sign', (subject, body) => {
    const { material } = subject.version;
    if ('curve' in material) {
      const digest = ecDigest(subject, material, body, 'value');
      return ecdsa().then(({ signEc }) => toBase64Url(signEc(material, digest)));
    }
    const algorithm = rsaSignature(body);
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
    const algorithm = rsaSignature(body);
    const digest = digestAt(body, 'digest', algorithm, digestBytes[algorithm]);
    return verify(material, algorithm, digest, signature);
  });
}

const ecdsa = (): Promise<typeof import('../../crypto/ecdsa.ts')> =>
  import('../../crypto/ecdsa.ts');

function rsaSignature(body: JsonObject): RsaSignature {
  const algorithm = algorithmOf(body);
  if (isRsaSignature(algorithm)) return algorithm;
  if (algorithm === 'RSNULL') throw notSimulated('the algorithm RSNULL (Sign, Verify)');
  throw badValue(`The algorithm ${algorithm} does not sign with an RSA key`);
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
