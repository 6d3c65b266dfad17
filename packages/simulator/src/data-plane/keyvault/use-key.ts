/** Encrypt, Decrypt, WrapKey, UnwrapKey; and what these share with Sign and Verify. */
import { toBase64Url } from '../../crypto/bytes.ts';
import type { RsaMaterial } from '../../crypto/rsa.ts';
import {
  decrypt,
  encrypt,
  isRsaEncryption,
  longestMessageBytes,
  type RsaEncryption,
} from '../../crypto/rsa-messages.ts';
import type { JsonObject } from '../../kernel/json.ts';
import { findVersion } from './find-key.ts';
import { keyId } from './key-bundle.ts';
import { operationNotInKeyOps } from './key-errors.ts';
import { type KeyOperation, stateRefusal } from './key-state.ts';
import type { StoredKeyVersion } from './key-store.ts';
import { algorithmOf, bytesAt } from './operation-body.ts';
import { bodyOf, type VaultAnswer, type VaultRequest } from './request.ts';
import { decryptSymmetric, encryptSymmetric, type SymmetricOutcome } from './use-symmetric-key.ts';
import { badValue } from './vault-errors.ts';

/** The version that works, and its identifier. */
export interface Subject {
  readonly kid: string;
  readonly version: StoredKeyVersion;
}

/** What becomes of it: `value`, with what a symmetric key gives beside. */
type Outcome = string | boolean | SymmetricOutcome;

/** The operation on the version that is named, or the current one, once its state allows it. */
export function use<T extends Outcome | Promise<Outcome>>(
  request: VaultRequest,
  operation: KeyOperation,
  work: (subject: Subject, body: JsonObject) => T,
): VaultAnswer | Promise<VaultAnswer> {
  const { key, version } = findVersion(request);
  const refusal = stateRefusal(version, operation, request.now);
  if (refusal) throw refusal;
  const kid = keyId(request.vault, key.name, version.version);
  const answer = (value: Outcome): VaultAnswer => ({
    status: 200,
    body: bodyWith(kid, value),
  });
  const outcome = work({ kid, version }, bodyOf(request));
  return outcome instanceof Promise ? outcome.then(answer) : answer(outcome);
}

function bodyWith(kid: string, outcome: Outcome): JsonObject {
  if (typeof outcome === 'boolean') return { value: outcome };
  return typeof outcome === 'string' ? { kid, value: outcome } : { kid, ...outcome };
}

type Handler = (request: VaultRequest) => VaultAnswer | Promise<VaultAnswer>;

const encryptWith =
  (operation: 'encrypt' | 'wrapKey'): Handler =>
  (request) =>
    use(request, operation, ({ version }, body) => {
      if ('k' in version.material) return encryptSymmetric(version.material, operation, body);
      const material = rsaOf(version, operation);
      const algorithm = encryptionOf(body);
      const message = bytesAt(body, 'value');
      const longest = longestMessageBytes(algorithm, material);
      if (message.length > longest) {
        throw badValue(
          `The value is ${message.length} bytes long; ${algorithm} with this key takes at most ${longest}`,
        );
      }
      return toBase64Url(encrypt(material, algorithm, message));
    });

const decryptWith =
  (operation: 'decrypt' | 'unwrapKey'): Handler =>
  (request) =>
    use(request, operation, ({ version }, body) => {
      if ('k' in version.material) return decryptSymmetric(version.material, operation, body);
      const algorithm = encryptionOf(body);
      const message = decrypt(rsaOf(version, operation), algorithm, bytesAt(body, 'value'));
      if (!message) {
        throw badValue(
          `The value was not encrypted with ${algorithm} under this version of the key`,
        );
      }
      return toBase64Url(message);
    });

export const encryptData: Handler = encryptWith('encrypt');
export const wrapKey: Handler = encryptWith('wrapKey');
export const decryptData: Handler = decryptWith('decrypt');
export const unwrapKey: Handler = decryptWith('unwrapKey');

/** Keys on curves have no such operations, so that their state has refused already. */
function rsaOf({ material }: StoredKeyVersion, operation: KeyOperation): RsaMaterial {
  if ('curve' in material || 'k' in material) throw operationNotInKeyOps(operation);
  return material;
}

function encryptionOf(body: JsonObject): RsaEncryption {
  const algorithm = algorithmOf(body);
  if (isRsaEncryption(algorithm)) return algorithm;
  throw badValue(`The algorithm ${algorithm} does not encrypt with an RSA key`);
}
