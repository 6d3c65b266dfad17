/** CreateKey. */
import { notSimulated } from '../../kernel/errors.ts';
import { drawHex32 } from '../../kernel/ids.ts';
import type { Json, JsonObject } from '../../kernel/json.ts';
import { keyBundle } from './key-bundle.ts';
import {
  exportableNeedsPolicy,
  hardwareOnStandard,
  invalidProperty,
  nameIsBeingDeleted,
  nameIsDeleted,
  policyNeedsExportable,
  unsupportedCurveSize,
  unsupportedRsaSize,
} from './key-errors.ts';
import { checkKeyName, checkValidity, readChanges } from './key-input.ts';
import { newRsaMaterial } from './key-material.ts';
import { rsaOperations } from './key-state.ts';
import type { StoredKey, StoredKeyVersion } from './key-store.ts';
import { bodyOf, type VaultAnswer, type VaultRequest } from './request.ts';
import { expiryOf } from './rotation-policy.ts';
import { scheduleRotation } from './rotation-timer.ts';

const RSA_SIZES_BITS = [2048, 3072, 4096] as const;
const RSA_SIZE_DEFAULT_BITS = 2048;
const PUBLIC_EXPONENT = 65537;
/** Recorded: a hardware key that does nothing but wrap other keys for import lives two days. */
const IMPORT_WRAPPER_LIFE_SECONDS = 172_800;

export function createKey(request: VaultRequest): VaultAnswer {
  const { keys, vault, params, now, services } = request;
  const name = params['name'] ?? '';
  checkKeyName(name);
  const body = bodyOf(request);
  const type = readType(body, request);
  const sizeBits = readSize(body);
  const changes = readChanges(body);
  checkValidity(changes);
  checkNameIsFree(request, name);

  const existing = keys.key(name);
  const { material, note } = newRsaMaterial(services, sizeBits);
  const operations = changes.operations ?? rsaOperations;
  const isImportWrapper = type === 'RSA-HSM' && operations.join() === 'import';
  const expires =
    changes.expires ??
    (isImportWrapper ? now + IMPORT_WRAPPER_LIFE_SECONDS : expiryOf(existing?.rotationPolicy, now));
  const version: StoredKeyVersion = {
    version: drawHex32(services.world),
    type,
    enabled: true,
    ...changes,
    operations,
    ...(expires === undefined ? {} : { expires }),
    created: now,
    updated: now,
    material,
  };
  const key: StoredKey = { ...(existing ?? { name }), version: version.version };
  keys.putVersion(key.name, version);
  keys.putKey(key);
  scheduleRotation(services, vault, key, version);
  return {
    status: 200,
    body: keyBundle(vault, key.name, version, request.apiVersion),
    ...(note === undefined ? {} : { note }),
  };
}

/** A name stays taken while what was deleted under it can be recovered. */
function checkNameIsFree({ keys, services }: VaultRequest, name: string): void {
  const deleted = keys.deletedKey(name);
  if (!deleted) return;
  throw deleted.settledAt > services.world.now ? nameIsBeingDeleted(name) : nameIsDeleted(name);
}

function readType(body: JsonObject, { vault }: VaultRequest): StoredKeyVersion['type'] {
  const { kty } = body;
  if (typeof kty !== 'string') throw invalidProperty();
  checkRelease(body);
  if (kty === 'RSA' || kty === 'RSA-HSM') {
    if (kty === 'RSA-HSM' && !vault.isPremium) throw hardwareOnStandard();
    const exponent = body['public_exponent'] ?? PUBLIC_EXPONENT;
    if (exponent !== PUBLIC_EXPONENT) throw notSimulated(`public_exponent ${String(exponent)}`);
    return kty;
  }
  if (kty === 'EC' || kty === 'EC-HSM') {
    const size = body['key_size'] ?? undefined;
    if (size !== undefined && ![256, 384, 521].includes(Number(size))) {
      throw unsupportedCurveSize(size);
    }
  } else if (kty !== 'oct' && kty !== 'oct-HSM') {
    throw invalidProperty();
  }
  if (kty.endsWith('-HSM') && !vault.isPremium) throw hardwareOnStandard();
  throw notSimulated(`a key of the type '${kty}' (CreateKey)`);
}

function checkRelease(body: JsonObject): void {
  const attributes: Json | undefined = body['attributes'];
  const isExportable =
    typeof attributes === 'object' &&
    attributes !== null &&
    (attributes as JsonObject)['exportable'] === true;
  const hasPolicy = (body['release_policy'] ?? undefined) !== undefined;
  if (isExportable && !hasPolicy) throw exportableNeedsPolicy();
  if (hasPolicy && !isExportable) throw policyNeedsExportable();
  if (isExportable) throw notSimulated('an exportable key (CreateKey with a release policy)');
}

function readSize(body: JsonObject): (typeof RSA_SIZES_BITS)[number] {
  const size = body['key_size'] ?? RSA_SIZE_DEFAULT_BITS;
  const known = RSA_SIZES_BITS.find((bits) => bits === size);
  if (known === undefined) throw unsupportedRsaSize(size);
  return known;
}
