/** An Azure Cosmos DB account of a customer's own, in the shape the service shows it. */
import { notSimulated } from '../../kernel/errors.ts';
import { isObject, type Json, type JsonObject, objectAt, stringAt } from '../../kernel/json.ts';
import type { UnitContext } from '../../kernel/resource-type.ts';
import { refused } from './account-key.ts';

const HOSTS = Object.freeze({
  public: 'documents.azure.com',
  usGovernment: 'documents.azure.us',
  china: 'documents.azure.cn',
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
  minimalTlsVersion: 'Tls12',
  consistencyPolicy: {
    defaultConsistencyLevel: 'Session',
    maxIntervalInSeconds: 5,
    maxStalenessPrefix: 100,
  },
  cors: [],
  capabilities: [],
  ipRules: [],
});
/** Read elsewhere, or the service's own. */
const OTHERS = new Set(['locations', 'keyVaultKeyUri', 'defaultIdentity', 'createMode']);

/** What a request sets, besides its key and its places. */
export function readKept(given: JsonObject): JsonObject {
  const createMode = stringAt(given, 'createMode') ?? 'Default';
  if (createMode !== 'Default') throw notSimulated(`a Cosmos DB account made by '${createMode}'`);
  const kept: Record<string, Json> = {};
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined || value === null || OTHERS.has(name)) continue;
    if (!Object.hasOwn(DEFAULTS, name)) {
      throw notSimulated(`the Cosmos DB account property 'properties.${name}'`);
    }
    kept[name] = value;
  }
  return kept;
}

/** A new account's properties, besides its key and its places. */
export function newProperties(context: UnitContext): JsonObject {
  return {
    ...DEFAULTS,
    enablePartitionKeyMonitor: false,
    EnabledApiTypes: 'Sql',
    instanceId: context.guid(),
  };
}

/** Places and endpoints of an account; the first is written to. */
export function placesOf(context: UnitContext, name: string, given: unknown): JsonObject {
  if (!Array.isArray(given) || given.length === 0) {
    throw refused(context, { message: "'locations' must be given.", evidence: 'assumed' });
  }
  const host = HOSTS[context.cloud];
  const regions = given
    .map((place: unknown) => {
      const { isZoneRedundant = false, failoverPriority = 0 } = isObject(place) ? place : {};
      const locationName = (stringAt(place, 'locationName') ?? '')
        .toLowerCase()
        .replaceAll(' ', '');
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
  return {
    documentEndpoint: endpoint,
    sqlEndpoint: endpoint,
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

/** The account's keys: of a service that is not simulated, so they open nothing. */
export function keysOf(context: UnitContext, id: string): JsonObject {
  return Object.fromEntries(
    [
      'primaryMasterKey',
      'secondaryMasterKey',
      'primaryReadonlyMasterKey',
      'secondaryReadonlyMasterKey',
    ].map((name) => [name, `sim-${context.namedGuid(id, name)}`]),
  );
}

/** `locations` as it was given, to be read again. */
export const givenPlaces = (body: JsonObject): unknown => objectAt(body, 'properties')['locations'];
