/** What a resource has to be made from so that a request below it finds what it asks for. */
import { type Json, type JsonObject, objectAt, stringAt } from '../json.ts';
import type { Shape } from './shapes.ts';

const COSMOS = '2025-04-15';
const RUS_MANUAL = 400;
const RUS_AUTOSCALE_MAX = 4000;

const account = (kind: string, capabilities: readonly string[]): Shape => ({
  apiVersion: COSMOS,
  body: {
    location: 'eastus',
    kind,
    properties: {
      databaseAccountOfferType: 'Standard',
      locations: [{ locationName: 'eastus', failoverPriority: 0 }],
      capabilities: capabilities.map((name) => ({ name })),
    },
  },
});

const database = (options: JsonObject): Shape => ({
  apiVersion: COSMOS,
  body: { properties: { resource: { id: '{name}' }, options } },
});

/** An account that may use keys and show its blobs to everyone. */
const STORAGE: Shape = {
  apiVersion: '2025-01-01',
  body: {
    location: 'eastus',
    kind: 'StorageV2',
    sku: { name: 'Standard_LRS' },
    identity: { type: 'SystemAssigned' },
    properties: { allowBlobPublicAccess: true },
  },
};

const BESIDE =
  '/subscriptions/00000000-1111-2222-3333-444444444444/resourceGroups/beside/providers';

/** A workspace whose network lets out what was approved alone. */
const ISOLATED: Shape = {
  apiVersion: '2025-09-01',
  body: {
    location: 'eastus',
    identity: { type: 'SystemAssigned' },
    properties: {
      storageAccount: `${BESIDE}/Microsoft.Storage/storageAccounts/stisolated`,
      keyVault: `${BESIDE}/Microsoft.KeyVault/vaults/kv-isolated`,
      applicationInsights: `${BESIDE}/Microsoft.Insights/components/appi-isolated`,
      managedNetwork: { isolationMode: 'AllowOnlyApprovedOutbound' },
    },
  },
};

interface Need {
  readonly above: RegExp;
  readonly below: RegExp;
  readonly shape: Shape;
}

const ACCOUNT = /\/databaseAccounts\/[^/]+$/i;
const DATABASE = /\/(sqlDatabases|mongodbDatabases|cassandraKeyspaces)\/[^/]+$/i;

/** The first that fits counts. */
const NEEDS: readonly Need[] = [
  {
    above: /\/storageAccounts\/[^/]+$/i,
    below: /^\/(blobServices\/default\/containers|encryptionScopes)\/[^/]+$/i,
    shape: STORAGE,
  },
  {
    above: /\/Microsoft\.MachineLearningServices\/workspaces\/[^/]+$/i,
    below: /^\/(outboundRules|provisionManagedNetwork)(\/|$)/i,
    shape: ISOLATED,
  },
  { above: ACCOUNT, below: /^\/mongodbDatabases(\/|$)/i, shape: account('MongoDB', []) },
  {
    above: ACCOUNT,
    below: /^\/cassandraKeyspaces(\/|$)/i,
    shape: account('GlobalDocumentDB', ['EnableCassandra']),
  },
  {
    above: DATABASE,
    below: /^\/throughputSettings\/default\/migrateToManualThroughput$/i,
    shape: database({ autoscaleSettings: { maxThroughput: RUS_AUTOSCALE_MAX } }),
  },
  {
    above: DATABASE,
    below: /^\/throughputSettings\/default(\/|$)/i,
    shape: database({ throughput: RUS_MANUAL }),
  },
];

/** Bodies for a resource above a path, before all others. */
export function shapesAbove(above: string, path: string): readonly Shape[] {
  const below = path.slice(above.length);
  const need = NEEDS.find((one) => one.above.test(above) && one.below.test(below));
  if (!need) return [];
  const name = above.split('/').at(-1) ?? '';
  const body = JSON.parse(JSON.stringify(need.shape.body).replace('{name}', name)) as JsonObject;
  return [{ ...need.shape, body }];
}

/** Ids of what a body names without saying where it is. */
export function namedBeside(path: string, body: Json): readonly string[] {
  const scope = stringAt(objectAt(body, 'properties'), 'defaultEncryptionScope');
  const account = /^.*\/storageAccounts\/[^/]+/i.exec(path)?.[0];
  return scope === undefined || account === undefined
    ? []
    : [`${account}/encryptionScopes/${scope}`];
}
