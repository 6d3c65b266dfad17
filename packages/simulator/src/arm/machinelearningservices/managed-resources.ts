/**
 * What the service makes in the customer's subscription for a workspace under a customer's key: a resource group with
 * an Azure Cosmos DB account, an AI Search service and a storage account, all under that key, which only Microsoft and
 * the workspace's identity may change.
 */
import { DENY_ASSIGNMENTS, type DenyAssignment } from '../../kernel/access.ts';
import { firstPartyAppId } from '../../kernel/first-party.ts';
import { assignmentsUnder } from '../../kernel/assignments-under.ts';
import { type Json, type JsonObject, objectAt } from '../../kernel/json.ts';
import type { KeyDescription } from '../../kernel/ports.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import type { Effects, UnitContext } from '../../kernel/resource-type.ts';
import { standingAssignment } from '../../kernel/standing-assignment.ts';
import { namedStorageAccount, STORAGE_ACCOUNTS } from '../../kernel/storage-account.ts';
import { together } from '../../kernel/together.ts';
import { encryptionOf, type WorkspaceEncryption } from './workspace-model.ts';
import { mustBeRekeyable, underKey, underServiceSideKey, withoutKeys } from './managed-keys.ts';
import {
  COSMOS_DB_ACCOUNTS,
  cosmosDbAccount,
  SEARCH_SERVICES,
  searchService,
  storageAccount,
} from './managed-stores.ts';

/** Contributor: how the workspace's identity reads and writes what is behind it. */
const CONTRIBUTOR = 'b24988ac-6180-42a0-ab88-20f7382dd24c';
/** Reading stays allowed to whoever has a role. */
const DENIED_ACTIONS = ['*/write', '*/delete', '*/action'];

/** What is known of a workspace's managed group. */
export interface ManagedGroup {
  readonly id: string;
  readonly name: string;
}

/** Everything the service makes, and the name of the group. */
export function createManagedResources(
  context: UnitContext,
  workspace: StoredResource,
  encryption: WorkspaceEncryption,
  key: KeyDescription,
  identityPrincipals: readonly string[],
): { readonly group: ManagedGroup; readonly effects: Effects } {
  const name = managedGroupName(context, workspace);
  const group = {
    id: `/subscriptions/${context.subscription.subscriptionId}/resourceGroups/${name}`,
    name,
  };
  const make = { context, group, workspace, encryption, key };
  const stores = [cosmosDbAccount(make), searchService(make), storageAccount(make)];
  const grants = stores.flatMap((store) =>
    identityPrincipals.map((principalId) => grant(context, store.id, principalId)),
  );
  const groupResource: StoredResource = {
    id: group.id,
    name,
    type: 'Microsoft.Resources/resourceGroups',
    ...(workspace.location === undefined ? {} : { location: workspace.location }),
    managedBy: workspace.id,
    properties: { provisioningState: 'Succeeded' },
  };
  return {
    group,
    effects: together(
      underKey(context, workspace, stores, key),
      {
        put: [groupResource, ...stores],
        documents: [
          denyDocument(context, group, workspace, identityPrincipals),
          ...stores.flatMap((store) => storageName(store, store.id)),
        ],
      },
      ...grants,
    ),
  };
}

/** As the edition's document says it (CMK-034); the one of 2023 says both, and what Azure does today is one of them. */
function managedGroupName(context: UnitContext, { name, id }: StoredResource): string {
  const { edition } = context;
  return edition === 'current' || edition === 'concept-2023-09'
    ? `azureml-rg-${name}_${context.guid()}`
    : `${id.split('/')[4]}${context.guid()}`;
}

/** The stores of a workspace under another key or version of the same vault. */
export function rekeyManagedResources(
  context: UnitContext,
  workspace: StoredResource,
  key: KeyDescription,
): Effects {
  const group = managedGroupOf(workspace);
  const encryption = encryptionOf(workspace);
  if (!encryption) return {};
  if (!group) {
    mustBeRekeyable(context, workspace);
    return underServiceSideKey(context, workspace, key);
  }
  const make = { context, group, workspace, encryption, key };
  const stores = context.under(group.id).flatMap((store) => {
    const remake = { ...make, name: store.name };
    switch (store.type) {
      case COSMOS_DB_ACCOUNTS:
        return [withKey(store, cosmosDbAccount(remake), ['keyVaultKeyUri'])];
      case SEARCH_SERVICES:
        return [withKey(store, searchService(remake), ['encryptionWithCmk'])];
      case STORAGE_ACCOUNTS:
        return [withKey(store, storageAccount(remake), ['encryption'])];
      default:
        return [];
    }
  });
  for (const store of stores) mustBeRekeyable(context, store);
  return together(underKey(context, workspace, stores, key), { put: stores });
}

/** Takes away everything that the service made. */
export function removeManagedResources(context: UnitContext, workspace: StoredResource): Effects {
  const group = managedGroupOf(workspace);
  if (!group) return withoutKeys(context, workspace, []);
  const inside = context.under(group.id);
  const ids = inside.map(({ id }) => id);
  return together(withoutKeys(context, workspace, ids), {
    remove: [...assignmentsUnder(context, group.id).map(({ id }) => id), ...ids, group.id],
    documents: [
      { table: DENY_ASSIGNMENTS, key: denyKey(group), value: undefined },
      ...inside.flatMap((resource) => storageName(resource, undefined)),
    ],
  });
}

/** The managed group of a stored workspace; `undefined` when it has none. */
export function managedGroupOf(workspace: StoredResource): ManagedGroup | undefined {
  const group = objectAt(workspace.hidden, 'managedGroup');
  const { id, name } = group;
  return typeof id === 'string' && typeof name === 'string' ? { id, name } : undefined;
}

function withKey(
  store: StoredResource,
  made: StoredResource,
  members: readonly string[],
): StoredResource {
  const changed: JsonObject = Object.fromEntries(
    members.map((member) => [member, made.properties[member]]),
  );
  return { ...store, properties: { ...store.properties, ...changed } };
}

/** The name of a storage account is taken, or given back. */
function storageName(
  { type, name }: StoredResource,
  holder: string | undefined,
): NonNullable<Effects['documents']> {
  return type === STORAGE_ACCOUNTS ? namedStorageAccount(name, holder) : [];
}

/** Key of the document that keeps others out of a group. */
export function denyKey(group: ManagedGroup): string {
  return `${group.id}|workspace`.toLowerCase();
}

function denyDocument(
  context: UnitContext,
  group: ManagedGroup,
  workspace: StoredResource,
  identityPrincipals: readonly string[],
): { table: string; key: string; value: Json } {
  const appId = firstPartyAppId('machineLearning', context.cloud);
  const service = context.servicePrincipal(context.subscription.tenantId, appId)?.objectId;
  const deny: DenyAssignment = {
    id: context.guid().replaceAll('-', ''),
    name: `System deny assignment created by Azure Machine Learning ${workspace.id}`,
    scope: group.id.toLowerCase(),
    actions: DENIED_ACTIONS,
    rules: {
      write: 'CMK-038',
      action: 'CMK-038',
      delete: workspace.kind === 'Hub' ? 'CMK-055' : 'CMK-039',
    },
    excludedPrincipals: [...(service === undefined ? [] : [service]), ...identityPrincipals],
  };
  return { table: DENY_ASSIGNMENTS, key: denyKey(group), value: deny as unknown as Json };
}

/** The role of one principal on one store. */
export function grant(context: UnitContext, scope: string, principalId: string): Effects {
  return standingAssignment(
    { objectId: principalId, kind: 'managedIdentity' },
    CONTRIBUTOR,
    scope,
    context.guid(),
    context.now,
  );
}
