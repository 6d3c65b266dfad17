import type { JsonObject } from '../../kernel/json.ts';
import type { UnitContext, WriteRequest } from '../../kernel/resource-type.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import { readTags } from '../../kernel/tags.ts';

/** A resource of the network as a PUT leaves it: what all of them have, and properties of its own. */
export function networkResource(
  context: UnitContext,
  type: string,
  { address, body, existing }: WriteRequest,
  properties: JsonObject,
): StoredResource {
  return {
    id: existing?.id ?? address.id,
    type,
    name: existing?.name ?? address.name,
    location: String(existing?.location ?? body['location']),
    tags: readTags(body['tags']) ?? {},
    etag: `W/"${context.guid()}"`,
    properties: {
      provisioningState: 'Succeeded',
      resourceGuid: existing?.properties['resourceGuid'] ?? context.guid(),
      ...properties,
    },
  };
}
