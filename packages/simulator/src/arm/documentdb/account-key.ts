/** The key of an Azure Cosmos DB account: named without its version, used by the account's default identity. */
import { firstKeyRefusal, unrecoverableVault } from '../../kernel/customer-key.ts';
import { Refusal, type RefusalData } from '../../kernel/errors.ts';
import { firstPartyAppId } from '../../kernel/first-party.ts';
import { stringAt } from '../../kernel/json.ts';
import { hasUserIdentity, userPrincipalOf } from '../../kernel/managed-identity.ts';
import type { UnitContext } from '../../kernel/resource-type.ts';
import type { StoredResource } from '../../kernel/resource.ts';

export const FIRST_PARTY = 'FirstPartyIdentity';
const SYSTEM_ASSIGNED = 'SystemAssignedIdentity';
const USER_ASSIGNED = 'UserAssignedIdentity=';
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
  isNew: boolean,
): string {
  if (given === FIRST_PARTY) return given;
  if (given === SYSTEM_ASSIGNED) {
    if (isNew) {
      throw refused(context, {
        message:
          'Updating default identity not allowed. Cannot set SystemAssignedIdentity as the default identity during provision.',
        evidence: 'documented',
      });
    }
    if (stringAt(account.identity, 'principalId') !== undefined) return given;
  }
  const userId = given.startsWith(USER_ASSIGNED) ? given.slice(USER_ASSIGNED.length) : undefined;
  if (userId !== undefined && hasUserIdentity(account.identity, userId)) return given;
  throw refused(context, {
    message: `The default identity '${given}' is not an identity of the account.`,
    evidence: 'assumed',
  });
}

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
  if (!context.keys.vaultOf(keyUri) || principalId === undefined) throw unreachable;
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
  { identity, properties }: StoredResource,
): string | undefined {
  const given = stringAt(properties, 'defaultIdentity') ?? FIRST_PARTY;
  if (given === SYSTEM_ASSIGNED) return stringAt(identity, 'principalId');
  if (given.startsWith(USER_ASSIGNED)) {
    return userPrincipalOf(context, given.slice(USER_ASSIGNED.length));
  }
  const appId = firstPartyAppId('cosmosDb', context.cloud);
  return context.servicePrincipal(context.subscription.tenantId, appId)?.objectId;
}

/** A refusal as the service sends it: bare, with the activity that it was. */
export function refused(
  context: UnitContext,
  about: Pick<RefusalData, 'message' | 'evidence' | 'ruleId'>,
  code = 'BadRequest',
  status = 400,
): Refusal {
  const activity = `\r\nActivityId: ${context.guid()}, Microsoft.Azure.Documents.Common/2.14.0`;
  return new Refusal({
    ...about,
    status,
    code,
    message: about.message + activity,
    shape: 'bare',
  });
}
