import { Refusal } from '../../kernel/errors.ts';
import { isObject, type Json, type JsonObject, objectAt, stringAt } from '../../kernel/json.ts';
import { defineResourceType, type ResourceType } from '../../kernel/resource-type.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import { patchTags } from '../../kernel/tags.ts';
import { NETWORK_API_VERSIONS } from './network-api-versions.ts';
import { networkResource } from './network-resource.ts';
import { checkNetworkRanges, checkSubnetRanges } from './subnet-ranges.ts';
import { mustBeUnused, mustKeepPrefixes } from './subnet-use.ts';

const TYPE = 'Microsoft.Network/virtualNetworks';

/** Virtual networks; their subnets are resources of their own, which a network shows. */
export const virtualNetworks: ResourceType = defineResourceType({
  type: TYPE,
  apiVersions: NETWORK_API_VERSIONS,
  scope: 'group',
  put: (context, request) => {
    const { address, body, existing } = request;
    const given = objectAt(body, 'properties');
    const space = objectAt(given, 'addressSpace');
    if (!Array.isArray(space['addressPrefixes']) || space['addressPrefixes'].length === 0) {
      throw new Refusal({
        status: 400,
        code: 'InvalidRequestFormat',
        message: 'A virtual network needs properties.addressSpace.addressPrefixes.',
        evidence: 'assumed',
      });
    }
    const before = context.under(existing?.id ?? address.id).filter(isSubnet);
    const listed = Array.isArray(given['subnets'])
      ? (given['subnets'] as readonly Json[]).filter(isObject)
      : undefined;
    const subnets = listed?.map((subnet): StoredResource => {
      const name = stringAt(subnet, 'name') ?? '';
      return {
        id: `${address.id}/subnets/${name}`,
        type: `${TYPE}/subnets`,
        name,
        properties: { ...objectAt(subnet, 'properties'), provisioningState: 'Succeeded' },
      };
    });
    const names = subnets?.map(({ name }) => name.toLowerCase());
    const gone = names ? before.filter(({ name }) => !names.includes(name.toLowerCase())) : [];
    const { id, name } = existing ?? address;
    checkNetworkRanges({ id, name, space }, subnets ?? before);
    for (const subnet of gone) mustBeUnused(context, subnet);
    for (const subnet of subnets ?? []) {
      mustKeepPrefixes(context, before.find(isNamed(subnet.name)), subnet);
    }
    return {
      done: networkResource(context, TYPE, request, {
        addressSpace: space,
        subnets: (subnets ?? before).map(shownInNetwork),
      }),
      effects: { put: subnets ?? [], remove: gone.map(({ id }) => id) },
    };
  },
  patch: patchTags,
  remove: (context, { existing }) => {
    const under = context.under(existing.id);
    for (const subnet of under.filter(isSubnet)) mustBeUnused(context, subnet);
    return { removed: true, effects: { remove: under.map(({ id }) => id) } };
  },
});

/** Subnets of virtual networks. */
export const subnets: ResourceType = defineResourceType({
  type: `${TYPE}/subnets`,
  apiVersions: NETWORK_API_VERSIONS,
  scope: 'group',
  put: (context, { address, body, existing }) => {
    const subnet: StoredResource = {
      id: existing?.id ?? address.id,
      type: `${TYPE}/subnets`,
      name: address.name,
      etag: `W/"${context.guid()}"`,
      properties: { ...objectAt(body, 'properties'), provisioningState: 'Succeeded' },
    };
    const network = context.resource(address.parentId);
    if (network) {
      const { id, name, properties } = network;
      const siblings = context.under(id).filter(isSubnet);
      checkSubnetRanges(
        { id, name, space: objectAt(properties, 'addressSpace') },
        subnet,
        siblings.filter((one) => !isNamed(subnet.name)(one)),
      );
      mustKeepPrefixes(context, existing, subnet);
    }
    const others = othersIn(network, subnet.name);
    return {
      done: subnet,
      effects: {
        put: network ? [withSubnets(network, [...others, shownInNetwork(subnet)])] : [],
      },
    };
  },
  remove: (context, { address, existing }) => {
    mustBeUnused(context, existing);
    const network = context.resource(address.parentId);
    const put = network ? [withSubnets(network, othersIn(network, existing.name))] : [];
    return { removed: true, effects: { put } };
  },
});

const isSubnet = ({ type }: StoredResource): boolean => type === `${TYPE}/subnets`;

const isNamed =
  (asked: string) =>
  ({ name }: StoredResource): boolean =>
    name.toLowerCase() === asked.toLowerCase();

const shownInNetwork = ({ id, name, properties }: StoredResource): JsonObject => ({
  name,
  id,
  properties,
});

function withSubnets(network: StoredResource, shown: readonly Json[]): StoredResource {
  return { ...network, properties: { ...network.properties, subnets: shown } };
}

function othersIn(network: StoredResource | undefined, name: string): readonly Json[] {
  const shown = network?.properties['subnets'];
  if (!Array.isArray(shown)) return [];
  return (shown as readonly Json[]).filter(
    (subnet) => stringAt(subnet, 'name')?.toLowerCase() !== name.toLowerCase(),
  );
}
