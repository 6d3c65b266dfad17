/** The key of an account: used by its own identity, or by the user-assigned one whose client id is named. */
import { notSimulated } from '../../kernel/errors.ts';
import { isObject, objectAt, stringAt } from '../../kernel/json.ts';
import { systemPrincipalOf } from '../../kernel/managed-identity.ts';
import type { UnitContext } from '../../kernel/resource-type.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import { keyIdentifierOf, tryKey } from '../../kernel/tried-key.ts';
import { refused } from './account-errors.ts';

const PARTS = { vault: 'keyVaultUri', name: 'keyName', version: 'keyVersion' };
/** RSA and RSA-HSM keys of this size only: https://learn.microsoft.com/azure/ai-services/openai/encrypt-data-at-rest. */
const KEY_SIZE_BITS = 2048;
const SERVICE = 'microsoft.cognitiveservices';
const CUSTOMER = 'microsoft.keyvault';

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
  const principalId = clientId ? principalOfClient(account, clientId) : systemPrincipalOf(account);
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

const unusable = (identifier: string, { name }: StoredResource, why: string) =>
  refused(`The key '${identifier}' of the account '${name}' cannot be used: ${why}.`);

function principalOfClient({ identity }: StoredResource, clientId: string): string | undefined {
  const found = Object.values(objectAt(identity, 'userAssignedIdentities')).find(
    (one) => stringAt(one, 'clientId')?.toLowerCase() === clientId.toLowerCase(),
  );
  return isObject(found) ? stringAt(found, 'principalId') : undefined;
}
