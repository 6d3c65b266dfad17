/** `…/privateLinkResources` of any resource: what of it a private endpoint can lead to. */
import type { JsonObject } from './json.ts';
import type { ActionAnswer } from './resource-type.ts';
import type { StoredResource } from './resource.ts';

/** One thing that an endpoint can lead to. */
export interface PrivateLinkGroup {
  readonly groupId: string;
  /** Members of the group, each with an address of its own. */
  readonly members: readonly string[];
  /** The DNS zones that an endpoint to it needs. */
  readonly zones: readonly string[];
  /** What only one service tells. */
  readonly more?: JsonObject;
}

/** The list as it is answered. */
export function privateLinkResourcesOf(
  { id, type }: Pick<StoredResource, 'id' | 'type'>,
  groups: readonly PrivateLinkGroup[],
): ActionAnswer {
  const value = groups.map(({ groupId, members, zones, more }) => ({
    id: `${id}/privateLinkResources/${groupId}`,
    name: groupId,
    type: `${type}/privateLinkResources`,
    properties: { groupId, requiredMembers: members, requiredZoneNames: zones, ...more },
  }));
  return { status: 200, body: { value } };
}
