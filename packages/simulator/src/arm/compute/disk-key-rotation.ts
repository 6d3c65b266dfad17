/** The key of a disk encryption set over time: a newer version is taken within an hour, and the disks' data key follows. */
import { firstKeyRefusal, unfitKind } from '../../kernel/customer-key.ts';
import {
  encryptedBy,
  FOLLOWING,
  keyUrlOf,
  keyUseOf,
  setPrincipalOf,
} from '../../kernel/disk-encryption-set.ts';
import { encryptedStore } from '../../kernel/encrypted-store.ts';
import { simulatorWording } from '../../kernel/errors.ts';
import { isFollowDue, looksAgain } from '../../kernel/following.ts';
import { type JsonObject, objectAt, stringAt } from '../../kernel/json.ts';
import type { Effects, UnitContext } from '../../kernel/resource-type.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import { lookAtStore } from '../../kernel/wrapped-store.ts';
import { together } from '../../kernel/together.ts';

/** What changes on a set that is given another key: when it was, and which key its disks are under until they follow. */
export function rotated(
  context: UnitContext,
  existing: StoredResource | undefined,
  properties: JsonObject,
): JsonObject {
  const after = stringAt(properties['activeKey'], 'keyUrl');
  const before = existing && keyUrlOf(existing);
  if (!existing || after === undefined || before === after) return {};
  const isUsed = encryptedStore(context, existing.id) !== undefined;
  return {
    lastKeyRotationTimestamp: context.iso,
    ...(isUsed ? { previousKeys: [objectAt(existing.properties, 'activeKey')] } : {}),
  };
}

/** The hourly look of a set whose disks have a data key: another key wraps it now, and the key of before is free. */
export function checkKept(context: UnitContext, payload: JsonObject): Effects {
  const set = context.resource(stringAt(payload, 'id') ?? '');
  const look = set && lookAtStore(context, payload, keyUseOf(context, set));
  if (!look) return {};
  const { previousKeys, ...properties } = set.properties;
  const isSettled = look.store.dataKeys[0].kid === keyUrlOf(set);
  if (previousKeys === undefined || !isSettled) return look.effects;
  return { ...look.effects, put: [{ ...set, properties }] };
}

/** The hourly look of a set that takes the newest version by itself. */
export function followKey(context: UnitContext, payload: JsonObject): Effects {
  const stored = context.resource(stringAt(payload, 'id') ?? '');
  if (!stored || !isFollowDue(context, stored)) return {};
  const { resource: set, timers } = looksAgain(context, stored, FOLLOWING);
  const { autoKeyRotationError: _before, ...properties } = set.properties;
  const newest = context.keys.describe(keyUrlOf(set).replace(/\/[^/]+$/, ''))?.id;
  // Of a key that is not there nothing new is learnt.
  if (newest === undefined) return { put: [set], timers };
  if (newest === keyUrlOf(set)) return { put: [{ ...set, properties }], timers };
  const error = rotationError(context, set, newest);
  if (error !== undefined) {
    const failed = { ...properties, autoKeyRotationError: error };
    return { put: [{ ...set, properties: failed }], timers };
  }
  const activeKey = { ...objectAt(properties, 'activeKey'), keyUrl: newest };
  const next = {
    ...set,
    properties: { ...properties, activeKey, lastKeyRotationTimestamp: context.iso },
  };
  // Disks, if there are any, go along at once.
  const kept = encryptedStore(context, set.id) ? encryptedBy(context, next) : {};
  return together({ put: [next], timers }, kept);
}

/** Why a set stays with the version it has: the newer one cannot be used, or the disks' data key not be unwrapped. */
function rotationError(
  context: UnitContext,
  set: StoredResource,
  newest: string,
): JsonObject | undefined {
  const principalId = setPrincipalOf(context, set);
  const wrappedBy = encryptedStore(context, set.id)?.dataKeys[0].kid;
  const key = context.keys.describe(newest);
  const refusal =
    principalId === undefined
      ? undefined
      : (firstKeyRefusal(context, newest, principalId) ??
        (wrappedBy === undefined
          ? undefined
          : context.keys.refuses(wrappedBy, principalId, 'unwrapKey')));
  const why =
    principalId === undefined
      ? 'there is no identity to use it with'
      : (refusal?.data.message ?? (key && unfitKind(key)));
  if (why === undefined) return undefined;
  return {
    code: 'KeyVaultAccessForbidden',
    message: `The key '${newest}' does not come into use: ${why}${simulatorWording}`,
  };
}
