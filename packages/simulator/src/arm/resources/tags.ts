import { invalidRequestContent, resourceNotFound } from '../../kernel/gateway-errors.ts';
import {
  type Json,
  type JsonObject,
  mergePatch,
  objectAt,
  own,
  stringAt,
} from '../../kernel/json.ts';
import {
  defineResourceType,
  type Effects,
  type ResourceAddress,
  type ResourceType,
  type UnitContext,
} from '../../kernel/resource-type.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import { readTags } from '../../kernel/tags.ts';

const TYPE = 'Microsoft.Resources/tags';
/** There is one set of tags at a scope, of this name. */
const NAME = 'default';
/** Tags of subscriptions, by lower-cased scope: they are no stored resources. */
const SUBSCRIPTION_TAGS = 'subscriptionTags';
const SUBSCRIPTION = /^\/subscriptions\/[^/]+$/i;
const OPERATIONS = ['Merge', 'Replace', 'Delete'] as const;

type Tags = Readonly<Record<string, string>>;

/** The tags of a subscription, a group or a resource, apart from the rest of it. */
export const tags: ResourceType = defineResourceType({
  type: TYPE,
  apiVersions: [
    '2019-10-01',
    '2020-06-01',
    '2020-10-01',
    '2021-01-01',
    '2021-04-01',
    '2022-09-01',
    '2023-07-01',
    '2024-03-01',
    '2024-11-01',
    '2025-04-01',
  ],
  scope: 'extension',
  checkName: (name) => {
    if (name !== NAME) throw invalidRequestContent(`the name of tags must be '${NAME}'`);
  },
  find: (context, address) =>
    address.name === NAME ? asResource(address, tagsAt(context, address)) : undefined,
  put: (context, { address, body }) => write(context, address, tagsIn(body)),
  patch: (context, { address, body }) => {
    const asked = stringAt(body, 'operation') ?? '';
    const operation = OPERATIONS.find((one) => one.toLowerCase() === asked.toLowerCase());
    if (!operation) {
      throw invalidRequestContent(`operation must be one of ${OPERATIONS.join(', ')}`);
    }
    return write(context, address, changed(tagsAt(context, address), operation, tagsIn(body)));
  },
  remove: (context, { address }) => ({ removed: true, effects: effects(context, address, {}) }),
  missing: (_context, { name }) => invalidRequestContent(`there are no tags '${name}'`),
  present: ({ id, name, properties }) => ({ id, name, type: TYPE, properties }),
});

function write(context: UnitContext, address: ResourceAddress, next: Tags) {
  const done = asResource(address, next);
  return { done, isStored: false, status: 200, effects: effects(context, address, next) };
}

function changed(stored: Tags, operation: (typeof OPERATIONS)[number], given: Tags): Tags {
  switch (operation) {
    case 'Replace':
      return given;
    case 'Merge':
      return mergePatch(stored, given) as Tags;
    case 'Delete':
      return Object.fromEntries(
        Object.entries(stored).filter(([name, value]) => own(given, name) !== value),
      );
  }
}

const tagsIn = (body: JsonObject): Tags => readTags(objectAt(body, 'properties')['tags']) ?? {};

function tagsAt(context: UnitContext, { scope }: ResourceAddress): Tags {
  if (SUBSCRIPTION.test(scope)) {
    return context.document<Tags>(SUBSCRIPTION_TAGS, scope.toLowerCase()) ?? {};
  }
  return tagged(context, scope).tags ?? {};
}

function effects(context: UnitContext, { scope }: ResourceAddress, next: Tags): Effects {
  if (SUBSCRIPTION.test(scope)) {
    const value: Json = { ...next };
    return { documents: [{ table: SUBSCRIPTION_TAGS, key: scope.toLowerCase(), value }] };
  }
  return { put: [{ ...tagged(context, scope), tags: { ...next } }] };
}

/** What bears the tags. */
function tagged(context: UnitContext, scope: string): StoredResource {
  const found = context.resource(scope);
  if (found) return found;
  const [, , , , group = '', , namespace = '', ...rest] = scope.split('/');
  const types = rest.filter((_, index) => index % 2 === 0);
  const names = rest.filter((_, index) => index % 2 === 1);
  throw resourceNotFound([namespace, ...types].join('/'), names, group);
}

function asResource({ id, name }: ResourceAddress, shown: Tags): StoredResource {
  return { id, type: TYPE, name, properties: { tags: { ...shown } } };
}
