/** What an account says of its key: it is tried again whenever somebody looks. */
import { firstKeyRefusal } from '../../kernel/customer-key.ts';
import { simulatorWording } from '../../kernel/errors.ts';
import { stringAt } from '../../kernel/json.ts';
import type { UnitContext } from '../../kernel/resource-type.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import { KEY_CONFIRMED, keyUser } from './account-key.ts';

const GUIDE = 'https://learn.microsoft.com/en-us/azure/cosmos-db/cmk-troubleshooting-guide';

/** Why an account is without its key. */
interface Revocation {
  readonly reason: string;
  readonly anchor: string;
  readonly code: number;
  /** Whether Azure publishes the whole sentence. */
  readonly isPublished: boolean;
}

const UNAUTHORIZED: Revocation = {
  reason: 'the current default identity no longer has permission to the associated Key Vault key',
  anchor: 'default-identity-is-unauthorized-to-access-the-azure-key-vault-key',
  code: 4002,
  isPublished: true,
};
const NO_KEY: Revocation = {
  reason: 'the correspondent key is not found on the specified Key Vault',
  anchor: 'azure-key-vault-resource-not-found',
  code: 4003,
  isPublished: true,
};
const NO_VAULT: Revocation = {
  reason: 'the correspondent Azure Key Vault was not found',
  anchor: 'azure-key-vault-resource-not-found',
  code: 4017,
  isPublished: false,
};
const DISABLED: Revocation = {
  reason: 'the correspondent key is either disabled or expired',
  anchor: 'azure-key-vault-resource-not-found',
  code: 4018,
  isPublished: false,
};

/** The account with the status of its key as it is now. */
export function withKeyStatus(context: UnitContext, account: StoredResource): StoredResource {
  const { properties } = account;
  // While it is made there is no status; an account without a customer's key never has one.
  if (properties['customerManagedKeyStatus'] === undefined) return account;
  const revocation = revocationOf(context, account);
  const customerManagedKeyStatus = revocation ? sentence(revocation) : KEY_CONFIRMED;
  if (customerManagedKeyStatus === properties['customerManagedKeyStatus']) return account;
  return { ...account, properties: { ...properties, customerManagedKeyStatus } };
}

/** Whether the account cannot use its key now. */
export function isRevoked(context: UnitContext, account: StoredResource): boolean {
  return (
    account.properties['customerManagedKeyStatus'] !== undefined &&
    revocationOf(context, account) !== undefined
  );
}

function revocationOf(context: UnitContext, account: StoredResource): Revocation | undefined {
  const keyUri = stringAt(account.properties, 'keyVaultKeyUri');
  if (keyUri === undefined) return undefined;
  if (!context.keys.vaultOf(keyUri)) return NO_VAULT;
  const principalId = keyUser(context, account);
  if (principalId === undefined) return UNAUTHORIZED;
  const refusal = firstKeyRefusal(context, keyUri, principalId);
  if (!refusal) return undefined;
  const key = context.keys.describe(keyUri);
  if (!key) return refusal.data.status === 404 ? NO_KEY : UNAUTHORIZED;
  const isExpired = key.expires !== undefined && key.expires * 1000 <= context.now;
  return key.enabled && !isExpired ? UNAUTHORIZED : DISABLED;
}

function sentence({ reason, anchor, code, isPublished }: Revocation): string {
  const text = `Access to your account is currently revoked because ${reason}; for more details about this error and how to restore access to your account please visit ${GUIDE}#${anchor} (${code}).`;
  return isPublished ? text : text + simulatorWording;
}
