/** What an account says of its key: it looks at it once an hour, and stands by what it found until it looks again. */
import {
  checkStoreKey,
  COSMOS_DB_KEY_TIMER,
  encryptedStore,
  isCheckDue,
  type LostKey,
} from '../../kernel/encrypted-store.ts';
import { type JsonObject, stringAt } from '../../kernel/json.ts';
import type { Effects, UnitContext } from '../../kernel/resource-type.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import { KEY_CONFIRMED, keyUser } from './account-key.ts';

const GUIDE = 'https://learn.microsoft.com/en-us/azure/cosmos-db/cmk-troubleshooting-guide';

/** Why an account is without its key; all of it is published. */
interface Revocation {
  readonly reason: string;
  readonly anchor?: string;
  readonly code: number;
}

const NO_TOKEN: Revocation = {
  reason:
    "the Azure Cosmos DB service is unable to obtain the AAD authentication token for the account's default identity",
  anchor: 'azure-active-directory-token-acquisition-error',
  code: 4000,
};
/** The guide names this section for a key that is disabled or expired, too. */
const UNAUTHORIZED: Revocation = {
  reason: 'the current default identity no longer has permission to the associated Key Vault key',
  anchor: 'default-identity-is-unauthorized-to-access-the-azure-key-vault-key',
  code: 4002,
};
const NO_KEY: Revocation = {
  reason: 'the correspondent key is not found on the specified Key Vault',
  anchor: 'azure-key-vault-resource-not-found',
  code: 4003,
};
const BLOCKED: Revocation = {
  reason: 'the access rules are blocking outbound requests to the Azure Key Vault service',
  code: 4016,
};
const NO_VAULT: Revocation = {
  reason: 'the correspondent Azure Key Vault was not found',
  anchor: 'azure-key-vault-resource-not-found',
  code: 4017,
};

/** The account with what it finds when it looks at its key now, and when it will look again. */
export function withKeyChecked(
  context: UnitContext,
  account: StoredResource,
): { readonly account: StoredResource; readonly effects: Effects } {
  const keyIdentifier = stringAt(account.properties, 'keyVaultKeyUri');
  if (keyIdentifier === undefined) return { account, effects: {} };
  const { id, properties } = account;
  const principalId = keyUser(context, account);
  const about = { id, keyIdentifier, principalId, handler: COSMOS_DB_KEY_TIMER };
  const { store, effects } = checkStoreKey(context, about);
  const { lost } = store;
  const customerManagedKeyStatus = lost ? sentence(revocationOf(context, lost)) : KEY_CONFIRMED;
  return {
    account: { ...account, properties: { ...properties, customerManagedKeyStatus } },
    effects,
  };
}

/** The hourly look. */
export function checkKey(context: UnitContext, payload: JsonObject): Effects {
  const account = context.resource(stringAt(payload, 'id') ?? '');
  if (!account || !isCheckDue(context, payload)) return {};
  const { account: checked, effects } = withKeyChecked(context, account);
  const told = 'customerManagedKeyStatus';
  const isSame = checked.properties[told] === account.properties[told];
  return isSame ? effects : { ...effects, put: [checked] };
}

/** Whether the account found its key out of reach when it last looked. */
export function isRevoked(context: UnitContext, account: StoredResource): boolean {
  return encryptedStore(context, account.id)?.lost !== undefined;
}

function revocationOf(context: UnitContext, lost: LostKey): Revocation {
  if (lost.status === 401) return NO_TOKEN;
  if (!context.keys.vaultOf(lost.keyIdentifier)) return NO_VAULT;
  if (lost.status === 404) return NO_KEY;
  return lost.innerCode === 'ForbiddenByFirewall' || lost.innerCode === 'ForbiddenByConnection'
    ? BLOCKED
    : UNAUTHORIZED;
}

function sentence({ reason, anchor, code }: Revocation): string {
  const at = anchor === undefined ? GUIDE : `${GUIDE}#${anchor}`;
  return `Access to your account is currently revoked because ${reason}; for more details about this error and how to restore access to your account please visit ${at} (${code}).`;
}
