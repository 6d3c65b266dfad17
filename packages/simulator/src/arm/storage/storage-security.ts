/** Identity and encryption of a storage account, which change together, and the watch over a key that it follows. */
import { BLOBS } from '../../kernel/blobs.ts';
import { encryptedStore, forgetStore } from '../../kernel/encrypted-store.ts';
import { Refusal } from '../../kernel/errors.ts';
import { type Following, following, isFollowDue, looksAgain } from '../../kernel/following.ts';
import { isObject, type JsonObject, objectAt, stringAt } from '../../kernel/json.ts';
import { checkIdentity, readIdentity, storeIdentity } from '../../kernel/managed-identity.ts';
import type { Effects, UnitContext, WriteRequest } from '../../kernel/resource-type.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import { lookAtStore, wrapStore } from '../../kernel/wrapped-store.ts';
import { together } from '../../kernel/together.ts';
import {
  followKey,
  followsKey,
  isUnderCustomersKey,
  keyUseOf,
  readEncryption,
  withKeyInUse,
} from './storage-encryption.ts';

/** An account looks once a day for a newer version of a key that it names without one; {@link checkKey} is the look. */
export const FOLLOWING: Following = {
  handler: 'Microsoft.Storage/storageAccounts.followKey',
  everyMs: 24 * 60 * 60 * 1000,
};

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
  const { resource: secured, timers } = following(
    context,
    {
      ...rest,
      ...(identity ? { identity } : {}),
      properties: { ...account.properties, encryption },
    },
    followsKey(encryption),
    FOLLOWING,
  );
  if (isObject(given)) checkNothingIsLost(context, account.id, secured);
  const kept = isTried || isUnderCustomersKey(before) ? keptKey(context, secured) : {};
  return {
    account: secured,
    effects: together(outcome.effects, { timers }, kept),
  };
}

/**
 * Blobs whose key nobody can unwrap would be lost with a change to another customer's key, or back to Microsoft's. That
 * Azure refuses it is assumed.
 */
function checkNothingIsLost(context: UnitContext, id: string, account: StoredResource): void {
  const lost = encryptedStore(context, id)?.lost;
  if (!lost || keyUseOf(context, account)?.version === lost.keyIdentifier) return;
  if (context.documents(BLOBS, `${id.toLowerCase()}/`).length === 0) return;
  throw new Refusal({
    status: 403,
    code: 'KeyVaultEncryptionKeyNotFound',
    message: 'The key vault key is not found to unwrap the encryption key.',
    evidence: 'assumed',
    ruleId: 'CMK-021',
  });
}

/** The account's data key, wrapped by the version in use; without a customer's key there is none. */
function keptKey(context: UnitContext, account: StoredResource): Effects {
  const use = keyUseOf(context, account);
  if (!use) return { documents: forgetStore(context, account.id) };
  // An account that has lost its identity keeps what it has, and finds it out of reach when it looks.
  return use.principalId === undefined ? {} : wrapStore(context, use);
}

/** The daily look at a key that is named without a version. */
export function checkKey(context: UnitContext, payload: JsonObject): Effects {
  const stored = context.resource(stringAt(payload, 'id') ?? '');
  if (!stored || !isFollowDue(context, stored)) return {};
  const { resource: account, timers } = looksAgain(context, stored, FOLLOWING);
  const encryption = followKey(context, account, objectAt(account.properties, 'encryption'));
  if (!encryption) return { put: [account], timers };
  const followed = { ...account, properties: { ...account.properties, encryption } };
  return together({ put: [followed], timers }, keptKey(context, followed));
}

/** The hourly look whether the account still has the version in use. */
export function checkKept(context: UnitContext, payload: JsonObject): Effects {
  const account = context.resource(stringAt(payload, 'id') ?? '');
  return lookAtStore(context, payload, account && keyUseOf(context, account))?.effects ?? {};
}
