/** Who uses the key of a storage account: itself, an identity, or an application for that in the tenant of the vault. */
import { memberAt } from '../../kernel/customer-key.ts';
import { Refusal } from '../../kernel/errors.ts';
import { federatedUser } from '../../kernel/federated-client.ts';
import { type JsonObject, stringAt } from '../../kernel/json.ts';
import { hasUserIdentity, userPrincipalOf } from '../../kernel/managed-identity.ts';
import type { UnitContext } from '../../kernel/resource-type.ts';

/** Code of all that keeps an account from its key. */
export const NO_ACCESS = 'KeyVaultAuthenticationFailure';
/** Application (client) id. */
const FEDERATED_CLIENT = 'federatedIdentityClientId';

/** The account as it will be, as far as its key goes. */
export interface KeyOwner {
  readonly name: string;
  readonly identity?: JsonObject | undefined;
}

/** Who uses the key, as it is kept: an identity, and the application that uses a key in another tenant for it. */
export function readKeyUser(given: unknown): JsonObject | undefined {
  const userId = memberAt(given, 'userAssignedIdentity');
  if (typeof userId !== 'string' || userId === '') return undefined;
  const clientId = memberAt(given, FEDERATED_CLIENT);
  return {
    userAssignedIdentity: userId,
    ...(typeof clientId === 'string' && clientId !== '' ? { [FEDERATED_CLIENT]: clientId } : {}),
  };
}

/** Who uses a key: the user-assigned identity named for it, or an application for that, else the account itself. */
export function keyUser(
  context: UnitContext,
  owner: KeyOwner,
  encryption: JsonObject,
  keyIdentifier: string,
): string {
  const user = userOfKey(context, owner, encryption, keyIdentifier);
  if ('principalId' in user) return user.principalId;
  throw new Refusal({
    status: 400,
    code: user.isOfKey ? NO_ACCESS : 'InvalidValuesForRequestParameters',
    message: user.problem,
    evidence: 'assumed',
  });
}

/** The same, or nobody: the identity has gone, or its application. */
export function findKeyUser(
  context: UnitContext,
  owner: KeyOwner,
  encryption: JsonObject,
  keyIdentifier: string,
): string | undefined {
  const user = userOfKey(context, owner, encryption, keyIdentifier);
  return 'principalId' in user ? user.principalId : undefined;
}

function userOfKey(
  context: UnitContext,
  owner: KeyOwner,
  encryption: JsonObject,
  keyIdentifier: string,
): { readonly principalId: string } | { readonly problem: string; readonly isOfKey: boolean } {
  const userId = stringAt(encryption['identity'], 'userAssignedIdentity');
  if (userId === undefined) {
    const own = stringAt(owner.identity, 'principalId');
    if (own !== undefined) return { principalId: own };
    const problem = `The storage account '${owner.name}' has no identity to use the key with.`;
    return { problem, isOfKey: false };
  }
  const principalId = hasUserIdentity(owner.identity, userId)
    ? userPrincipalOf(context, userId)
    : undefined;
  if (principalId === undefined) {
    const problem = `The identity '${userId}' is not an identity of the storage account '${owner.name}'.`;
    return { problem, isOfKey: false };
  }
  const clientId = stringAt(encryption['identity'], FEDERATED_CLIENT);
  if (clientId === undefined) return { principalId };
  const user = federatedUser(context, { clientId, userId, keyIdentifier });
  if ('principalId' in user) return user;
  const problem = `The storage account '${owner.name}' cannot use the key '${keyIdentifier}': ${user.problem}.`;
  return { problem, isOfKey: true };
}
