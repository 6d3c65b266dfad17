import { type JsonObject, mergePatch, objectAt, stringAt } from '../../kernel/json.ts';
import {
  checkIdentity,
  readIdentity,
  storeIdentity,
  systemPrincipalOf,
} from '../../kernel/managed-identity.ts';
import {
  defineResourceType,
  type OperationPlan,
  type ResourceType,
  type UnitContext,
  type WriteAnswer,
  type WriteRequest,
} from '../../kernel/resource-type.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import { readTags } from '../../kernel/tags.ts';
import {
  FIRST_PARTY,
  KEY_CONFIRMED,
  readDefaultIdentity,
  readKeyUri,
  refused,
  tryKey,
} from './account-key.ts';
import { givenPlaces, keysOf, newProperties, placesOf, readKept } from './account-model.ts';

const TYPE = 'Microsoft.DocumentDB/databaseAccounts';
/** Milliseconds: some minutes, as recorded. */
const WRITE_MS = 3 * 60_000;
const NAME = /^[a-z0-9][a-z0-9-]{1,48}[a-z0-9]$/;

/** Azure Cosmos DB accounts: customers' own, and those that a workspace under a customer's key brings. */
export const databaseAccounts: ResourceType = defineResourceType({
  type: TYPE,
  apiVersions: [
    '2019-12-12',
    '2020-04-01',
    '2021-04-15',
    '2021-10-15',
    '2022-05-15',
    '2022-11-15',
    '2023-04-15',
    '2023-09-15',
    '2023-11-15',
    '2024-05-15',
    '2024-08-15',
    '2024-11-15',
    '2025-04-15',
    '2025-10-15',
    '2026-03-15',
  ],
  scope: 'group',
  checkName: (name, context) => {
    if (NAME.test(name)) return;
    const message = `'${name}' is not the name of a Cosmos DB account: 3-50 lower-case letters, digits and hyphens.`;
    throw refused(context, { message, evidence: 'assumed' });
  },
  put: write,
  patch: write,
  remove: () => ({ operation: operation('delete', 'Dequeued') }),
  operations: {
    write: (context, { resource }) => {
      if (!resource) throw new TypeError('an account that is written is stored');
      tryKey(context, resource);
      const { properties } = resource;
      const status = properties['keyVaultKeyUri']
        ? { customerManagedKeyStatus: KEY_CONFIRMED }
        : {};
      const done = { ...properties, ...status, provisioningState: 'Succeeded' };
      return { resource: { ...resource, properties: done } };
    },
    delete: (_context, { resource }) => ({
      removed: true,
      effects: { removePrincipals: [systemPrincipalOf(resource) ?? []].flat() },
    }),
  },
  actions: {
    'POST listKeys': (context, { resource }) => ({
      status: 200,
      body: keysOf(context, resource.id),
    }),
  },
  present: ({
    id,
    name,
    type,
    location,
    kind,
    tags,
    identity,
    managedBy,
    systemData,
    properties,
  }) => ({
    id,
    name,
    location,
    type,
    kind,
    tags: tags ?? {},
    ...(managedBy === undefined ? {} : { managedBy }),
    ...(systemData === undefined ? {} : { systemData: { createdAt: systemData.createdAt } }),
    properties,
    identity,
  }),
});

function write(context: UnitContext, { address, body, existing }: WriteRequest): WriteAnswer {
  const given = objectAt(body, 'properties');
  const kept = readKept(given);
  const asked = readIdentity(body['identity']);
  if (asked) checkIdentity(context, address, asked);
  const outcome = asked
    ? storeIdentity(context, address, asked, existing, ',')
    : { identity: existing?.identity ?? { type: 'None' }, effects: {} };
  const identity = outcome.identity ?? { type: 'None' };
  const places = givenPlaces(body);
  const before = existing?.properties ?? newProperties(context);
  const tags = readTags(body['tags']) ?? existing?.tags ?? {};
  const account: StoredResource = {
    id: existing?.id ?? address.id,
    type: TYPE,
    name: address.name,
    location: existing?.location ?? String(body['location']),
    kind: existing?.kind ?? stringAt(body, 'kind') ?? 'GlobalDocumentDB',
    tags,
    identity,
    properties: {
      ...(mergePatch(before, kept) as JsonObject),
      ...(existing && places === undefined ? {} : placesOf(context, address.name, places)),
      ...keyOf(context, given, identity, existing),
      provisioningState: existing ? 'Updating' : 'Creating',
    },
  };
  return {
    pending: account,
    operation: operation('write', 'Dequeued'),
    effects: outcome.effects,
  };
}

/** The key and who uses it; an account that has a key keeps one. */
function keyOf(
  context: UnitContext,
  given: JsonObject,
  identity: JsonObject,
  existing: StoredResource | undefined,
): JsonObject {
  const before = existing?.properties ?? {};
  const uri = stringAt(given, 'keyVaultKeyUri');
  const isRemoved = 'keyVaultKeyUri' in given && !uri && before['keyVaultKeyUri'] !== undefined;
  if (isRemoved) {
    const message = 'Updating KeyVaultKeyUri is not supported';
    throw refused(context, { message, evidence: 'documented' });
  }
  const user = stringAt(given, 'defaultIdentity') ?? stringAt(before, 'defaultIdentity');
  return {
    defaultIdentity: readDefaultIdentity(context, user ?? FIRST_PARTY, { identity }, !existing),
    ...(uri ? { keyVaultKeyUri: readKeyUri(context, uri) } : {}),
  };
}

function operation(handler: 'write' | 'delete', running: string): OperationPlan {
  return {
    handler,
    durationMs: WRITE_MS,
    style: {
      path: 'operationsStatus',
      headers: ['azure-asyncoperation', 'location'],
      status: handler === 'delete' ? 202 : 200,
      body: handler === 'delete' ? 'none' : 'resource',
      running,
      statusBody: 'bare',
      instant: handler === 'delete' ? 204 : 200,
    },
  };
}
