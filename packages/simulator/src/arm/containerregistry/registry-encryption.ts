/** The encryption of a registry under a customer's key: asked for at its creation, for good. */
import { firstKeyRefusal, unfitKind, unrecoverableVault } from '../../kernel/customer-key.ts';
import { Refusal } from '../../kernel/errors.ts';
import {
  type Followed,
  type Following,
  following,
  isFollowDue,
  looksAgain,
} from '../../kernel/following.ts';
import { isObject, type JsonObject, objectAt, stringAt } from '../../kernel/json.ts';
import type { Effects, UnitContext } from '../../kernel/resource-type.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import { lookAtStore, wrapStore, type WrappedStoreKey } from '../../kernel/wrapped-store.ts';
import { together } from '../../kernel/together.ts';

/** Within an hour a registry takes a newer version of a key that it names without one; {@link checkKey} is the look. */
export const FOLLOWING: Following = {
  handler: 'Microsoft.ContainerRegistry/registries.followKey',
  everyMs: 60 * 60 * 1000,
};
/** Name of the timer that {@link checkKept} answers. */
export const STORE_TIMER: string = 'Microsoft.ContainerRegistry/registries.checkKey';
/** Stands for the registry's own identity where the client id of a user-assigned one would be. */
const SYSTEM = 'system';
const KEY_IDENTIFIER = /^https:\/\/[^/]+\/keys\/[0-9a-zA-Z-]{1,127}(?:\/([0-9a-zA-Z]+))?$/;
const HELP = "For more information on bring your own key, please visit 'https://aka.ms/acr/cmk'.";

/** Whether a registry is under a customer's key. */
function isEncrypted(registry: StoredResource | undefined): boolean {
  return stringAt(objectAt(registry?.properties, 'encryption'), 'status') === 'enabled';
}

/** The registry with the encryption that is asked for, its key found and tried. */
export function withEncryption(
  context: UnitContext,
  registry: StoredResource,
  body: JsonObject,
  existing: StoredResource | undefined,
): StoredResource {
  const given = objectAt(body, 'properties')['encryption'];
  const before = objectAt(existing?.properties, 'encryption');
  // Other changes leave the key alone, and are none of its business.
  const isAsked = !existing || isObject(given) || body['identity'] !== undefined;
  const asked = isObject(given) ? given : before;
  const status = stringAt(asked, 'status')?.toLowerCase();
  const isSaid = status === 'enabled' || status === 'disabled';
  // A key that is named is never left out in silence.
  if (!isSaid && (status !== undefined || isObject(asked['keyVaultProperties']))) {
    throw refused("'encryption.status' must be enabled or disabled.");
  }
  const wants = status === 'enabled';
  if (existing && wants !== isEncrypted(existing)) {
    throw refused(
      `Encryption with a customer-managed key is chosen when a registry is created: it cannot be ${wants ? 'enabled' : 'disabled'} on the registry '${registry.name}'.`,
    );
  }
  if (!wants) return registry;
  if (stringAt(registry.sku, 'name') !== 'Premium') {
    throw refused('A registry with a customer-managed key needs the SKU Premium.');
  }
  if (!isAsked) return registry;
  const key = objectAt(asked, 'keyVaultProperties');
  const keyIdentifier = stringAt(key, 'keyIdentifier') ?? '';
  const identity = stringAt(key, 'identity') ?? '';
  if (!KEY_IDENTIFIER.test(keyIdentifier)) {
    throw refused(`'${keyIdentifier}' is not the identifier of a key.`);
  }
  const known = objectAt(before, 'keyVaultProperties');
  const encryption = tried(context, registry, known, keyIdentifier, identity);
  return { ...registry, properties: { ...registry.properties, encryption } };
}

/** Whether the key or its user are others than before. */
export function isOtherKey(existing: StoredResource, next: StoredResource): boolean {
  const keyOf = ({ properties }: StoredResource): JsonObject =>
    objectAt(objectAt(properties, 'encryption'), 'keyVaultProperties');
  return ['keyIdentifier', 'identity'].some((name) => keyOf(existing)[name] !== keyOf(next)[name]);
}

/** The registry's data key, wrapped by the version in use. */
export function keptKey(context: UnitContext, registry: StoredResource): Effects {
  const use = keyUseOf(context, registry);
  return use?.principalId === undefined ? {} : wrapStore(context, use);
}

/** The hourly look whether the registry still has the version in use. */
export function checkKept(context: UnitContext, payload: JsonObject): Effects {
  const registry = context.resource(stringAt(payload, 'id') ?? '');
  return lookAtStore(context, payload, registry && keyUseOf(context, registry))?.effects ?? {};
}

/** The key as the registry uses it: images take an unwrapped data key. `undefined`: it is under Microsoft's. */
function keyUseOf(context: UnitContext, registry: StoredResource): WrappedStoreKey | undefined {
  const key = objectAt(objectAt(registry.properties, 'encryption'), 'keyVaultProperties');
  const { keyIdentifier, versionedKeyIdentifier: version } = key;
  if (typeof keyIdentifier !== 'string' || typeof version !== 'string') return undefined;
  const principalId = findKeyUser(registry, stringAt(key, 'identity') ?? '');
  return {
    id: registry.id,
    keyIdentifier,
    version,
    // An identity that was deleted gets no token.
    principalId: principalId && context.principal(principalId)?.objectId,
    handler: STORE_TIMER,
    needs: ['unwrapKey'],
  };
}

/** The registry with the instant at which it looks for a newer version, when its key is named without one. */
export function watched(context: UnitContext, registry: StoredResource): Followed {
  const key = objectAt(objectAt(registry.properties, 'encryption'), 'keyVaultProperties');
  return following(context, registry, key['keyRotationEnabled'] === true, FOLLOWING);
}

/** The hourly look at a key that is named without a version. */
export function checkKey(context: UnitContext, payload: JsonObject): Effects {
  const stored = context.resource(stringAt(payload, 'id') ?? '');
  if (!stored || !isFollowDue(context, stored)) return {};
  const { resource: registry, timers } = looksAgain(context, stored, FOLLOWING);
  const known = objectAt(objectAt(registry.properties, 'encryption'), 'keyVaultProperties');
  const keyIdentifier = stringAt(known, 'keyIdentifier') ?? '';
  try {
    const identity = stringAt(known, 'identity') ?? '';
    const encryption = tried(context, registry, known, keyIdentifier, identity);
    const followed = { ...registry, properties: { ...registry.properties, encryption } };
    return together({ put: [followed], timers }, keptKey(context, followed));
  } catch (error) {
    // The registry stays under the version it has until the key can be used again.
    if (error instanceof Refusal) return { put: [registry], timers };
    throw error;
  }
}

function tried(
  context: UnitContext,
  registry: StoredResource,
  known: JsonObject,
  keyIdentifier: string,
  identity: string,
): JsonObject {
  const principalId = keyUser(registry, identity);
  const key = context.keys.describe(keyIdentifier);
  if (firstKeyRefusal(context, keyIdentifier, principalId) || !key) {
    throw refused(
      `Failed to access KeyId '${keyIdentifier}'. Verify that identity '${identity}' has 'Get, Wrap Key, Unwrap Key' permission on key '${keyIdentifier}'. ${HELP}`,
      'reported',
    );
  }
  const lack = unrecoverableVault(context, keyIdentifier) ?? unfitKind(key);
  if (lack !== undefined) throw refused(`The key '${keyIdentifier}' cannot be used: ${lack}.`);
  const inUse = stringAt(known, 'versionedKeyIdentifier');
  const rotatedAt =
    inUse === undefined || inUse === key.id
      ? stringAt(known, 'lastKeyRotationTimestamp')
      : context.iso;
  return {
    status: 'enabled',
    keyVaultProperties: {
      keyIdentifier,
      versionedKeyIdentifier: key.id,
      identity,
      keyRotationEnabled: KEY_IDENTIFIER.exec(keyIdentifier)?.[1] === undefined,
      ...(rotatedAt === undefined ? {} : { lastKeyRotationTimestamp: rotatedAt }),
    },
  };
}

/** Object id of who uses the key: named by the client id of an identity that the registry has. */
function keyUser(registry: StoredResource, identity: string): string {
  const principalId = findKeyUser(registry, identity);
  if (principalId !== undefined) return principalId;
  const { id, name } = registry;
  throw refused(
    `Azure resource '${id}' does not have access to identity '${identity}' Try forcibly adding the identity to the registry ${name}. ${HELP}`,
    'documented',
  );
}

function findKeyUser({ identity: stored }: StoredResource, identity: string): string | undefined {
  const own = stringAt(stored, 'principalId');
  if (identity.toLowerCase() === SYSTEM && own !== undefined) return own;
  const user = Object.values(objectAt(stored, 'userAssignedIdentities')).find(
    (candidate) => stringAt(candidate, 'clientId')?.toLowerCase() === identity.toLowerCase(),
  );
  return stringAt(user, 'principalId');
}

function refused(message: string, evidence: 'assumed' | 'documented' | 'reported' = 'assumed') {
  return new Refusal({ status: 400, code: 'BadRequest', message, evidence });
}
