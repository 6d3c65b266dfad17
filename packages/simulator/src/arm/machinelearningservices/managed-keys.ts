/** The data keys of what Microsoft keeps for a workspace under a customer's key, and the looks at that key. */
import { Refusal } from '../../kernel/errors.ts';
import {
  checkStoreKey,
  COSMOS_DB_KEY_TIMER,
  encryptedStore,
  forgetStore,
  isCheckDue,
} from '../../kernel/encrypted-store.ts';
import { keepMetadataIn } from '../../kernel/metadata-place.ts';
import { type JsonObject, stringAt } from '../../kernel/json.ts';
import type { KeyDescription } from '../../kernel/ports.ts';
import type { Effects, UnitContext } from '../../kernel/resource-type.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import { together } from '../../kernel/together.ts';
import { COSMOS_DB_ACCOUNTS, SEARCH_SERVICES } from './managed-stores.ts';
import { keyUser } from './workspace-key.ts';
import { encryptionOf, WORKSPACES } from './workspace-model.ts';

/** Name of the timer that {@link checkKey} answers. */
export const STORE_KEY_TIMER: string = 'machineLearning.checkStoreKey';

/** Gives each managed store a data key under the customer's key, or under another one than before. */
export function underKey(
  context: UnitContext,
  workspace: StoredResource,
  stores: readonly StoredResource[],
  key: KeyDescription,
): Effects {
  const encryption = encryptionOf(workspace);
  const principalId = encryption && keyUser(context, encryption);
  const keyed = stores.map(({ id, type, properties }) => {
    // Azure Cosmos DB follows the key, the others stay with the version they were told.
    const uri = type === COSMOS_DB_ACCOUNTS ? stringAt(properties, 'keyVaultKeyUri') : undefined;
    const handler = type === COSMOS_DB_ACCOUNTS ? COSMOS_DB_KEY_TIMER : STORE_KEY_TIMER;
    const about = { id, keyIdentifier: uri ?? key.id, principalId, handler };
    return checkStoreKey(context, about).effects;
  });
  const account = stores.find(({ type }) => type === COSMOS_DB_ACCOUNTS);
  const search = stores.find(({ type }) => type === SEARCH_SERVICES);
  const documents = account
    ? keepMetadataIn(workspace.id, { store: account.id, searchService: search?.id })
    : [];
  return together(...keyed, { documents });
}

/** The same for metadata that Microsoft keeps in its own subscription, encrypted document by document. */
export function underServiceSideKey(
  context: UnitContext,
  workspace: StoredResource,
  key: KeyDescription,
): Effects {
  const documents = keepMetadataIn(workspace.id, { store: workspace.id });
  return together(underKey(context, workspace, [workspace], key), { documents });
}

/** Forgets the data keys of stores, and where the metadata of the workspace was. */
export function withoutKeys(
  context: UnitContext,
  workspace: StoredResource,
  storeIds: readonly string[],
): Effects {
  return {
    documents: [
      ...[...storeIds, workspace.id].flatMap((id) => forgetStore(context, id)),
      ...keepMetadataIn(workspace.id, undefined),
    ],
  };
}

/** The hourly look at the key of a store that Microsoft made; a soft-deleted workspace keeps its stores. */
export function checkKey(context: UnitContext, payload: JsonObject): Effects {
  const id = stringAt(payload, 'id') ?? '';
  const known = encryptedStore(context, id);
  if (!known || !isCheckDue(context, payload)) return {};
  const store = context.resource(id);
  const workspace = store?.type === WORKSPACES ? store : context.resource(store?.managedBy ?? '');
  const encryption = workspace && encryptionOf(workspace);
  const { keyIdentifier } = known;
  const principalId = encryption ? keyUser(context, encryption) : known.principalId;
  return checkStoreKey(context, { id, keyIdentifier, principalId, handler: STORE_KEY_TIMER })
    .effects;
}

/**
 * A store that cannot reach the key it has is given no other. Azure Cosmos DB says so of its accounts; who passes that on
 * in which words is not known.
 */
export function mustBeRekeyable(context: UnitContext, { id, name, type }: StoredResource): void {
  if (!encryptedStore(context, id)?.lost) return;
  const isTold = type === COSMOS_DB_ACCOUNTS || type === WORKSPACES;
  const words =
    'No Update is allowed on Database Account with Customer Managed Key in Revoked Status';
  throw new Refusal({
    status: 400,
    code: 'BadRequest',
    message: `The key of '${name}' cannot be changed while the one it has is out of reach${isTold ? `: ${words}` : '.'}`,
    evidence: 'assumed',
    ruleId: 'CMK-021',
  });
}
