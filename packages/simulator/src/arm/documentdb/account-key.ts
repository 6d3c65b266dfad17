/** The key of an Azure Cosmos DB account: named without its version, used by the account's default identity. */
import { firstKeyRefusal, unrecoverableVault } from '../../kernel/customer-key.ts';
import { Refusal, type RefusalData } from '../../kernel/errors.ts';
import { federatedUser } from '../../kernel/federated-client.ts';
import { firstPartyAppId } from '../../kernel/first-party.ts';
import { stringAt } from '../../kernel/json.ts';
import { hasUserIdentity, userPrincipalOf } from '../../kernel/managed-identity.ts';
import type { UnitContext } from '../../kernel/resource-type.ts';
import type { StoredResource } from '../../kernel/resource.ts';

export const FIRST_PARTY = 'FirstPartyIdentity';
const SYSTEM_ASSIGNED = 'SystemAssignedIdentity';
const USER_ASSIGNED = 'UserAssignedIdentity=';
/** Joins the application that uses a key in another tenant. */
const FEDERATED_CLIENT = '&FederatedClientId=';
export const KEY_CONFIRMED = 'Access to the configured customer managed key confirmed.';
/** A version may follow; it is dropped. */
const KEY_URI =
  /^(https:\/\/([^/:?#]+)(?::\d+)?\/keys\/[0-9a-zA-Z-]{1,127})(?:\/[0-9a-zA-Z]+)?\/?$/;

/** The URI of a key as it is kept: without its version. */
export function readKeyUri(context: UnitContext, uri: string): string {
  const [, kept, host = ''] = KEY_URI.exec(uri) ?? [];
  if (kept !== undefined && host.toLowerCase().endsWith(`.${context.vaultSuffix}`)) return kept;
  throw refused(context, {
    message: `Provided KeyVaultKeyUri ${uri} is Invalid.`,
    evidence: 'documented',
  });
}

/** The default identity as it is kept; the account must have it, and a new one has no identity of its own yet. */
export function readDefaultIdentity(
  context: UnitContext,
  given: string,
  account: Pick<StoredResource, 'identity'>,
  before: string | undefined,
): string {
  const { identity, clientId } = partsOf(given);
  if (identity === SYSTEM_ASSIGNED && before === undefined) {
    throw refused(context, {
      message:
        'Updating default identity not allowed. Cannot set SystemAssignedIdentity as the default identity during provision.',
      evidence: 'documented',
    });
  }
  const isCrossTenant = clientId !== undefined;
  const wasCrossTenant = before !== undefined && partsOf(before).clientId !== undefined;
  if (identity === SYSTEM_ASSIGNED && isCrossTenant) {
    throw refused(context, {
      message:
        'Cross-tenant CMK is not supported with System Assigned identities as Default identities. Please use a User Assigned Identity instead.',
      evidence: 'documented',
    });
  }
  if (identity === FIRST_PARTY && (isCrossTenant || wasCrossTenant)) {
    throw refused(context, {
      message:
        'Cross-tenant CMK is not supported with First Party identities as Default identities. Please use a User Assigned identity instead',
      evidence: 'documented',
    });
  }
  if (identity === FIRST_PARTY) return given;
  const hasOwn = stringAt(account.identity, 'principalId') !== undefined;
  if (identity === SYSTEM_ASSIGNED && hasOwn) return given;
  const userId = userIdOf(identity);
  if (userId !== undefined && hasUserIdentity(account.identity, userId)) return given;
  throw refused(context, {
    message: `The default identity '${given}' is not an identity of the account.`,
    evidence: 'assumed',
  });
}

function partsOf(given: string): { readonly identity: string; readonly clientId?: string } {
  const [identity = '', clientId] = given.split(FEDERATED_CLIENT);
  return clientId === undefined ? { identity } : { identity, clientId };
}

const userIdOf = (identity: string): string | undefined =>
  identity.startsWith(USER_ASSIGNED) ? identity.slice(USER_ASSIGNED.length) : undefined;

/** Tries the key of an account as whoever its default identity stands for; inside the operation, as the service does. */
export function tryKey(context: UnitContext, account: StoredResource): void {
  const keyUri = stringAt(account.properties, 'keyVaultKeyUri');
  if (keyUri === undefined) return;
  const unreachable = refused(
    context,
    {
      message: `Database account creation failed. Operation Id: ${context.guid()}, Error: Error contacting the Azure Key Vault resource. Please try again.`,
      evidence: 'documented',
      ruleId: 'CMK-017',
    },
    'ServiceUnavailable',
    503,
  );
  const principalId = keyUser(context, account);
  const vault = context.keys.vaultOf(keyUri);
  if (!vault || principalId === undefined) throw unreachable;
  // Documented: a vault of another tenant is looked for in the account's own, unless an application uses its key.
  const tenantId = stringAt(vault.properties, 'tenantId')?.toLowerCase();
  if (context.principal(principalId)?.tenantId.toLowerCase() !== tenantId) throw unreachable;
  const answer = firstKeyRefusal(context, keyUri, principalId);
  if (answer && !context.keys.describe(keyUri) && answer.data.status === 404) throw unreachable;
  if (answer) {
    const { status, code, evidence, ruleId } = answer.data;
    const message = `Database account creation failed. Operation Id: ${context.guid()}, Error: ${JSON.stringify(answer.body())}`;
    // The frame is documented; the words inside are the vault's.
    const grade = evidence === 'assumed' ? 'assumed' : 'documented';
    const rule = ruleId === undefined ? {} : { ruleId };
    throw refused(context, { message, evidence: grade, ...rule }, code, status);
  }
  const lack = unrecoverableVault(context, keyUri);
  if (lack === undefined) return;
  throw refused(context, {
    message: `The key '${keyUri}' cannot be used: ${lack}.`,
    evidence: 'assumed',
  });
}

/** Object id of who uses the key: whoever the default identity stands for. */
export function keyUser(
  context: UnitContext,
  { identity: own, properties }: StoredResource,
): string | undefined {
  const given = stringAt(properties, 'defaultIdentity') ?? FIRST_PARTY;
  const { identity, clientId } = partsOf(given);
  if (identity === SYSTEM_ASSIGNED) return stringAt(own, 'principalId');
  const userId = userIdOf(identity);
  if (clientId !== undefined) {
    const keyIdentifier = stringAt(properties, 'keyVaultKeyUri') ?? '';
    const user = federatedUser(context, { clientId, userId, keyIdentifier });
    return 'problem' in user ? undefined : user.principalId;
  }
  if (userId !== undefined) return userPrincipalOf(context, userId);
  const appId = firstPartyAppId('cosmosDb', context.cloud);
  return context.servicePrincipal(context.subscription.tenantId, appId)?.objectId;
}

/** A refusal as the service sends it: bare, with the activity that it was. */
export function refused(
  context: UnitContext,
  about: Pick<RefusalData, 'message' | 'evidence' | 'ruleId'>,
  code = 'BadRequest',
  status = 400,
  /** How many parts of the service passed it on. */
  parts = 1,
): Refusal {
  const passed = ', Microsoft.Azure.Documents.Common/2.14.0'.repeat(parts);
  const activity = `\r\nActivityId: ${context.guid()}${passed}`;
  return new Refusal({
    ...about,
    status,
    code,
    message: about.message + activity,
    shape: 'bare',
  });
}
