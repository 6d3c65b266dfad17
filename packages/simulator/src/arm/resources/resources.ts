import { invalidSkipToken, pageSize } from '../../kernel/collections.ts';
import { notSimulated } from '../../kernel/errors.ts';
import { resourceGroupNotFound } from '../../kernel/gateway-errors.ts';
import { type JsonObject, stringAt } from '../../kernel/json.ts';
import { type FilterFields, readListFilter } from '../../kernel/list-filter.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import type { ActionAnswer, Route, UnitContext } from '../../kernel/resource-type.ts';

/** `Microsoft.Authorization` and groups are not listed among resources. */
const UNLISTED = /^Microsoft\.(?:Authorization|Resources)\//i;

/** Every resource of a subscription or a group, with the filters that clients send. */
export const resources: readonly Route[] = [
  {
    method: 'GET',
    path: '/subscriptions/{subscriptionId}/resources',
    action: 'Microsoft.Resources/subscriptions/resources/read',
    handle: (context, { query }) =>
      list(context, `/subscriptions/${context.subscription.subscriptionId}`, '', query),
  },
  {
    method: 'GET',
    path: '/subscriptions/{subscriptionId}/resourceGroups/{resourceGroup}/resources',
    action: 'Microsoft.Resources/subscriptions/resourceGroups/resources/read',
    scope: '/subscriptions/{subscriptionId}/resourceGroups/{resourceGroup}',
    handle: (context, { params, query }) => {
      const name = params['resourceGroup'] ?? '';
      const subscription = `/subscriptions/${context.subscription.subscriptionId}`;
      const group = `/resourceGroups/${name}`;
      if (!context.resource(subscription + group)) throw resourceGroupNotFound(name);
      return list(context, subscription, group, query);
    },
  },
];

function list(
  context: UnitContext,
  subscription: string,
  group: string,
  query: ReadonlyMap<string, string>,
): ActionAnswer {
  const scope = `${subscription}${group}`;
  const accepts = readListFilter(query.get('$filter'), FIELDS);
  const show = readExpand(query.get('$expand'));
  const found = context
    .under(scope)
    // What has no place, as a subnet or a datastore, is not tracked.
    .filter(
      (resource) =>
        resource.location !== undefined && !UNLISTED.test(resource.type) && accepts(resource),
    );
  const after = query.get('$skiptoken');
  const start = after === undefined ? 0 : found.findIndex(({ id }) => tokenOf(id) === after) + 1;
  if (after !== undefined && start === 0) throw invalidSkipToken(after);
  const size = pageSize(query.get('$top'));
  const page = found.slice(start, start + size);
  const last = page.at(-1);
  if (found.length <= start + size || !last) {
    return { status: 200, body: { value: page.map(show) } };
  }
  const next = new URLSearchParams([...query]);
  next.set('$skiptoken', tokenOf(last.id));
  const nextLink = `${context.resourceManager}${scope}/resources?${next.toString()}`;
  return { status: 200, body: { value: page.map(show), nextLink } };
}

/** Where a page ended, for the next one. */
const tokenOf = (id: string): string => btoa(encodeURIComponent(id.toLowerCase()));

const groupName = ({ id }: StoredResource): string => id.split('/')[4] ?? '';

/** What a filter may ask of a resource. */
const FIELDS: FilterFields = {
  resourcetype: ({ type }) => type,
  name: ({ name }) => name,
  location: ({ location }) => location,
  resourcegroup: groupName,
  kind: ({ kind }) => kind,
  managedby: ({ managedBy }) => managedBy,
  'identity/principalid': ({ identity }) => stringAt(identity, 'principalId'),
};

/** What a list shows besides: when each was made and changed, and how far it is. */
function readExpand(expand: string | undefined): (resource: StoredResource) => JsonObject {
  const asked = (expand ?? '').split(',').map((name) => name.trim().toLowerCase());
  const unknown = asked.find(
    (name) => !['', 'createdtime', 'changedtime', 'provisioningstate'].includes(name),
  );
  if (unknown !== undefined) throw notSimulated(`$expand of '${unknown}' in the list of resources`);
  return (resource) => {
    const { systemData, properties } = resource;
    const state = stringAt(properties, 'provisioningState') ?? 'Succeeded';
    const [created, changed] = [systemData?.createdAt, systemData?.lastModifiedAt];
    return {
      ...present(resource),
      ...(asked.includes('createdtime') && created !== undefined ? { createdTime: created } : {}),
      ...(asked.includes('changedtime') && changed !== undefined ? { changedTime: changed } : {}),
      ...(asked.includes('provisioningstate') ? { provisioningState: state } : {}),
    };
  };
}

function present({
  id,
  name,
  type,
  location,
  tags,
  kind,
  sku,
  identity,
  managedBy,
}: StoredResource): JsonObject {
  return {
    id,
    name,
    type,
    ...(location === undefined ? {} : { location }),
    ...(tags === undefined ? {} : { tags }),
    ...(kind === undefined ? {} : { kind }),
    ...(sku === undefined ? {} : { sku }),
    ...(identity === undefined ? {} : { identity }),
    ...(managedBy === undefined ? {} : { managedBy }),
  };
}
