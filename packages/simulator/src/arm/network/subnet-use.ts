/** Who has an address in a subnet, and which address is free. */
import { type AddressPrefix, readAddressPrefix, textOfV4 } from '../../kernel/address-prefix.ts';
import { Refusal } from '../../kernel/errors.ts';
import { isObject, type Json, type JsonObject, objectAt, stringAt } from '../../kernel/json.ts';
import type { UnitContext } from '../../kernel/resource-type.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import { LOAD_BALANCERS, NETWORK_INTERFACES, PRIVATE_LINK_SERVICES } from './network-types.ts';
import { prefixesOf } from './subnet-ranges.ts';

/** Addresses at the beginning of a subnet, and at its end, that Azure keeps for itself. */
const FIRST_RESERVED = 4n;
const LAST_RESERVED = 1n;

/** What has addresses, and under which member. */
const ADDRESSED = [
  { type: NETWORK_INTERFACES, member: 'ipConfigurations' },
  { type: LOAD_BALANCERS, member: 'frontendIPConfigurations' },
  { type: PRIVATE_LINK_SERVICES, member: 'ipConfigurations' },
] as const;

/** The interface of a private link service shows addresses that the service has. */
const isShownAlone = ({ properties }: StoredResource): boolean =>
  properties['privateLinkService'] !== undefined;

/** The addresses in a subnet, each a configuration of a network interface or a frontend of a load balancer. */
export function configurationsIn(context: UnitContext, subnetId: string): JsonObject[] {
  const subscription = subnetId.split('/').slice(0, 3).join('/');
  return ADDRESSED.flatMap(({ type, member }) =>
    context
      .resources(type, subscription)
      .filter((resource) => !isShownAlone(resource))
      .flatMap(({ properties }) => (properties[member] ?? []) as readonly Json[]),
  )
    .filter(isObject)
    .filter((configuration) => {
      const subnet = objectAt(configuration['properties'], 'subnet');
      return stringAt(subnet, 'id')?.toLowerCase() === subnetId.toLowerCase();
    });
}

/** Refuses to remove a subnet in which something is. */
export function mustBeUnused(context: UnitContext, subnet: StoredResource): void {
  const [user] = configurationsIn(context, subnet.id);
  if (!user) return;
  throw new Refusal({
    status: 400,
    code: 'InUseSubnetCannotBeDeleted',
    message: `Subnet ${subnet.name} is in use by ${stringAt(user, 'id') ?? ''} and cannot be deleted. In order to delete the subnet, delete all the resources within the subnet. See aka.ms/deletesubnet.`,
    evidence: 'recorded',
  });
}

/** Refuses to take a range from a subnet in which something is. */
export function mustKeepPrefixes(
  context: UnitContext,
  before: StoredResource | undefined,
  after: StoredResource,
): void {
  const kept = prefixesOf(after);
  const lost = (before ? prefixesOf(before) : []).find((prefix) => !kept.includes(prefix));
  if (!before || lost === undefined || configurationsIn(context, before.id).length === 0) return;
  throw new Refusal({
    status: 400,
    code: 'InUsePrefixCannotBeDeleted',
    message: `IpPrefix ${lost} on Subnet ${before.name} has active allocations and cannot be deleted.`,
    evidence: 'reported',
  });
}

/** Whether an address of a range is one that Azure keeps for itself. */
export function isReserved({ first, last }: AddressPrefix, address: bigint): boolean {
  return address < first + FIRST_RESERVED || address > last - LAST_RESERVED;
}

/** So many addresses of a subnet that nobody has, the lowest first; `beside` are others that are about to be somebody's. */
export function freeAddresses(
  context: UnitContext,
  subnet: StoredResource,
  count: number,
  beside: readonly string[] = [],
): readonly string[] {
  const { text, first, last } = rangeOf(subnet);
  const taken = new Set([
    ...configurationsIn(context, subnet.id).map(({ properties }) =>
      stringAt(properties, 'privateIPAddress'),
    ),
    ...beside,
  ]);
  const free: string[] = [];
  for (let at = first + FIRST_RESERVED; at <= last - LAST_RESERVED; at += 1n) {
    if (free.length === count) break;
    const address = textOfV4(at);
    if (!taken.has(address)) free.push(address);
  }
  if (free.length === count) return free;
  throw new Refusal({
    status: 400,
    code: 'SubnetIsFull',
    message: `Subnet ${subnet.name} with address prefix ${text} does not have enough capacity for ${count} IP addresses.`,
    evidence: 'reported',
  });
}

/** The range of IPv4 addresses of a subnet, which gives them out. */
function rangeOf(subnet: StoredResource): AddressPrefix {
  const range = prefixesOf(subnet)
    .flatMap((text) => readAddressPrefix(text) ?? [])
    .find(({ addressBits }) => addressBits === 32);
  if (range) return range;
  throw new Refusal({
    status: 400,
    code: 'InvalidCIDRNotation',
    message: `The subnet '${subnet.name}' has no range of IPv4 addresses.`,
    evidence: 'assumed',
  });
}
