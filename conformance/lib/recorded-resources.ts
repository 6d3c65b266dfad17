/** What recordings tell of resources that were there, and the requests that would have made them. */
import { isObject, type Json, type JsonObject, listedIn, objectAt, stringAt } from './json.ts';
import type { Exchange } from './recordings.ts';
import { isOperationPath } from './rewriter.ts';

/** A resource as a recording shows it. */
export interface RecordedResource {
  readonly body: JsonObject;
  readonly apiVersion: string;
}

/** Resources by id in lower case: as GETs show them first, then as lists do, then as writes answered. */
export function recordedResources(sources: readonly Exchange[]): Map<string, RecordedResource> {
  const known = new Map<string, RecordedResource>();
  const add = (body: Json | undefined, apiVersion: string): void => {
    const id = stringAt(body, 'id')?.toLowerCase();
    if (id !== undefined && isObject(body) && !known.has(id)) known.set(id, { body, apiVersion });
  };
  // What tells of an operation may go by the id of its resource.
  const answers = sources.filter(
    ({ method, status, path }) => method === 'GET' && status === 200 && !isOperationPath(path),
  );
  for (const { responseBody, query } of answers) add(responseBody, query['api-version'] ?? '');
  for (const { responseBody, query, path } of answers) {
    if (path.endsWith('/resources')) continue;
    for (const item of listedIn(responseBody)) add(item, query['api-version'] ?? '');
  }
  for (const { method, status, responseBody, query } of sources) {
    if (method === 'PUT' && status === 200) add(responseBody, query['api-version'] ?? '');
  }
  return known;
}

/** Regions as answers and requests spell them, in Azure's short form. */
export function regionsIn(sources: readonly Exchange[]): Set<string> {
  const regions = new Set<string>();
  for (const { requestBody, responseBody } of sources) {
    for (const body of [requestBody, responseBody]) {
      const region = stringAt(body, 'location');
      if (region !== undefined && !region.includes(' ')) regions.add(region);
    }
  }
  return regions;
}

/** Which vault a host belongs to, by what vaults say of themselves. */
export function vaultHosts(sources: readonly Exchange[]): Map<string, string> {
  const hosts = new Map<string, string>();
  for (const { responseBody } of sources) {
    const uri = stringAt(objectAt(responseBody, 'properties'), 'vaultUri');
    const name = stringAt(responseBody, 'name');
    if (uri !== undefined && name !== undefined) hosts.set(new URL(uri).host, name);
  }
  return hosts;
}

/** A database whose throughput is recorded was made with one: its own path changes it, and never adds it. */
export function withThroughput(request: JsonObject, settings: JsonObject | undefined): JsonObject {
  if (settings === undefined) return request;
  const { throughput } = objectAt(objectAt(settings, 'properties'), 'resource');
  return {
    ...request,
    properties: { ...objectAt(request, 'properties'), options: { throughput: throughput ?? null } },
  };
}

/** The request that would have made what a GET shows. */
export function requestOf(shown: JsonObject): JsonObject {
  const { location, tags, kind, sku, identity, properties } = shown;
  const { provisioningState: _state, ...settable }: Record<string, Json | undefined> = isObject(
    properties,
  )
    ? { ...properties }
    : {};
  const diagnostics = objectAt(properties, 'diagnostics');
  const workspace = objectAt(diagnostics, 'logAnalytics');
  if ('workspaceId' in workspace) {
    // Never shown, and a request must have it.
    const logAnalytics = { workspaceKey: 'sim-key', ...workspace };
    settable['diagnostics'] = { ...diagnostics, logAnalytics };
  }
  const assigned = objectAt(identity, 'userAssignedIdentities');
  const parts: Record<string, Json | undefined> = {
    location,
    tags,
    kind,
    sku,
    properties: withoutEmpty(settable),
  };
  if (isObject(identity)) {
    parts['identity'] = {
      type: identity['type'] ?? 'None',
      ...(Object.keys(assigned).length > 0
        ? {
            userAssignedIdentities: Object.fromEntries(
              Object.keys(assigned).map((name) => [name, {}]),
            ),
          }
        : {}),
    };
  }
  return withoutEmpty(parts);
}

function withoutEmpty(parts: Readonly<Record<string, Json | undefined>>): JsonObject {
  return Object.fromEntries(
    Object.entries(parts).filter(
      (entry): entry is [string, Json] => entry[1] !== undefined && entry[1] !== null,
    ),
  );
}
