/**
 * What Azure Databricks makes in the customer's subscription for a workspace: a resource group that only Azure
 * Databricks changes, with the storage account of the DBFS root and, when disks are under a customer's key, a disk
 * encryption set.
 */
import { DENY_ASSIGNMENTS, type DenyAssignment } from '../../kernel/access.ts';
import type { Principal } from '../../kernel/directory.ts';
import {
  DISK_ENCRYPTION_SETS,
  followsKey,
  keyUrlOf,
  watched,
} from '../../kernel/disk-encryption-set.ts';
import { forgetStore } from '../../kernel/encrypted-store.ts';
import type { Followed } from '../../kernel/following.ts';
import { type Json, type JsonObject, objectAt, stringAt } from '../../kernel/json.ts';
import { systemPrincipalsOf } from '../../kernel/managed-identity.ts';
import type { Effects, UnitContext } from '../../kernel/resource-type.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import {
  managedStorageAccount,
  namedStorageAccount,
  STORAGE_ACCOUNTS,
} from '../../kernel/storage-account.ts';
import { keyIdentifierOf } from '../../kernel/tried-key.ts';
import { type DbfsKey, ENTITY_KEY_PARTS } from './workspace-key.ts';

/** Reading stays allowed to whoever has a role. */
const DENIED_ACTIONS = ['*/write', '*/delete', '*/action'];

/** Id of the group that a workspace keeps its resources in. */
export const managedGroupId = ({ properties }: StoredResource): string =>
  stringAt(properties, 'managedResourceGroupId') ?? '';

/** The group, its deny assignment and the storage account. */
export function makeManagedGroup(
  context: UnitContext,
  workspace: StoredResource,
  parameters: JsonObject,
): Effects {
  const id = managedGroupId(workspace);
  const group: StoredResource = {
    id,
    name: id.split('/').at(-1) ?? '',
    type: 'Microsoft.Resources/resourceGroups',
    ...(workspace.location === undefined ? {} : { location: workspace.location }),
    managedBy: workspace.id,
    properties: { provisioningState: 'Succeeded' },
  };
  const deny: DenyAssignment = {
    id: context.guid().replaceAll('-', ''),
    name: `System deny assignment created by Azure Databricks ${workspace.id}`,
    scope: id.toLowerCase(),
    actions: DENIED_ACTIONS,
    excludedPrincipals: [],
  };
  const account = storageAccount(context, workspace, parameters);
  return {
    put: [group, account],
    documents: [
      { table: DENY_ASSIGNMENTS, key: denyKey(id), value: deny as unknown as Json },
      ...namedStorageAccount(account.name, account.id),
    ],
  };
}

/** Takes the group and all in it away. */
export function removeManagedGroup(context: UnitContext, workspace: StoredResource): Effects {
  const id = managedGroupId(workspace);
  const inside = context.under(id);
  return {
    remove: [...inside.map((resource) => resource.id), id],
    removePrincipals: inside.flatMap(systemPrincipalsOf),
    documents: [
      { table: DENY_ASSIGNMENTS, key: denyKey(id), value: undefined },
      ...[workspace, ...inside].flatMap((resource) => forgetStore(context, resource.id)),
      ...inside
        .filter(({ type }) => type === STORAGE_ACCOUNTS)
        .flatMap(({ name }) => namedStorageAccount(name, undefined)),
    ],
  };
}

/** The storage account of the DBFS root. */
export function storageOf(
  context: UnitContext,
  workspace: StoredResource,
): StoredResource | undefined {
  return context.resources(STORAGE_ACCOUNTS, managedGroupId(workspace))[0];
}

/** The storage account under a key, or again under Microsoft's. */
export function withDbfsKey(account: StoredResource, key: DbfsKey | undefined): StoredResource {
  const { keyvaultproperties: _key, ...kept } = objectAt(account.properties, 'encryption');
  const encryption: JsonObject = key
    ? { ...kept, keySource: 'Microsoft.Keyvault', keyvaultproperties: key.asStorageTells }
    : { ...kept, keySource: 'Microsoft.Storage' };
  return { ...account, properties: { ...account.properties, encryption } };
}

/** The storage account with an identity of its own, and who that is. */
export function withStorageIdentity(
  context: UnitContext,
  account: StoredResource,
): { readonly account: StoredResource; readonly identity: JsonObject; readonly effects: Effects } {
  const made = systemIdentity(context, account.id, account.name);
  return { account: { ...account, identity: made.identity }, ...made };
}

/** A disk encryption set for the disks of a workspace; as any, it does not try its key. */
export function diskEncryptionSet(
  context: UnitContext,
  workspace: StoredResource,
  managedDisk: JsonObject,
): { readonly set: StoredResource; readonly identity: JsonObject; readonly effects: Effects } {
  const name = `dbmanagedset${context.guid().replaceAll('-', '').slice(0, 12)}`;
  const id = `${managedGroupId(workspace)}/providers/${DISK_ENCRYPTION_SETS}/${name}`;
  const { identity, effects } = systemIdentity(context, id, name);
  const { resource: set, timers } = watched(context, {
    id,
    type: DISK_ENCRYPTION_SETS,
    name,
    ...(workspace.location === undefined ? {} : { location: workspace.location }),
    identity,
    properties: {
      ...diskKey(managedDisk),
      encryptionType: 'EncryptionAtRestWithCustomerKey',
      provisioningState: 'Succeeded',
    },
  });
  return { set, identity, effects: { ...effects, timers } };
}

/** A disk encryption set with the key that its workspace now names; one that follows that key is where it has got to. */
export function withDiskKey(
  context: UnitContext,
  set: StoredResource,
  managedDisk: JsonObject,
): Followed {
  const next = { ...set, properties: { ...set.properties, ...diskKey(managedDisk) } };
  const [before, after] = [set, next].map((one) =>
    followsKey(next) ? keyUrlOf(one).replace(/\/[^/]+$/, '') : keyUrlOf(one),
  );
  const key =
    before === after
      ? { activeKey: objectAt(set.properties, 'activeKey') }
      : { lastKeyRotationTimestamp: context.iso };
  return watched(context, { ...next, properties: { ...next.properties, ...key } });
}

function diskKey(managedDisk: JsonObject): JsonObject {
  const key = objectAt(managedDisk, 'keyVaultProperties');
  return {
    activeKey: { keyUrl: keyIdentifierOf(key, ENTITY_KEY_PARTS) ?? '' },
    rotationToLatestKeyVersionEnabled: managedDisk['rotationToLatestKeyVersionEnabled'] ?? false,
  };
}

function systemIdentity(
  context: UnitContext,
  resourceId: string,
  displayName: string,
): { readonly identity: JsonObject; readonly effects: Effects } {
  const principalId = context.guid();
  const { tenantId } = context.subscription;
  const principal: Principal = {
    objectId: principalId,
    tenantId,
    kind: 'managedIdentity',
    appId: context.guid(),
    displayName,
    groups: [],
    resourceId,
  };
  return {
    identity: { type: 'SystemAssigned', principalId, tenantId },
    effects: { principals: [principal] },
  };
}

const denyKey = (groupId: string): string => `${groupId}|databricks`.toLowerCase();

function storageAccount(
  context: UnitContext,
  workspace: StoredResource,
  parameters: JsonObject,
): StoredResource {
  const [name = '', skuName = ''] = ['storageAccountName', 'storageAccountSkuName'].map((member) =>
    stringAt(objectAt(parameters, member), 'value'),
  );
  const isDouble = objectAt(parameters, 'requireInfrastructureEncryption')['value'] === true;
  return managedStorageAccount(context, {
    groupId: managedGroupId(workspace),
    name,
    location: workspace.location ?? '',
    kind: 'BlobStorage',
    skuName,
    tags: { application: 'databricks', 'databricks-environment': 'true' },
    services: ['dfs', 'blob', 'table'],
    encryption: isDouble ? { requireInfrastructureEncryption: true } : {},
  });
}
