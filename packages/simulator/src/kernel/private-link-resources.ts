/** `…/privateLinkResources` of any resource: what of it a private endpoint can lead to, and by which names. */
import { Refusal } from './errors.ts';
import { same } from './path.ts';
import type { ResourceType, UnitContext } from './resource-type.ts';
import type { StoredResource } from './resource.ts';

/** A name that leads to an endpoint, and the record that says so in a private DNS zone. */
export interface PrivateName {
  readonly fqdn: string;
  /** The zone in which its record belongs: `privatelink.vaultcore.azure.net`. */
  readonly zone: string;
  /** The record's name in that zone. */
  readonly record: string;
}

/** One address of an endpoint. */
export interface PrivateAddress {
  /** What of the group is behind it. */
  readonly member: string;
  readonly names: readonly PrivateName[];
}

/** One thing that an endpoint can lead to. */
export interface PrivateLinkGroup {
  readonly groupId: string;
  /** Members of the group as the list shows them. */
  readonly members: readonly string[];
  /** The DNS zones that an endpoint to it needs. */
  readonly zones: readonly string[];
  /** The addresses that an endpoint to it has. */
  readonly addresses: readonly PrivateAddress[];
  /** What only one service tells. */
  readonly more?: Readonly<Record<string, string | readonly string[]>>;
}

/** What of a resource a private endpoint can lead to. */
export type PrivateLinkGroups = (
  context: UnitContext,
  resource: StoredResource,
) => readonly PrivateLinkGroup[];

/** A name under a public suffix, whose record stands under the same name in a private zone. */
export function privateName(record: string, suffix: string, zone: string): PrivateName {
  return { fqdn: `${record}.${suffix}`, zone, record };
}

/** The names of a group that has one address under one suffix. */
export function oneAddress(
  member: string,
  record: string,
  suffix: string,
  zone: string,
): readonly PrivateAddress[] {
  return [{ member, names: [privateName(record, suffix, zone)] }];
}

/** Lists what an endpoint can lead to. */
export function privateLinkList(groupsOf: PrivateLinkGroups): NonNullable<ResourceType['actions']> {
  return {
    'GET privateLinkResources': (context, { resource }) => {
      const value = groupsOf(context, resource).map((group) => shown(resource, group));
      return { status: 200, body: { value } };
    },
  };
}

/** The same, and reads one of them by its name. */
export function privateLinkActions(
  groupsOf: PrivateLinkGroups,
): NonNullable<ResourceType['actions']> {
  return {
    ...privateLinkList(groupsOf),
    'GET privateLinkResources/{group}': (context, { resource, params: { group: asked = '' } }) => {
      const found = groupsOf(context, resource).find(({ groupId }) => same(groupId, asked));
      if (found) return { status: 200, body: shown(resource, found) };
      throw new Refusal({
        status: 404,
        code: 'NotFound',
        message: `Private endpoints cannot lead to '${asked}' of '${resource.name}'.`,
        evidence: 'assumed',
      });
    },
  };
}

function shown({ id, type }: StoredResource, { groupId, members, zones, more }: PrivateLinkGroup) {
  return {
    id: `${id}/privateLinkResources/${groupId}`,
    name: groupId,
    type: `${type}/privateLinkResources`,
    properties: { groupId, requiredMembers: members, requiredZoneNames: zones, ...more },
  };
}
