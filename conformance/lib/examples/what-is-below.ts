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

/** A load balancer that has of each part one, by the name that is asked for; another pool is the one that rules use. */
function loadBalancer(id: string, below: string): Shape {
  const name = below.split('/')[2] ?? 'part';
  const at = (list: string): JsonObject => ({ id: `${id}/${list}/${name}` });
  const subnet = { id: `${BESIDE}/Microsoft.Network/virtualNetworks/balanced/subnets/default` };
  const frontendIPConfiguration = at('frontendIPConfigurations');
  const backendAddressPool = { id: `${id}/backendAddressPools/used` };
  const rule = { frontendIPConfiguration, protocol: 'Tcp', frontendPort: 80, backendPort: 80 };
  const part = (properties: JsonObject): JsonObject[] => [{ name, properties }];
  const properties = {
    frontendIPConfigurations: part({ subnet }),
    backendAddressPools: [...part({}), { name: 'used', properties: {} }],
    loadBalancingRules: part({ ...rule, backendAddressPool, probe: at('probes') }),
    probes: part({ protocol: 'Tcp', port: 80, intervalInSeconds: 15 }),
    inboundNatRules: part({ ...rule, frontendPort: 3389 }),
    outboundRules: part({
      frontendIPConfigurations: [frontendIPConfiguration],
      backendAddressPool,
      protocol: 'All',
    }),
  };
  const body = { location: 'eastus', sku: { name: 'Standard' }, properties };
  return { apiVersion: '2024-10-01', body };
}

interface Need {
  readonly above: RegExp;
  readonly below: RegExp;
  readonly shape: Shape | ((above: string, below: string) => Shape);
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
  { above: /\/loadBalancers\/[^/]+$/i, below: /^\/\w/, shape: loadBalancer },
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
  const shape = typeof need.shape === 'function' ? need.shape(above, below) : need.shape;
  const body = JSON.parse(JSON.stringify(shape.body).replace('{name}', name)) as JsonObject;
  return [{ ...shape, body }];
}

/** Ids of what a body names without saying where it is. */
export function namedBeside(path: string, body: Json): readonly string[] {
  const scope = stringAt(objectAt(body, 'properties'), 'defaultEncryptionScope');
  const account = /^.*\/storageAccounts\/[^/]+/i.exec(path)?.[0];
  return scope === undefined || account === undefined
    ? []
    : [`${account}/encryptionScopes/${scope}`];
}
