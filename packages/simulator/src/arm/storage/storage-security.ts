/** Identity and encryption of a storage account, which change together, and the watch over a key that it follows. */
import { isObject, type JsonObject, objectAt, stringAt } from '../../kernel/json.ts';
import { checkIdentity, readIdentity, storeIdentity } from '../../kernel/managed-identity.ts';
import type { Effects, UnitContext, WriteRequest } from '../../kernel/resource-type.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import {
  followKey,
  followsKey,
  isUnderCustomersKey,
  readEncryption,
  withKeyInUse,
} from './storage-encryption.ts';

/** How often an account looks for a newer version of a key that it names without one, milliseconds. */
const KEY_CHECK_MS = 24 * 60 * 60 * 1000;

/** Name of the timer that {@link checkKey} answers. */
export const KEY_TIMER: string = 'Microsoft.Storage/storageAccounts.followKey';

/** The account with the identity and the encryption that are asked for; the key is tried when either changes. */
export function secure(
  context: UnitContext,
  { address, body, existing }: WriteRequest,
  account: StoredResource,
): { readonly account: StoredResource; readonly effects: Effects } {
  const asked = readIdentity(body['identity']);
  if (asked) checkIdentity(context, address, asked);
  const outcome = asked
    ? storeIdentity(context, address, asked, existing, ',')
    : { ...(account.identity ? { identity: account.identity } : {}), effects: {} };
  const { identity: _before, ...rest } = account;
  const { identity } = outcome;
  const given = objectAt(body, 'properties')['encryption'];
  const before = objectAt(account.properties, 'encryption');
  let encryption = isObject(given) ? readEncryption(before, given) : before;
  const isTried = isUnderCustomersKey(encryption) && (isObject(given) || asked !== undefined);
  if (isTried) {
    encryption = withKeyInUse(context, { name: address.name, identity }, encryption);
  }
  const secured = {
    ...rest,
    ...(identity ? { identity } : {}),
    properties: { ...account.properties, encryption },
  };
  const isWatched = followsKey(before) && keyNameOf(before) === keyNameOf(encryption);
  const timers = followsKey(encryption) && !isWatched ? keyTimers(context, secured) : [];
  return { account: secured, effects: { ...outcome.effects, timers } };
}

function keyTimers(context: UnitContext, { id, properties }: StoredResource) {
  const { subscriptionId } = context.subscription;
  const key = keyNameOf(objectAt(properties, 'encryption'));
  const payload = { subscriptionId, id, key };
  return [{ dueAt: context.now + KEY_CHECK_MS, handler: KEY_TIMER, payload }];
}

/** Tells the keys of a world apart. */
function keyNameOf(encryption: JsonObject): string {
  const { keyvaulturi, keyname } = objectAt(encryption, 'keyvaultproperties');
  return `${String(keyvaulturi)} ${String(keyname)}`;
}

/** The daily look at a key that is named without a version. */
export function checkKey(context: UnitContext, payload: JsonObject): Effects {
  const account = context.resource(stringAt(payload, 'id') ?? '');
  const encryption = objectAt(account?.properties, 'encryption');
  // Another key has a timer of its own.
  if (!account || !followsKey(encryption)) return {};
  if (stringAt(payload, 'key') !== keyNameOf(encryption)) return {};
  const next = followKey(context, account, encryption);
  const followed = { ...account, properties: { ...account.properties, encryption: next } };
  return { ...(next ? { put: [followed] } : {}), timers: keyTimers(context, account) };
}
