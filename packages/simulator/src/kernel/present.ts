import type { Json } from './json.ts';
import type { StoredResource } from './resource.ts';
import type { ResourceType, UnitContext } from './resource-type.ts';

/** The body of a resource as most of Azure shows it; members that are absent are left out. */
export function presentResource(resource: StoredResource): Json {
  const body: Record<string, Json | undefined> = {
    id: resource.id,
    name: resource.name,
    type: resource.type,
  };
  if (resource.location !== undefined) body['location'] = resource.location;
  if (resource.tags !== undefined) body['tags'] = resource.tags;
  if (resource.kind !== undefined) body['kind'] = resource.kind;
  if (resource.managedBy !== undefined) body['managedBy'] = resource.managedBy;
  if (resource.sku !== undefined) body['sku'] = resource.sku;
  if (resource.identity !== undefined) body['identity'] = resource.identity;
  if (resource.etag !== undefined) body['etag'] = resource.etag;
  body['properties'] = resource.properties;
  if (resource.systemData !== undefined) body['systemData'] = { ...resource.systemData };
  return body;
}

/** The body of a resource in its type's own shape. */
export function present(type: ResourceType, resource: StoredResource, apiVersion: string): Json {
  return type.present ? type.present(resource, apiVersion) : presentResource(resource);
}

/** A resource as it is shown, before it takes its type's shape: with what follows from others. */
export function derived(
  type: ResourceType,
  resource: StoredResource,
  context: UnitContext,
  query?: ReadonlyMap<string, string>,
): StoredResource {
  const shown = type.derive ? type.derive(context, resource) : resource;
  const word = type.expand && query?.get('$expand');
  return type.expand && word ? type.expand(context, shown, word) : shown;
}
