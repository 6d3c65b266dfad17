/** Access policies of a vault: how they are read, and `accessPolicies/{add|replace|remove}`. */
import { isGuid } from '../../kernel/ids.ts';
import {
  isObject,
  type Json,
  type JsonObject,
  objectAt,
  own,
  stringAt,
} from '../../kernel/json.ts';
import type { ActionAnswer, ActionRequest, UnitContext } from '../../kernel/resource-type.ts';
import { invalidValue, notSpecified } from './vault-errors.ts';

/** Entries a vault can hold. */
const ENTRIES_MAX_INCLUSIVE = 1024;

/** What can be granted, by kind of object. */
const PERMISSIONS: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries({
    keys: 'all backup create decrypt delete encrypt get getrotationpolicy import list purge recover release restore rotate setrotationpolicy sign unwrapKey update verify wrapKey'.split(
      ' ',
    ),
    secrets: 'all backup delete get list purge recover restore set'.split(' '),
    certificates:
      'all backup create delete deleteissuers get getissuers import list listissuers managecontacts manageissuers purge recover restore setissuers update'.split(
        ' ',
      ),
    storage:
      'all backup delete deletesas get getsas list listsas purge recover regeneratekey restore set setsas update'.split(
        ' ',
      ),
  }),
);

/** Reads the entries of a request; permissions keep the case in which they were sent. */
export function readPolicies(value: Json | undefined, vaultTenantId: string): JsonObject[] {
  if (!Array.isArray(value)) throw invalidValue('accessPolicies', 'a list');
  if (value.length > ENTRIES_MAX_INCLUSIVE) {
    throw invalidValue(
      'accessPolicies',
      `a list of at most ${ENTRIES_MAX_INCLUSIVE} entries, not ${value.length}`,
    );
  }
  const entries = value.map((entry: Json, index) => readPolicy(entry, index, vaultTenantId));
  const keys = entries.map(identityOf);
  const repeated = keys.findIndex((key, index) => keys.indexOf(key) !== index);
  if (repeated >= 0) {
    throw invalidValue(
      `accessPolicies[${repeated}].objectId`,
      `in the list once; '${stringAt(entries[repeated], 'objectId')}' is repeated`,
    );
  }
  return entries;
}

function readPolicy(entry: Json, index: number, vaultTenantId: string): JsonObject {
  const path = `accessPolicies[${index}]`;
  if (!isObject(entry)) throw invalidValue(path, 'an object');
  const { tenantId, objectId, applicationId } = entry;
  if (!isGuid(tenantId)) throw invalidValue(`${path}.tenantId`, 'a GUID');
  if (tenantId.toLowerCase() !== vaultTenantId.toLowerCase()) {
    throw invalidValue(`${path}.tenantId`, `the tenant of the vault, ${vaultTenantId}`);
  }
  if (!isGuid(objectId)) throw invalidValue(`${path}.objectId`, 'a GUID');
  if (applicationId !== undefined && applicationId !== null && !isGuid(applicationId)) {
    throw invalidValue(`${path}.applicationId`, 'a GUID');
  }
  const permissions = entry['permissions'];
  if (!isObject(permissions)) throw notSpecified(`${path}.permissions`);
  return {
    tenantId,
    objectId,
    ...(isGuid(applicationId) ? { applicationId } : {}),
    permissions: readPermissions(permissions, `${path}.permissions`),
  };
}

function readPermissions(permissions: JsonObject, path: string): JsonObject {
  const read: Record<string, Json> = {};
  for (const [kind, granted] of Object.entries(permissions)) {
    if (granted === null || granted === undefined) continue;
    const known = PERMISSIONS.get(kind);
    if (!known) {
      throw invalidValue(`${path}.${kind}`, `one of ${[...PERMISSIONS.keys()].join(', ')}`);
    }
    if (!Array.isArray(granted)) throw invalidValue(`${path}.${kind}`, 'a list');
    for (const permission of granted as readonly Json[]) {
      const isKnown =
        typeof permission === 'string' &&
        known.some((name) => name.toLowerCase() === permission.toLowerCase());
      if (!isKnown) {
        throw invalidValue(
          `${path}.${kind}`,
          `of ${known.join(', ')}; '${String(permission)}' is not`,
        );
      }
    }
    read[kind] = granted as readonly Json[];
  }
  return read;
}

/** `PUT …/accessPolicies/{add|replace|remove}`. */
export function changePolicies(
  context: UnitContext,
  request: ActionRequest & { readonly params: Readonly<Record<string, string>> },
): ActionAnswer {
  const { resource, params, body } = request;
  const kind = (params['operationKind'] ?? '').toLowerCase();
  const change = CHANGES.get(kind);
  if (!change) throw invalidValue('operationKind', `one of ${[...CHANGES.keys()].join(', ')}`);
  const tenantId = stringAt(resource.properties, 'tenantId') ?? '';
  const given = readPolicies(objectAt(body, 'properties')['accessPolicies'], tenantId);
  const stored = resource.properties['accessPolicies'];
  const entries = new Map(
    (Array.isArray(stored) ? (stored as readonly JsonObject[]) : []).map((entry) => [
      identityOf(entry),
      entry,
    ]),
  );
  for (const entry of given) {
    const key = identityOf(entry);
    const next = change(entries.get(key), entry);
    if (next) entries.set(key, next);
    else entries.delete(key);
  }
  const accessPolicies = readPolicies([...entries.values()], tenantId);
  const next = { ...resource, properties: { ...resource.properties, accessPolicies } };
  context.rules.enforce('vault.write', { vault: next });
  return {
    status: 200,
    body: {
      id: `${resource.id}/accessPolicies/`,
      type: 'Microsoft.KeyVault/vaults/accessPolicies',
      properties: { accessPolicies },
    },
    effects: { put: [next] },
  };
}

type Change = (stored: JsonObject | undefined, given: JsonObject) => JsonObject | undefined;

const CHANGES: ReadonlyMap<string, Change> = new Map(
  Object.entries({
    add: (stored, given) => (stored ? combine(stored, given, union) : given),
    replace: (_, given) => given,
    remove: (stored, given) => {
      const rest = stored && combine(stored, given, difference);
      const isEmpty = Object.values(objectAt(rest, 'permissions')).every(
        (granted) => Array.isArray(granted) && granted.length === 0,
      );
      return isEmpty ? undefined : rest;
    },
  }),
);

function combine(
  stored: JsonObject,
  given: JsonObject,
  operation: (left: readonly string[], right: readonly string[]) => string[],
): JsonObject {
  const left = objectAt(stored, 'permissions');
  const right = objectAt(given, 'permissions');
  const kinds = new Set([...Object.keys(left), ...Object.keys(right)]);
  const permissions = Object.fromEntries(
    [...kinds].map((kind) => [kind, operation(textsAt(left, kind), textsAt(right, kind))]),
  );
  return { ...stored, permissions };
}

const includes = (list: readonly string[], text: string): boolean =>
  list.some((entry) => entry.toLowerCase() === text.toLowerCase());
const union = (left: readonly string[], right: readonly string[]): string[] => [
  ...left,
  ...right.filter((entry) => !includes(left, entry)),
];
const difference = (left: readonly string[], right: readonly string[]): string[] =>
  left.filter((entry) => !includes(right, entry));

function textsAt(permissions: JsonObject, kind: string): readonly string[] {
  const granted = own(permissions, kind);
  return Array.isArray(granted) ? (granted as readonly string[]) : [];
}

/** Who an entry is for: a principal, or a principal through one application. */
function identityOf(entry: JsonObject): string {
  return `${stringAt(entry, 'objectId')}|${stringAt(entry, 'applicationId') ?? ''}`.toLowerCase();
}
