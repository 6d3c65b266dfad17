import { pageOf } from '../../kernel/collections.ts';
import { notSimulated } from '../../kernel/errors.ts';
import { resourceGroupNotFound } from '../../kernel/gateway-errors.ts';
import { type JsonObject, stringAt } from '../../kernel/json.ts';
import { type FilterFields, readListFilter } from '../../kernel/list-filter.ts';
import { nameWord, tagWord } from '../../kernel/resource-words.ts';
import type { StoredResource, Walk } from '../../kernel/resource.ts';
import type { ActionAnswer, Route, UnitContext } from '../../kernel/resource-type.ts';

/** `Microsoft.Authorization`, groups and deployments are not listed among resources. */
export const UNLISTED: RegExp = /^Microsoft\.(?:Authorization|Resources)\//i;

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
  const { resourcetype: type, resourcegroup: only, name } = accepts.equals ?? {};
  const { tag } = accepts;
  const place = only === undefined || group !== '' ? scope : `${scope}/resourceGroups/${only}`;
  // By what there is least of, so that a page costs what is on it.
  const word =
    name === undefined ? (tag ? tagWord(tag.name, tag.value) : undefined) : nameWord(name);
  const walk = (after: string | undefined): Walk =>
    (word !== undefined
      ? context.walkWord(word, place, after)
      : type === undefined
        ? context.walkUnder(place, after)
        : context.walkType(type, place, after)
    ).filter(
      (resource) =>
        // What has no place, as a subnet or a datastore, is not tracked.
        resource.location !== undefined && !UNLISTED.test(resource.type) && accepts(resource),
    );
  const { items, next } = pageOf(walk, place, query);
  const value = items.map(show);
  if (next === undefined) return { status: 200, body: { value } };
  const nextLink = `${context.resourceManager}${scope}/resources?${next}`;
  return { status: 200, body: { value, nextLink } };
}

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
