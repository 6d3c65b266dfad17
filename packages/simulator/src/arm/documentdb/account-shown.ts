/** An account as answers show it: regions by their names, and no endpoint before it is made. */
import { isObject, type Json, type JsonObject, objectAt } from '../../kernel/json.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import { FIRST_PARTY } from './account-key.ts';
import { regionName } from './region-names.ts';

const ENDPOINTS = [
  'documentEndpoint',
  'sqlEndpoint',
  'mongoEndpoint',
  'cassandraEndpoint',
] as const;
const PLACES = ['writeLocations', 'readLocations', 'locations', 'failoverPolicies'] as const;

/** The body of an account. */
export function presentAccount(account: StoredResource): Json {
  const { id, name, type, location = '', kind, tags, identity, managedBy, systemData } = account;
  return {
    id,
    name,
    location: regionName(location),
    type,
    kind,
    tags: tags ?? {},
    ...(managedBy === undefined ? {} : { managedBy }),
    ...(systemData === undefined ? {} : { systemData: { createdAt: systemData.createdAt } }),
    properties: shownProperties(account.properties),
    identity,
  };
}

function shownProperties(properties: JsonObject): JsonObject {
  const isMade = properties['provisioningState'] !== 'Creating';
  const places = PLACES.flatMap((member) => {
    const given = properties[member];
    return Array.isArray(given) ? [[member, given.map((one: Json) => place(one, isMade))]] : [];
  });
  const shown: JsonObject = { ...properties, ...Object.fromEntries(places) };
  if (isMade) return shown;
  const rest = Object.fromEntries(
    Object.entries(shown).filter(([member]) => !ENDPOINTS.some((endpoint) => endpoint === member)),
  );
  const backup = objectAt(properties, 'backupPolicy');
  const periodic = backup['periodicModeProperties'];
  return {
    ...rest,
    // Settled while the account is made.
    defaultIdentity: rest['defaultIdentity'] === FIRST_PARTY ? '' : rest['defaultIdentity'],
    configurationOverrides: {},
    ...(isObject(periodic)
      ? {
          backupPolicy: {
            ...backup,
            periodicModeProperties: { ...periodic, backupStorageRedundancy: 'Invalid' },
          },
        }
      : {}),
  };
}

function place(given: Json, isMade: boolean): Json {
  if (!isObject(given)) return given;
  const { documentEndpoint, ...rest } = given;
  return {
    ...rest,
    locationName: regionName(String(given['locationName'])),
    ...(isMade && documentEndpoint !== undefined ? { documentEndpoint } : {}),
    ...(!isMade && 'provisioningState' in given ? { provisioningState: 'Creating' } : {}),
  };
}
