/**
 * The key of a workspace's managed services: notebooks, secrets, queries, which Azure Databricks keeps in its own
 * subscription. Its application uses the key; what was encrypted before another key was named stays as it is, so that the
 * key before is needed for 24 hours more.
 */
import { checkStoreKey, encryptedStore, isCheckDue } from '../../kernel/encrypted-store.ts';
import { firstPartyAppId } from '../../kernel/first-party.ts';
import { type JsonObject, stringAt } from '../../kernel/json.ts';
import type { Effects, UnitContext } from '../../kernel/resource-type.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import { keyIdentifierOf, tryKey } from '../../kernel/tried-key.ts';
import { refused } from './databricks-errors.ts';
import { ENTITY_KEY_PARTS, entityOf } from './workspace-key.ts';

/** Name of the timer that {@link checkServicesKey} answers. */
export const SERVICES_KEY_TIMER: string = 'Microsoft.Databricks/workspaces.checkKey';

/** The data key of managed services under the key that the workspace names, which is tried when it is another one. */
export function keptServices(context: UnitContext, workspace: StoredResource): Effects {
  const keyIdentifier = servicesKeyOf(workspace);
  // A key that the workspace is under already is looked at in its time.
  const known = encryptedStore(context, workspace.id)?.keyIdentifier;
  if (keyIdentifier === undefined || keyIdentifier === known) return {};
  const tried = tryKey(context, keyIdentifier, applicationIn(context));
  if ('key' in tried) return looked(context, workspace, keyIdentifier);
  throw refused(
    `The key '${keyIdentifier}' of the managed services of the workspace '${workspace.name}' cannot be used by the application AzureDatabricks: ${tried.problem.words}.`,
  );
}

/** The hourly look at the key. How long Azure Databricks keeps what it unwrapped is documented as "a regular interval". */
export function checkServicesKey(context: UnitContext, payload: JsonObject): Effects {
  const workspace = context.resource(stringAt(payload, 'id') ?? '');
  const keyIdentifier = workspace && servicesKeyOf(workspace);
  if (!workspace || keyIdentifier === undefined || !isCheckDue(context, payload)) return {};
  return looked(context, workspace, keyIdentifier);
}

function looked(context: UnitContext, { id }: StoredResource, keyIdentifier: string): Effects {
  const principalId = applicationIn(context);
  return checkStoreKey(context, { id, keyIdentifier, principalId, handler: SERVICES_KEY_TIMER })
    .effects;
}

/** Object id of Azure Databricks in the workspace's tenant. */
function applicationIn(context: UnitContext): string | undefined {
  const appId = firstPartyAppId('databricks', context.cloud);
  return context.servicePrincipal(context.subscription.tenantId, appId)?.objectId;
}

function servicesKeyOf(workspace: StoredResource): string | undefined {
  const { keyVaultProperties } = entityOf(workspace, 'managedServices');
  return keyIdentifierOf(keyVaultProperties, ENTITY_KEY_PARTS);
}
