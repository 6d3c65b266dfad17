import { invalidSkipToken, pageSize } from '../../kernel/collections.ts';
import { notSimulated } from '../../kernel/errors.ts';
import type { JsonObject } from '../../kernel/json.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import type { ActionAnswer, Route, UnitContext } from '../../kernel/resource-type.ts';

/** `Microsoft.Authorization` and groups are not listed among resources. */
const UNLISTED = /^Microsoft\.(?:Authorization|Resources)\//i;
const CLAUSE = /^\s*(resourceType|name|resourceGroup|location)\s+eq\s+'([^']*)'\s*$/i;

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
    handle: (context, { params, query }) =>
      list(
        context,
        `/subscriptions/${context.subscription.subscriptionId}`,
        `/resourceGroups/${params['resourceGroup'] ?? ''}`,
        query,
      ),
  },
];

function list(
  context: UnitContext,
  subscription: string,
  group: string,
  query: ReadonlyMap<string, string>,
): ActionAnswer {
  const scope = `${subscription}${group}`;
  const accepts = readFilter(query.get('$filter'));
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
    return { status: 200, body: { value: page.map(present) } };
  }
  const next = new URLSearchParams([...query]);
  next.set('$skiptoken', tokenOf(last.id));
  const nextLink = `${context.resourceManager}${scope}/resources?${next.toString()}`;
  return { status: 200, body: { value: page.map(present), nextLink } };
}

/** Where a page ended, for the next one. */
const tokenOf = (id: string): string => btoa(encodeURIComponent(id.toLowerCase()));

function readFilter(filter: string | undefined): (resource: StoredResource) => boolean {
  if (filter === undefined || filter.trim() === '') return () => true;
  const clauses = filter.split(/\s+and\s+/i).map((clause) => {
    const match = CLAUSE.exec(clause);
    if (!match) throw notSimulated(`the resource list filter '${filter}'`);
    return [(match[1] ?? '').toLowerCase(), (match[2] ?? '').toLowerCase()] as const;
  });
  return (resource) => clauses.every(([name, value]) => valueOf(resource, name) === value);
}

function valueOf(resource: StoredResource, name: string): string {
  switch (name) {
    case 'resourcetype':
      return resource.type.toLowerCase();
    case 'name':
      return resource.name.toLowerCase();
    case 'location':
      return resource.location ?? '';
    default:
      return (resource.id.split('/')[4] ?? '').toLowerCase();
  }
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
