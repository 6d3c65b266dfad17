/** An Azure Cosmos DB account of a customer's own, in the shape the service keeps it. */
import { notSimulated } from '../../kernel/errors.ts';
import {
  isObject,
  type Json,
  type JsonObject,
  mergePatch,
  objectAt,
  stringAt,
} from '../../kernel/json.ts';
import { normalizeLocation } from '../../kernel/regions.ts';
import type { UnitContext } from '../../kernel/resource-type.ts';
import { refused } from './account-key.ts';
import { metadataOfKeys } from './account-keys.ts';
import { apiOf } from './account-api.ts';

/** Labels of the hosts that an account shows besides its own, by API. */
export const HOST_LABELS: ReadonlyMap<string, string> = new Map([
  ['MongoDB', 'mongo'],
  ['Cassandra', 'cassandra'],
]);
/** What hosts end with, by cloud. */
export const SUFFIXES: Readonly<Record<UnitContext['cloud'], string>> = Object.freeze({
  public: 'com',
  usGovernment: 'us',
  china: 'cn',
});
/** Kept as given: nothing that is simulated depends on them. */
const DEFAULTS: JsonObject = Object.freeze({
  publicNetworkAccess: 'Enabled',
  enableAutomaticFailover: false,
  enableMultipleWriteLocations: false,
  isVirtualNetworkFilterEnabled: false,
  virtualNetworkRules: [],
  disableKeyBasedMetadataWriteAccess: false,
  enableFreeTier: false,
  enableAnalyticalStorage: false,
  databaseAccountOfferType: 'Standard',
  networkAclBypass: 'None',
  networkAclBypassResourceIds: [],
  disableLocalAuth: false,
  enablePartitionMerge: false,
  minimalTlsVersion: 'Tls12',
  consistencyPolicy: {
    defaultConsistencyLevel: 'Session',
    maxIntervalInSeconds: 5,
    maxStalenessPrefix: 100,
  },
  configurationOverrides: {},
  cors: [],
  capabilities: [],
  ipRules: [],
  backupPolicy: {
    type: 'Periodic',
    periodicModeProperties: {
      backupIntervalInMinutes: 240,
      backupRetentionIntervalInHours: 8,
      backupStorageRedundancy: 'Geo',
    },
  },
});
/** Kept as given, and absent when not. */
const OPTIONAL = new Set([
  'analyticalStorageConfiguration',
  'apiProperties',
  'capacity',
  'connectorOffer',
  'enableBurstCapacity',
  'enableCassandraConnector',
  'enablePerRegionPerPartitionAutoscale',
]);
/** Read elsewhere, or the service's own: a client sends back what it was shown. */
const OTHERS = new Set([
  'cassandraEndpoint',
  'createMode',
  'customerManagedKeyStatus',
  'defaultIdentity',
  'documentEndpoint',
  'enablePartitionKeyMonitor',
  'EnabledApiTypes',
  'failoverPolicies',
  'instanceId',
  'keyVaultKeyUri',
  'keysMetadata',
  'locations',
  'mongoEndpoint',
  'privateEndpointConnections',
  'provisioningState',
  'readLocations',
  'sqlEndpoint',
  'writeLocations',
]);

/** What a request sets, besides its key and its places. */
export function readKept(given: JsonObject): JsonObject {
  const createMode = stringAt(given, 'createMode') ?? 'Default';
  if (createMode !== 'Default') throw notSimulated(`a Cosmos DB account made by '${createMode}'`);
  const kept: Record<string, Json> = {};
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined || value === null || OTHERS.has(name)) continue;
    if (!Object.hasOwn(DEFAULTS, name) && !OPTIONAL.has(name)) {
      throw notSimulated(`the Cosmos DB account property 'properties.${name}'`);
    }
    if (isObject(value) && Object.keys(value).length === 0) continue;
    kept[name] = value;
  }
  return kept;
}

/** A new account's properties, besides its key and its places. */
export function newProperties(context: UnitContext, kind: string, kept: JsonObject): JsonObject {
  const api = apiOf(kind, kept);
  return {
    ...(mergePatch({ ...DEFAULTS, ...api.properties }, kept) as JsonObject),
    ...api.fixed,
    enablePartitionKeyMonitor: false,
    EnabledApiTypes: api.name,
    instanceId: context.guid(),
    keysMetadata: metadataOfKeys(context.iso),
  };
}

/** Places and endpoints of an account; the first is written to. */
export function placesOf(
  context: UnitContext,
  name: string,
  properties: JsonObject,
  given: unknown,
): JsonObject {
  if (!Array.isArray(given) || given.length === 0) {
    throw refused(context, { message: "'locations' must be given.", evidence: 'assumed' });
  }
  const suffix = SUFFIXES[context.cloud];
  const host = `documents.azure.${suffix}`;
  const regions = given
    .map((place: unknown) => {
      const { isZoneRedundant = false, failoverPriority = 0 } = isObject(place) ? place : {};
      const locationName = normalizeLocation(stringAt(place, 'locationName') ?? '');
      const id = `${name}-${locationName}`;
      if (!context.regions.includes(locationName)) {
        const message = `'${locationName}' is not a region.`;
        throw refused(context, { message, evidence: 'assumed' });
      }
      return { id, locationName, failoverPriority: Number(failoverPriority), isZoneRedundant };
    })
    .toSorted((a, b) => a.failoverPriority - b.failoverPriority);
  const locations = regions.map((region) => ({
    ...region,
    documentEndpoint: `https://${region.id}.${host}:443/`,
    provisioningState: 'Succeeded',
  }));
  const endpoint = `https://${name}.${host}:443/`;
  const label = HOST_LABELS.get(stringAt(properties, 'EnabledApiTypes') ?? '');
  return {
    documentEndpoint: endpoint,
    sqlEndpoint: endpoint,
    ...(label === undefined
      ? {}
      : { [`${label}Endpoint`]: `https://${name}.${label}.cosmos.azure.${suffix}:443/` }),
    writeLocations: locations.slice(0, 1),
    readLocations: locations,
    locations,
    failoverPolicies: regions.map(({ id, locationName, failoverPriority }) => ({
      id,
      locationName,
      failoverPriority,
    })),
  };
}

/** `locations` as it was given, to be read again. */
export const givenPlaces = (body: JsonObject): unknown => objectAt(body, 'properties')['locations'];
