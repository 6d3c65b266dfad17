/** The names of a private endpoint: what it shows as its own, and the records that say so in private DNS zones. */
import { isObject, type Json, type JsonObject, objectAt, stringAt } from '../../kernel/json.ts';
import type { PrivateName } from '../../kernel/private-link-resources.ts';
import { same } from '../../kernel/path.ts';
import type { UnitContext } from '../../kernel/resource-type.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import { interfacesOf, membersOf } from './endpoint-interface.ts';

/** A record for an endpoint in a zone. */
export interface EndpointRecord {
  readonly name: string;
  readonly addresses: readonly string[];
}

/** What an endpoint without a zone group says of its names, for whoever keeps them elsewhere. */
export function customDnsConfigs(
  context: UnitContext,
  endpoint: StoredResource,
  interfaces: readonly StoredResource[] = storedInterfaces(context, endpoint),
): JsonObject[] {
  return namedAddresses(context, endpoint, interfaces).map(([{ fqdn }, address]) => ({
    fqdn,
    ipAddresses: [address],
  }));
}

/**
 * The records that an endpoint needs in a zone: those whose zone it is. A zone of another name gets all of them, by the
 * names that they have where they belong.
 */
export function endpointRecords(
  context: UnitContext,
  endpoint: StoredResource,
  zoneName: string,
): EndpointRecord[] {
  const all = namedAddresses(context, endpoint, storedInterfaces(context, endpoint));
  const own = all.filter(([{ zone }]) => same(zone, zoneName));
  const named = Map.groupBy(own.length > 0 ? own : all, ([{ record }]) => record);
  return [...named].map(([name, pairs]) => ({
    name,
    addresses: [...new Set(pairs.map(([, address]) => address))],
  }));
}

/** Each name of an endpoint with its address. */
function namedAddresses(
  context: UnitContext,
  endpoint: StoredResource,
  interfaces: readonly StoredResource[],
): (readonly [PrivateName, string])[] {
  const configurations = interfaces
    .flatMap(({ properties }) => (properties['ipConfigurations'] ?? []) as readonly Json[])
    .filter(isObject)
    .map(({ properties }) => objectAt({ properties }, 'properties'));
  return membersOf(context, endpoint).flatMap(({ groupId, member, names }) => {
    const found = configurations.find((configuration) => {
      const about = objectAt(configuration, 'privateLinkConnectionProperties');
      return about['groupId'] === groupId && about['requiredMemberName'] === member;
    });
    const address = stringAt(found, 'privateIPAddress');
    return address === undefined ? [] : names.map((name) => [name, address] as const);
  });
}

const storedInterfaces = (context: UnitContext, endpoint: StoredResource): StoredResource[] =>
  interfacesOf(endpoint).flatMap((id) => context.resource(id) ?? []);
