/** Where the metadata of what lies in a resource is kept: in a store under a customer's key, or with Microsoft. */
import { encryptedStore } from './encrypted-store.ts';
import { Refusal } from './errors.ts';
import type { JsonObject } from './json.ts';
import type { Effects, UnitContext } from './resource-type.ts';

/** Table of {@link MetadataPlace} by the lower-case id of the resource whose metadata it tells of. */
export const METADATA_STORES = 'metadataStores';

/** Where the metadata of what lies in a resource is kept. */
export interface MetadataPlace extends JsonObject {
  /** Lower-case ARM id of the store that encrypts it. */
  readonly store: string;
  /** Lower-case ARM id of the search service that gets indices over it, when there is one. */
  readonly searchService?: string;
}

/** Where the metadata of what lies in a resource is kept; `undefined`: under nobody's key but Microsoft's. */
export function metadataPlace(context: UnitContext, resourceId: string): MetadataPlace | undefined {
  return context.document<MetadataPlace>(METADATA_STORES, resourceId.toLowerCase());
}

/** Says in which store the metadata of a resource is kept, or that it no longer is. */
export function keepMetadataIn(
  resourceId: string,
  place: { readonly store: string; readonly searchService?: string | undefined } | undefined,
): NonNullable<Effects['documents']> {
  const searchService = place?.searchService?.toLowerCase();
  const value: MetadataPlace | undefined = place && {
    store: place.store.toLowerCase(),
    ...(searchService === undefined ? {} : { searchService }),
  };
  return [{ table: METADATA_STORES, key: resourceId.toLowerCase(), value }];
}

/**
 * Refuses to work with what lies in a resource while the store of its metadata is without its key. The sentence inside is
 * Azure Cosmos DB's; what the service in front of it makes of that was not seen.
 */
export function metadataUnreachable(resourceId: string): Refusal {
  const name = resourceId.split('/').at(-1) ?? '';
  return new Refusal({
    status: 403,
    code: 'Forbidden',
    message: `The metadata of '${name}' cannot be reached: {"Errors":["Request is blocked due to Customer Managed Key not being accessible."]}`,
    evidence: 'assumed',
    ruleId: 'CMK-021',
    failureCause: 'service',
  });
}

/** Throws {@link metadataUnreachable} while that is so. */
export function mustReachMetadata(context: UnitContext, resourceId: string): void {
  const place = metadataPlace(context, resourceId);
  if (!place || !encryptedStore(context, place.store)?.lost) return;
  throw metadataUnreachable(resourceId);
}
