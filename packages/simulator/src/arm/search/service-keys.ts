/** The keys with which clients call an AI Search service: of a data plane that is not simulated, so they open nothing. */
import type { JsonObject } from '../../kernel/json.ts';
import { isObject, type Json, objectAt } from '../../kernel/json.ts';
import type { ActionAnswer, ResourceType, UnitContext } from '../../kernel/resource-type.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import { refused } from './search-errors.ts';

/** Query keys of a service at most. */
const QUERY_KEYS_MAX = 50;
const KINDS = ['primary', 'secondary'] as const;

/** A new service has one query key, without a name. */
export function newKeys(context: UnitContext, id: string): JsonObject {
  return {
    adminKeys: { primary: 0, secondary: 0 },
    queryKeys: [{ name: null, key: queryKey(context, id, '') }],
  };
}

/** The actions on keys. */
export const keyActions: NonNullable<ResourceType['actions']> = {
  'POST listAdminKeys': (context, { resource }) => adminKeys(context, resource),
  'POST regenerateAdminKey/{keyKind}': (context, { resource, params }) => {
    const kind = KINDS.find((one) => one === params['keyKind']?.toLowerCase());
    if (!kind)
      throw refused(`The key kind '${params['keyKind'] ?? ''}' is not primary or secondary.`);
    const versions = objectAt(resource.hidden, 'adminKeys');
    const next = { ...versions, [kind]: Number(versions[kind] ?? 0) + 1 };
    const changed = { ...resource, hidden: { ...resource.hidden, adminKeys: next } };
    return { ...adminKeys(context, changed), effects: { put: [changed] } };
  },
  'POST listQueryKeys': (_context, { resource }) => ({
    status: 200,
    body: { value: [...queryKeysOf(resource)], nextLink: null },
  }),
  'POST createQueryKey/{name}': (context, { resource, params }) => {
    const before = queryKeysOf(resource);
    if (before.length >= QUERY_KEYS_MAX) {
      throw refused(`A service has at most ${QUERY_KEYS_MAX} query keys.`, 'QuotaExceeded');
    }
    const name = params['name'] ?? '';
    const made = { name, key: queryKey(context, resource.id, context.guid()) };
    const hidden = { ...resource.hidden, queryKeys: [...before, made] };
    return { status: 200, body: made, effects: { put: [{ ...resource, hidden }] } };
  },
  'DELETE deleteQueryKey/{key}': (_context, { resource, params }) => {
    const before = queryKeysOf(resource);
    const queryKeys = before.filter(({ key }) => key !== params['key']);
    if (queryKeys.length === before.length) return { status: 404 };
    return {
      status: 204,
      effects: { put: [{ ...resource, hidden: { ...resource.hidden, queryKeys } }] },
    };
  },
};

function adminKeys(
  context: UnitContext,
  { id, hidden }: StoredResource,
): { readonly status: number; readonly body: Json } & ActionAnswer {
  const versions = objectAt(hidden, 'adminKeys');
  const keyOf = (kind: string): string =>
    `sim-${context.namedGuid(id, kind, String(versions[kind] ?? 0))}`;
  return {
    status: 200,
    body: { primaryKey: keyOf('primary'), secondaryKey: keyOf('secondary') },
  };
}

const queryKey = (context: UnitContext, id: string, salt: string): string =>
  `sim-${context.namedGuid(id, 'query', salt)}`;

function queryKeysOf({ hidden }: StoredResource): readonly JsonObject[] {
  const kept = hidden?.['queryKeys'];
  return Array.isArray(kept) ? (kept as readonly Json[]).filter(isObject) : [];
}
