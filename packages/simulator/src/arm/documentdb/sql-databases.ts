/** Databases and containers of the SQL API, as Resource Manager sees them; their data plane is not simulated. */
import { type JsonObject, objectAt } from '../../kernel/json.ts';
import type { ResourceType, UnitContext } from '../../kernel/resource-type.ts';
import { refused } from './account-key.ts';
import { apiResourceType } from './api-resources.ts';
import { notFoundByReplica } from './child-model.ts';
import { throughputType } from './throughput.ts';

const DEFAULTS: JsonObject = Object.freeze({
  indexingPolicy: {
    indexingMode: 'consistent',
    automatic: true,
    includedPaths: [{ path: '/*' }],
    excludedPaths: [{ path: '/"_etag"/?' }],
  },
  uniqueKeyPolicy: { uniqueKeys: [] },
  conflictResolutionPolicy: {
    mode: 'LastWriterWins',
    conflictResolutionPath: '/_ts',
    conflictResolutionProcedure: '',
  },
});
/** Kept as given. */
const OPTIONAL = [
  'analyticalStorageTtl',
  'clientEncryptionPolicy',
  'computedProperties',
  'conflictResolutionPolicy',
  'defaultTtl',
  'indexingPolicy',
  'uniqueKeyPolicy',
] as const;

export const sqlDatabases: ResourceType = apiResourceType({
  kind: 'sqlDatabases',
  api: 'Sql',
  settings: () => ({ _colls: 'colls/', _users: 'users/' }),
  hasSystemMembers: true,
  missing: notFoundByReplica,
});

export const sqlContainers: ResourceType = apiResourceType({
  kind: 'sqlDatabases/containers',
  api: 'Sql',
  settings: containerSettings,
  needsThroughput: true,
  hasSystemMembers: true,
  missing: notFoundByReplica,
});

export const sqlDatabaseThroughput: ResourceType = throughputType('sqlDatabases');
export const sqlContainerThroughput: ResourceType = throughputType('sqlDatabases/containers');

function containerSettings(context: UnitContext, given: JsonObject): JsonObject {
  const key = objectAt(given, 'partitionKey');
  const { paths } = key;
  if (!Array.isArray(paths) || paths.length === 0) {
    const message = "'properties.resource.partitionKey.paths' must be given.";
    throw refused(context, { message, evidence: 'assumed' });
  }
  const kept = OPTIONAL.filter((name) => given[name] !== undefined && given[name] !== null);
  return {
    ...DEFAULTS,
    ...Object.fromEntries(kept.map((name) => [name, given[name]])),
    partitionKey: { kind: 'Hash', ...key },
  };
}
