/**
 * The key of a workspace, judged where Azure judges it: inside the long-running operation, by the documented rules and
 * by what the vault itself answers to whoever uses the key.
 */
import { Refusal } from '../../kernel/errors.ts';
import { firstPartyAppId } from '../../kernel/first-party.ts';
import { userPrincipalOf } from '../../kernel/managed-identity.ts';
import { stringAt } from '../../kernel/json.ts';
import type { KeyDescription, RuleSubject } from '../../kernel/ports.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import type { UnitContext } from '../../kernel/resource-type.ts';
import { encryptionOf, type WorkspaceEncryption } from './workspace-model.ts';

/** What the stores behind a workspace do with the key, in this order. */
const KEY_OPERATIONS = ['get', 'wrapKey', 'unwrapKey'] as const;

/** Rules whose breach the vault itself tells: its own words go out, with the rule's id. */
const TOLD_BY_VAULT: ReadonlySet<string> = new Set(['CMK-012', 'CMK-013']);

/** The key that an encrypted workspace may use now, or a refusal as the service words it. */
export function usableKey(
  context: UnitContext,
  stage: 'workspace.create.operation' | 'workspace.update.operation',
  workspace: StoredResource,
  previous?: StoredResource,
): KeyDescription {
  const encryption = encryptionOf(workspace);
  if (!encryption) throw new TypeError('only an encrypted workspace has a key');
  const key = context.keys.describe(encryption.keyIdentifier);
  const answer = key && vaultAnswer(context, encryption);
  const vault = context.resource(encryption.vaultId);
  const subject: RuleSubject = {
    workspace,
    ...(vault ? { vault } : {}),
    ...(previous ? { previousWorkspace: previous } : {}),
  };
  try {
    context.rules.enforce(stage, subject);
  } catch (refusal) {
    const ruleId = refusal instanceof Refusal ? refusal.data.ruleId : undefined;
    if (answer && ruleId !== undefined && TOLD_BY_VAULT.has(ruleId)) {
      throw accountFailed(context, answer, ruleId);
    }
    throw refusal;
  }
  if (!key || !vault) throw vaultUnreachable(context);
  checkVaultOpen(encryption, vault);
  if (answer) throw accountFailed(context, answer);
  return key;
}

/** Service-side encryption is documented not to work with a vault that is closed to public networks. */
function checkVaultOpen(encryption: WorkspaceEncryption, vault: StoredResource): void {
  const access = stringAt(vault.properties, 'publicNetworkAccess')?.toLowerCase();
  if (encryption.architecture !== 'serviceSide' || access !== 'disabled') return;
  throw new Refusal({
    status: 400,
    code: 'BadRequest',
    message: `The key vault '${vault.name}' has public network access disabled, which service-side encryption does not support.`,
    evidence: 'assumed',
  });
}

/** Who uses the key: the identity named for it, else Azure Cosmos DB's service principal in the tenant. */
export function keyUser(context: UnitContext, encryption: WorkspaceEncryption): string | undefined {
  if (encryption.identityId !== undefined) return userPrincipalOf(context, encryption.identityId);
  const appId = firstPartyAppId('cosmosDb', context.cloud);
  return context.servicePrincipal(context.subscription.tenantId, appId)?.objectId;
}

/** What the vault answers to the first thing it refuses; nothing when it refuses nothing. */
function vaultAnswer(context: UnitContext, encryption: WorkspaceEncryption): Refusal | undefined {
  const principalId = keyUser(context, encryption);
  if (principalId === undefined) return noKeyUser(context, encryption);
  for (const operation of KEY_OPERATIONS) {
    const refusal = context.keys.refuses(encryption.keyIdentifier, principalId, operation);
    if (refusal) return refusal;
  }
  return undefined;
}

/** The vault's whole answer inside the account's, as the account's service passes it on. */
function accountFailed(
  context: UnitContext,
  answer: Refusal,
  ruleId: Refusal['data']['ruleId'] = answer.data.ruleId,
): Refusal {
  return new Refusal({
    status: answer.data.status,
    code: answer.data.code,
    message: `Database account creation failed. Operation Id: ${context.guid()}, Error: ${JSON.stringify(answer.body())}\r\nActivityId: ${context.guid()}, Microsoft.Azure.Documents.Common/2.14.0`,
    // The frame is documented; the words inside are the vault's.
    evidence: answer.data.evidence === 'assumed' ? 'assumed' : 'documented',
    ...(ruleId === undefined ? {} : { ruleId }),
  });
}

/** No such vault or key. Azure says "try again"; that does not help. */
function vaultUnreachable(context: UnitContext): Refusal {
  return new Refusal({
    status: 503,
    code: 'ServiceUnavailable',
    message: `Database account creation failed. Operation Id: ${context.guid()}, Error: Error contacting the Azure Key Vault resource. Please try again.`,
    evidence: 'documented',
    ruleId: 'CMK-017',
  });
}

function noKeyUser(context: UnitContext, encryption: WorkspaceEncryption): Refusal {
  return new Refusal({
    status: 400,
    code: 'BadRequest',
    message:
      encryption.identityId === undefined
        ? `There is no service principal of Azure Cosmos DB in the tenant ${context.subscription.tenantId}; register the resource provider Microsoft.DocumentDB again.`
        : `The identity '${encryption.identityId}' that is to use the key was not found.`,
    evidence: 'assumed',
    ruleId: 'CMK-013',
  });
}
