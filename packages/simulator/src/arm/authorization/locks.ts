import { notSimulated, Refusal } from '../../kernel/errors.ts';
import { invalidRequestContent, parentNotFound } from '../../kernel/gateway-errors.ts';
import { type Json, type JsonObject, objectAt } from '../../kernel/json.ts';
import { type Lock, LOCKS } from '../../kernel/locks.ts';
import { defineResourceType, type Effects, type ResourceType } from '../../kernel/resource-type.ts';
import type { StoredResource } from '../../kernel/resource.ts';

const TYPE = 'Microsoft.Authorization/locks';
const LEVELS: readonly Lock['level'][] = ['CanNotDelete', 'ReadOnly'];
const AT_SCOPE = /^\s*atScope\(\)\s*$/i;

/** Locks on a subscription, a group or a resource; what lies in it is locked with it. */
export const locks: ResourceType = defineResourceType({
  type: TYPE,
  apiVersions: ['2015-01-01', '2016-09-01', '2017-04-01', '2020-05-01'],
  scope: 'extension',
  ignoresLocks: true,
  unservedAt: (scope) =>
    /^\/subscriptions\//i.test(scope) ? undefined : `locks at the scope '${scope || '/'}'`,
  put: (context, { address, body }) => {
    if (address.scope.includes('/providers/') && !context.resource(address.scope)) {
      throw parentNotFound(address.scope.split('/').pop() ?? '');
    }
    const properties = readProperties(body);
    const lock: Lock = { scope: address.scope, level: properties.level };
    return {
      done: { id: address.id, type: TYPE, name: address.name, properties: { ...properties } },
      effects: filed(address.id, lock),
    };
  },
  remove: (_context, { existing }) => ({ removed: true, effects: filed(existing.id, undefined) }),
  list: (context, scope, query) => {
    const filter = query.get('$filter');
    if (filter === undefined || filter.trim() === '') {
      return (after) => context.walkType(TYPE, scope, after);
    }
    if (!AT_SCOPE.test(filter)) throw notSimulated(`the lock filter '${filter}'`);
    return context
      .documents<Lock>(LOCKS, '')
      .filter(([, lock]) => `${scope}/`.toLowerCase().startsWith(`${lock.scope}/`.toLowerCase()))
      .flatMap(([id]): StoredResource[] => {
        const lock = context.resource(id);
        return lock ? [lock] : [];
      });
  },
  missing: (_context, { name }) =>
    new Refusal({
      status: 404,
      code: 'LockNotFound',
      message: `The lock '${name}' could not be found.`,
      evidence: 'recorded',
    }),
  present: ({ id, name, properties }) => ({ properties, id, type: TYPE, name }),
});

function readProperties(body: JsonObject): { readonly level: Lock['level'] } & JsonObject {
  const { level, notes, owners } = objectAt(body, 'properties');
  const known = LEVELS.find(
    (one) => typeof level === 'string' && one.toLowerCase() === level.toLowerCase(),
  );
  if (!known) throw invalidRequestContent(`level must be one of ${LEVELS.join(', ')}`);
  if (notes !== undefined && notes !== null && typeof notes !== 'string') {
    throw invalidRequestContent('notes must be a string');
  }
  return {
    level: known,
    ...(typeof notes === 'string' ? { notes } : {}),
    ...(Array.isArray(owners) ? { owners } : {}),
  };
}

function filed(id: string, lock: Lock | undefined): Effects {
  const value = lock as Json | undefined;
  return { documents: [{ table: LOCKS, key: id.toLowerCase(), value }] };
}
