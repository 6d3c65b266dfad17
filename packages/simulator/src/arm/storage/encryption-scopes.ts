/** Encryption scopes of an account: a part of its data under a key of its own, Microsoft's or a customer's. */
import { firstKeyRefusal, unfitKind, unrecoverableVault } from '../../kernel/customer-key.ts';
import { forgetStore } from '../../kernel/encrypted-store.ts';
import { Refusal } from '../../kernel/errors.ts';
import { type Following, following, isFollowDue, looksAgain } from '../../kernel/following.ts';
import { type JsonObject, objectAt, stringAt } from '../../kernel/json.ts';
import {
  defineResourceType,
  type Effects,
  type ResourceType,
  type UnitContext,
  type WriteAnswer,
  type WriteRequest,
} from '../../kernel/resource-type.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import { STORAGE_ACCOUNTS, storageInstant } from '../../kernel/storage-account.ts';
import { lookAtStore, wrapStore, type WrappedStoreKey } from '../../kernel/wrapped-store.ts';
import { together } from '../../kernel/together.ts';
import { DATA_NEEDS } from './storage-encryption.ts';
import { findKeyUser, keyUser } from './storage-key-user.ts';
import { STORAGE_API_VERSIONS } from './storage-model.ts';

const TYPE = `${STORAGE_ACCOUNTS}/encryptionScopes`;
const NAME = /^(?=.{3,63}$)[a-z0-9]+(?:-[a-z0-9]+)*$/;
const SOURCES = ['Microsoft.Storage', 'Microsoft.KeyVault'] as const;
const STATES = ['Enabled', 'Disabled'] as const;
/** A scope looks once a day for a newer version of a key that it names without one. */
const FOLLOWING: Following = {
  handler: `${TYPE}.followKey`,
  everyMs: 24 * 60 * 60 * 1000,
};
const LOOK = `${TYPE}.checkKey`;

/** A scope is never removed; one that is disabled takes no more data. */
export const encryptionScopes: ResourceType = defineResourceType({
  type: TYPE,
  apiVersions: STORAGE_API_VERSIONS,
  scope: 'group',
  pageSizeParameter: '$maxpagesize',
  checkName: (name) => {
    if (NAME.test(name)) return;
    throw invalid(
      `encryptionScopeName. '${name}' is not 3-63 lower-case letters, digits and single hyphens`,
    );
  },
  put: write,
  patch: write,
  timers: { [FOLLOWING.handler]: checkKey, [LOOK]: checkKept },
  present: ({ id, name, properties }) => ({ id, name, type: TYPE, properties }),
});

function write(context: UnitContext, { address, body, existing }: WriteRequest): WriteAnswer {
  const account = context.resource(address.parentId);
  if (!account) throw new Error('the kernel answers a write under an account that is not there');
  const given = objectAt(body, 'properties');
  const before = existing?.properties ?? {};
  const source = wordOf(given['source'] ?? before['source'] ?? SOURCES[0], SOURCES, 'source');
  const state = wordOf(given['state'] ?? before['state'] ?? STATES[0], STATES, 'state');
  const infrastructure =
    before['requireInfrastructureEncryption'] ?? given['requireInfrastructureEncryption'];
  const instant = storageInstant(context.iso);
  const keyUri = stringAt(given['keyVaultProperties'] ?? before['keyVaultProperties'], 'keyUri');
  const asAsked: StoredResource = {
    ...(existing?.hidden ? { hidden: existing.hidden } : {}),
    id: existing?.id ?? address.id,
    type: TYPE,
    name: existing?.name ?? address.name,
    properties: {
      source,
      state,
      creationTime: before['creationTime'] ?? instant,
      lastModifiedTime: instant,
      ...(infrastructure === undefined ? {} : { requireInfrastructureEncryption: infrastructure }),
      ...(source === 'Microsoft.KeyVault'
        ? { keyVaultProperties: keyInUse(context, account, keyUri, before) }
        : {}),
    },
  };
  const isFollowing = isFollowed(keyUriOf(asAsked.properties));
  const { resource: scope, timers } = following(context, asAsked, isFollowing, FOLLOWING);
  return { done: scope, effects: together({ timers }, keptKey(context, account, scope)) };
}

/** The scope's own data key, wrapped by the version in use; under Microsoft's key it has none that shows. */
function keptKey(context: UnitContext, account: StoredResource, scope: StoredResource): Effects {
  const use = keyUseOf(context, account, scope);
  return use ? wrapStore(context, use) : { documents: forgetStore(context, scope.id) };
}

/** The key as a scope uses it, with the identity of its account; `undefined`: it is Microsoft's. */
function keyUseOf(
  context: UnitContext,
  { name, identity, properties }: StoredResource,
  scope: StoredResource,
): WrappedStoreKey | undefined {
  const { keyUri, currentVersionedKeyIdentifier: version } = objectAt(
    scope.properties,
    'keyVaultProperties',
  );
  if (typeof keyUri !== 'string' || typeof version !== 'string') return undefined;
  const encryption = objectAt(properties, 'encryption');
  const principalId = findKeyUser(context, { name, identity }, encryption, keyUri);
  const { id } = scope;
  return { id, keyIdentifier: keyUri, version, principalId, handler: LOOK, needs: DATA_NEEDS };
}

/** The key of a scope, found and tried with the identity of its account. */
function keyInUse(
  context: UnitContext,
  account: StoredResource,
  keyUri: string | undefined,
  before: JsonObject,
): JsonObject {
  if (keyUri === undefined || keyUri === '') {
    throw invalid(
      `keyVaultProperties.keyUri. A scope of the source 'Microsoft.KeyVault' needs one`,
    );
  }
  const encryption = objectAt(account.properties, 'encryption');
  const principalId = keyUser(context, account, encryption, keyUri);
  const key = context.keys.describe(keyUri);
  if (firstKeyRefusal(context, keyUri, principalId) || !key) {
    throw refused(
      'KeyVaultAuthenticationFailure',
      `The identity of the storage account '${account.name}' cannot use the key '${keyUri}'.`,
    );
  }
  const problem = unrecoverableVault(context, keyUri) ?? unfitKind(key);
  if (problem !== undefined) {
    throw refused('KeyVaultPolicyError', `The key '${keyUri}' cannot be used: ${problem}.`);
  }
  const used = objectAt(before, 'keyVaultProperties');
  const isSame = used['currentVersionedKeyIdentifier'] === key.id;
  return {
    keyUri,
    currentVersionedKeyIdentifier: key.id,
    lastKeyRotationTimestamp: isSame
      ? used['lastKeyRotationTimestamp']
      : storageInstant(context.iso),
  };
}

const keyUriOf = (properties: JsonObject): string | undefined =>
  stringAt(properties['keyVaultProperties'], 'keyUri');

/** A key that is named without a version is followed. */
const isFollowed = (keyUri: string | undefined): boolean =>
  keyUri !== undefined && /\/keys\/[^/]+\/?$/.test(keyUri);

/** The hourly look whether a scope still has the version in use. */
function checkKept(context: UnitContext, payload: JsonObject): Effects {
  const scope = context.resource(stringAt(payload, 'id') ?? '');
  const account = scope && accountOf(context, scope);
  return lookAtStore(context, payload, account && keyUseOf(context, account, scope))?.effects ?? {};
}

const accountOf = (context: UnitContext, { id }: StoredResource): StoredResource | undefined =>
  context.resource(id.split('/').slice(0, -2).join('/'));

/** The daily look at a key that is named without a version. */
function checkKey(context: UnitContext, payload: JsonObject): Effects {
  const stored = context.resource(stringAt(payload, 'id') ?? '');
  const account = stored && accountOf(context, stored);
  if (!stored || !account || !isFollowDue(context, stored)) return {};
  const { resource: scope, timers } = looksAgain(context, stored, FOLLOWING);
  const key = tried(() => keyInUse(context, account, keyUriOf(scope.properties), scope.properties));
  if (!key) return { put: [scope], timers };
  const followed = { ...scope, properties: { ...scope.properties, keyVaultProperties: key } };
  return together({ put: [followed], timers }, keptKey(context, account, followed));
}

/** What it comes to, or nothing when it is refused: the scope stays under the version it has. */
function tried(use: () => JsonObject): JsonObject | undefined {
  try {
    return use();
  } catch (error) {
    if (error instanceof Refusal) return undefined;
    throw error;
  }
}

function wordOf<Word extends string>(value: unknown, words: readonly Word[], name: string): Word {
  const found = words.find(
    (word) => typeof value === 'string' && word.toLowerCase() === value.toLowerCase(),
  );
  if (found === undefined) throw invalid(`${name}. It must be one of ${words.join(', ')}`);
  return found;
}

const invalid = (why: string): Refusal =>
  refused(
    'InvalidValuesForRequestParameters',
    `Values for request parameters are invalid: ${why}.`,
  );

function refused(code: string, message: string): Refusal {
  return new Refusal({ status: 400, code, message, evidence: 'assumed' });
}
