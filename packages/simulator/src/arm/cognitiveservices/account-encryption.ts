/** The key of an account: used by its own identity, or by the user-assigned one whose client id is named. */
import { forgetStore } from '../../kernel/encrypted-store.ts';
import { notSimulated } from '../../kernel/errors.ts';
import { isObject, type JsonObject, objectAt, stringAt } from '../../kernel/json.ts';
import { systemPrincipalOf } from '../../kernel/managed-identity.ts';
import type { Effects, UnitContext } from '../../kernel/resource-type.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import { keyIdentifierOf, tryKey } from '../../kernel/tried-key.ts';
import { lookAtStore, wrapStore, type WrappedStoreKey } from '../../kernel/wrapped-store.ts';
import { refused } from './account-errors.ts';

const PARTS = { vault: 'keyVaultUri', name: 'keyName', version: 'keyVersion' };
/** RSA and RSA-HSM keys of this size only: https://learn.microsoft.com/azure/ai-services/openai/encrypt-data-at-rest. */
const KEY_SIZE_BITS = 2048;
/** Name of the timer that {@link checkKept} answers. */
export const KEY_TIMER: string = 'Microsoft.CognitiveServices/accounts.checkKey';
const SERVICE = 'microsoft.cognitiveservices';
/** The published default. */
const KEY_VAULT = 'Microsoft.KeyVault';
const CUSTOMER = KEY_VAULT.toLowerCase();

/** What is asked for, with the source that a key is meant to have when none is named. */
export function withMeantKey(given: JsonObject): JsonObject {
  const encryption = objectAt(given, 'encryption');
  const isMeant = isObject(encryption['keyVaultProperties']);
  return isMeant && (encryption['keySource'] ?? null) === null
    ? { ...given, encryption: { ...encryption, keySource: KEY_VAULT } }
    : given;
}

/** Throws when an account cannot use the key that it names. */
export function mustUseKey(context: UnitContext, account: StoredResource): void {
  const encryption = objectAt(account.properties, 'encryption');
  const source = (stringAt(encryption, 'keySource') ?? SERVICE).toLowerCase();
  if (source === SERVICE) return;
  if (source !== CUSTOMER) {
    throw refused('The key source is Microsoft.CognitiveServices or Microsoft.KeyVault.');
  }
  const key = objectAt(encryption, 'keyVaultProperties');
  const identifier = keyIdentifierOf(key, PARTS);
  if (identifier === undefined) {
    throw refused("'encryption.keyVaultProperties' needs keyVaultUri, keyName and keyVersion.");
  }
  if (!key['keyVersion'])
    throw notSimulated('a key without its version for an AI Services account');
  const clientId = stringAt(key, 'identityClientId');
  if (clientId && account.kind === 'OpenAI') {
    throw refused(
      `The account '${account.name}' is of the kind OpenAI, which uses a customer-managed key as itself: user-assigned identities are not supported.`,
    );
  }
  const principalId = keyUser(account);
  if (clientId && principalId === undefined) {
    throw refused(`No identity of the account '${account.name}' has the client id '${clientId}'.`);
  }
  const tried = tryKey(context, identifier, principalId);
  if ('problem' in tried) throw unusable(identifier, account, tried.problem.words);
  if (tried.key.sizeBits !== KEY_SIZE_BITS) {
    const size = String(tried.key.sizeBits);
    throw unusable(identifier, account, `it has ${size} bits, not ${KEY_SIZE_BITS}`);
  }
}

/** The account's data key, wrapped by the key that it names; under Microsoft's key it has none that shows. */
export function keptKey(context: UnitContext, account: StoredResource): Effects {
  const use = keyUseOf(context, account);
  return use ? wrapStore(context, use) : { documents: forgetStore(context, account.id) };
}

/** The hourly look whether the account still has its key. No document tells how soon a real one notices. */
export function checkKept(context: UnitContext, payload: JsonObject): Effects {
  const account = context.resource(stringAt(payload, 'id') ?? '');
  return lookAtStore(context, payload, account && keyUseOf(context, account))?.effects ?? {};
}

/** The key as the account uses it: its data takes an unwrapped data key. */
function keyUseOf(context: UnitContext, account: StoredResource): WrappedStoreKey | undefined {
  const encryption = objectAt(account.properties, 'encryption');
  if (stringAt(encryption, 'keySource')?.toLowerCase() !== CUSTOMER) return undefined;
  const keyIdentifier = keyIdentifierOf(encryption['keyVaultProperties'], PARTS);
  if (keyIdentifier === undefined) return undefined;
  const principalId = keyUser(account);
  return {
    id: account.id,
    keyIdentifier,
    version: context.keys.describe(keyIdentifier)?.id ?? keyIdentifier,
    // An identity that was deleted gets no token.
    principalId: principalId && context.principal(principalId)?.objectId,
    handler: KEY_TIMER,
    needs: ['unwrapKey'],
  };
}

/** Object id of who uses the key: the identity whose client id is named with it, else the account itself. */
function keyUser(account: StoredResource): string | undefined {
  const { keyVaultProperties } = objectAt(account.properties, 'encryption');
  const clientId = stringAt(keyVaultProperties, 'identityClientId');
  return clientId ? principalOfClient(account, clientId) : systemPrincipalOf(account);
}

const unusable = (identifier: string, { name }: StoredResource, why: string) =>
  refused(`The key '${identifier}' of the account '${name}' cannot be used: ${why}.`);

function principalOfClient({ identity }: StoredResource, clientId: string): string | undefined {
  const found = Object.values(objectAt(identity, 'userAssignedIdentities')).find(
    (one) => stringAt(one, 'clientId')?.toLowerCase() === clientId.toLowerCase(),
  );
  return isObject(found) ? stringAt(found, 'principalId') : undefined;
}
