/** What must be there around what is addressed: the group, the parents, a type that is served. */
import { notSimulated, type Refusal } from './errors.ts';
import * as refuse from './gateway-errors.ts';
import { type ArmPath, RESOURCE_GROUPS, type TypedPath, type TypeTable } from './path.ts';
import { managementGroupIn, ManagementGroups } from './management-groups.ts';
import type { StoredResource } from './resource.ts';
import type { ResourceAddress } from './resource-type.ts';
import type { Services } from './services.ts';

/** The resource group, or the refusal that it is not there. */
export function groupOf(subscriptionId: string, name: string, services: Services): StoredResource {
  const group = services.store.get(`/subscriptions/${subscriptionId}/resourceGroups/${name}`);
  if (!group) throw refuse.resourceGroupNotFound(name);
  return group;
}

/** A new resource takes the group's name as the group has it. */
export function withGroupCase(address: ResourceAddress, services: Services): ResourceAddress {
  if (address.resourceGroup === '') return address;
  const groupId = `/subscriptions/${address.subscriptionId}/resourceGroups/${address.resourceGroup}`;
  const group = services.store.get(groupId);
  if (!group || group.name === address.resourceGroup) return address;
  const swap = (id: string): string =>
    id.toLowerCase().startsWith(groupId.toLowerCase()) ? group.id + id.slice(groupId.length) : id;
  return {
    ...address,
    id: swap(address.id),
    parentId: swap(address.parentId),
    scope: swap(address.scope),
    resourceGroup: group.name,
  };
}

/** The refusal of a type that nobody serves. */
export function unknownType(
  types: TypeTable,
  namespace: string,
  type: string,
  method: string,
): Refusal {
  const prefix = `${namespace.toLowerCase()}/`;
  const known = types.names().some((name) => name.toLowerCase().startsWith(prefix));
  return notSimulated(
    known
      ? `${method} on the resource type ${namespace}/${type}`
      : `the resource provider ${namespace} (${method} ${namespace}/${type})`,
  );
}

/** Refuses the scope of a management group that is not there for a caller: those of other tenants are not. */
export function checkManagementGroup(
  scope: string,
  tenantId: string,
  find: ManagementGroups['get'],
): void {
  const name = managementGroupIn(scope);
  if (name !== undefined && find(name)?.tenantId !== tenantId) {
    throw refuse.managementGroupNotFound(name);
  }
}

/** The group and the parents of what is addressed; `tenantId` is the caller's. */
export function checkSurroundings(
  path: TypedPath,
  method: string,
  services: Services,
  tenantId: string,
): void {
  const isGroup = path.type.type === RESOURCE_GROUPS && path.kind !== 'action';
  const place = path.kind === 'collection' ? path : path.address;
  checkManagementGroup(place.scope, tenantId, (name) =>
    new ManagementGroups(services.world).get(name),
  );
  if (place.resourceGroup !== '' && !isGroup) {
    const group = groupOf(place.subscriptionId, place.resourceGroup, services);
    const state = group.properties['provisioningState'];
    if (state === 'Deleting' && (method === 'PUT' || method === 'PATCH')) {
      throw refuse.resourceGroupBeingDeleted(group.name);
    }
  }
  if (path.type.checksParent) return;
  const nearest = path.kind === 'collection' ? parentOfList(path) : path.address.parentId;
  const parentId = path.type.makesParent ? nearest.split('/').slice(0, -2).join('/') : nearest;
  if (parentId !== '' && !services.store.get(parentId)) {
    throw refuse.parentNotFound(parentId.split('/').pop() ?? '');
  }
}

/** What a list of a nested type lies under. */
function parentOfList({ type, scope }: Extract<ArmPath, { kind: 'collection' }>): string {
  return type.scope === 'group' && type.type.split('/').length > 2 ? scope : '';
}
