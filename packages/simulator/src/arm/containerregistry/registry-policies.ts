/** The policies of a registry, and what of it only previews show. */
import { isObject, type Json, type JsonObject, mergePatch, objectAt } from '../../kernel/json.ts';

const RETENTION_DAYS = 7;
const DEFAULTS: JsonObject = Object.freeze({
  quarantinePolicy: { status: 'disabled' },
  trustPolicy: { type: 'Notary', status: 'disabled' },
  retentionPolicy: { days: RETENTION_DAYS, status: 'disabled' },
  exportPolicy: { status: 'enabled' },
  azureADAuthenticationAsArmPolicy: { status: 'enabled' },
  softDeletePolicy: { retentionDays: RETENTION_DAYS, status: 'disabled' },
});
/** Those that tell when they were last written. */
const DATED = ['retentionPolicy', 'softDeletePolicy'] as const;

/** The policies with what is asked for; a policy that is written anew is dated `iso`. */
export function withPolicies(before: JsonObject | undefined, given: JsonObject, iso: string): Json {
  const merged = mergePatch(before ?? DEFAULTS, given) as JsonObject;
  const dated = DATED.filter((name) => !before || isObject(given[name])).map((name) => [
    name,
    { ...objectAt(merged, name), lastUpdatedTime: iso },
  ]);
  return { ...merged, ...Object.fromEntries(dated) } as JsonObject;
}

/** A registry's properties as a version shows them. */
export function shownProperties(stored: JsonObject, apiVersion: string): JsonObject {
  const properties: JsonObject = { privateEndpointConnections: [], ...stored };
  if (apiVersion.endsWith('-preview')) return properties;
  const { metadataSearch: _search, policies, ...shown } = properties;
  const { softDeletePolicy: _policy, ...stable } = isObject(policies) ? policies : {};
  return { ...shown, policies: stable };
}
