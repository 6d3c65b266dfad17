/** Release policies of exportable keys, and Release. */
import { fromBase64Url } from '../../crypto/bytes.ts';
import { notSimulated } from '../../kernel/errors.ts';
import { isObject, type Json, type JsonObject, objectAt } from '../../kernel/json.ts';
import { findVersion } from './find-key.ts';
import {
  attestationUnverified,
  exportableNeedsPolicy,
  keyIsNotExportable,
  policyIsImmutable,
  policyNeedsExportable,
} from './key-errors.ts';
import { stateRefusal } from './key-state.ts';
import type { KeyType, StoredKeyVersion } from './key-store.ts';
import { bodyOf, type VaultAnswer, type VaultRequest } from './request.ts';
import { badValue, invalidProperty } from './vault-errors.ts';

/** Under which conditions a key may leave the vault, as it is stored. */
export interface ReleasePolicy {
  readonly contentType: string;
  /** The conditions in base64url, as they came. */
  readonly data: string;
  readonly immutable: boolean;
}

/** What a version has of this; members that it does not have are left out. */
export type Release = Pick<StoredKeyVersion, 'exportable' | 'releasePolicy'>;

const CONTENT_TYPE_DEFAULT = 'application/json; charset=utf-8';

/** Of a key that is made or imported. */
export function readRelease(
  body: JsonObject,
  type: KeyType,
  operation: 'CreateKey' | 'ImportKey',
): Release {
  const exportable = objectAt(body, 'attributes')['exportable'] ?? false;
  if (typeof exportable !== 'boolean') throw invalidProperty();
  const given = body['release_policy'] ?? undefined;
  if (exportable && given === undefined) throw exportableNeedsPolicy();
  if (!exportable && given !== undefined) throw policyNeedsExportable();
  if (given === undefined) return {};
  const releasePolicy = readPolicy(given);
  if (!type.endsWith('-HSM'))
    throw notSimulated(`an exportable key of the type '${type}' (${operation})`);
  return { exportable, releasePolicy };
}

/** Of a version that is changed. */
export function changedRelease(body: JsonObject, before: StoredKeyVersion): Release {
  const given = body['release_policy'] ?? undefined;
  if (given === undefined) return {};
  if (before.exportable !== true) throw policyNeedsExportable();
  if (before.releasePolicy?.immutable === true) throw policyIsImmutable();
  return { releasePolicy: readPolicy(given) };
}

function readPolicy(value: Json): ReleasePolicy {
  if (!isObject(value)) throw invalidProperty();
  const contentType = value['contentType'] ?? CONTENT_TYPE_DEFAULT;
  const immutable = value['immutable'] ?? false;
  const { data } = value;
  if (typeof contentType !== 'string' || typeof immutable !== 'boolean') throw invalidProperty();
  if (typeof data !== 'string') throw invalidProperty();
  if (!isObject(jsonIn(data))) {
    throw badValue('The data of the release_policy must be a JSON object in base64url');
  }
  return { contentType, data, immutable };
}

/**
 * Recorded: a statement that cannot be verified is refused before the key is looked for. There is no attestation service
 * here whose statements could be verified, so that no key ever leaves.
 */
export function releaseKey(request: VaultRequest): VaultAnswer {
  const { target } = bodyOf(request);
  if (typeof target !== 'string') throw invalidProperty();
  const issuer = issuerOf(target);
  if (issuer === undefined) throw attestationUnverified();
  const { version } = findVersion(request);
  const refusal = stateRefusal(version, 'release', request.now);
  if (refusal) throw refusal;
  if (!version.releasePolicy) throw keyIsNotExportable();
  const conditions = jsonIn(version.releasePolicy.data);
  if (!isTrusted(conditions, issuer)) throw attestationUnverified();
  throw notSimulated(`attestation by ${issuer} (Release)`);
}

/** Who signed a statement; `undefined` when it is no JSON Web Token. */
function issuerOf(token: string): string | undefined {
  const [header = '', claims = '', signature = ''] = token.split('.');
  const issuer = signature === '' || !isObject(jsonIn(header)) ? undefined : jsonIn(claims);
  const iss = isObject(issuer) ? issuer['iss'] : undefined;
  return typeof iss === 'string' ? iss : undefined;
}

/** Whether a policy names the authority in one of its alternatives. */
function isTrusted(conditions: Json | undefined, authority: string): boolean {
  const alternatives = isObject(conditions) ? (conditions['anyOf'] ?? conditions['allOf']) : [];
  return (
    Array.isArray(alternatives) &&
    (alternatives as readonly Json[]).some(
      (one) => isObject(one) && withoutSlash(one['authority']) === withoutSlash(authority),
    )
  );
}

const withoutSlash = (url: Json | undefined): Json | undefined =>
  typeof url === 'string' ? url.replace(/\/$/, '') : url;

function jsonIn(base64Url: string): Json | undefined {
  try {
    return JSON.parse(Buffer.from(fromBase64Url(base64Url) ?? []).toString()) as Json;
  } catch {
    return undefined;
  }
}
