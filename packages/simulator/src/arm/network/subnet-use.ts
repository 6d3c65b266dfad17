/** Who has an address in a subnet, and which address is free. */
import { Refusal } from '../../kernel/errors.ts';
import { isObject, type Json, type JsonObject, objectAt, stringAt } from '../../kernel/json.ts';
import type { UnitContext } from '../../kernel/resource-type.ts';
import type { StoredResource } from '../../kernel/resource.ts';

/** Network interfaces: what has addresses. */
export const NETWORK_INTERFACES = 'Microsoft.Network/networkInterfaces';
/** Addresses at the beginning of a subnet, and at its end, that Azure keeps for itself. */
const FIRST_RESERVED = 4;
const LAST_RESERVED = 1;
const PREFIX = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/;

/** The addresses in a subnet, each a configuration of a network interface. */
function configurationsIn(context: UnitContext, subnetId: string): JsonObject[] {
  const subscription = subnetId.split('/').slice(0, 3).join('/');
  return context
    .resources(NETWORK_INTERFACES, subscription)
    .flatMap(
      (networkInterface) => networkInterface.properties['ipConfigurations'] as readonly Json[],
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

/** So many addresses of a subnet that nobody has, the lowest first. */
export function freeAddresses(
  context: UnitContext,
  subnet: StoredResource,
  count: number,
): readonly string[] {
  const prefix = prefixOf(subnet);
  const [base, size] = rangeOf(prefix, subnet);
  const taken = new Set(
    configurationsIn(context, subnet.id).map(({ properties }) =>
      stringAt(properties, 'privateIPAddress'),
    ),
  );
  const free: string[] = [];
  for (let at = FIRST_RESERVED; at < size - LAST_RESERVED && free.length < count; at += 1) {
    const address = textOf(base + at);
    if (!taken.has(address)) free.push(address);
  }
  if (free.length === count) return free;
  throw new Refusal({
    status: 400,
    code: 'SubnetIsFull',
    message: `Subnet ${subnet.name} with address prefix ${prefix} does not have enough capacity for ${count} IP addresses.`,
    evidence: 'reported',
  });
}

function prefixOf({ properties }: StoredResource): string {
  const { addressPrefixes } = properties;
  const [first] = Array.isArray(addressPrefixes) ? (addressPrefixes as readonly Json[]) : [];
  return stringAt(properties, 'addressPrefix') ?? (typeof first === 'string' ? first : '');
}

/** The first address of a prefix as a number, and how many it has. */
function rangeOf(prefix: string, subnet: StoredResource): readonly [number, number] {
  const [bits = 33, ...parts] = (PREFIX.exec(prefix)?.slice(1) ?? []).map(Number).toReversed();
  if (bits > 32 || parts.some((part) => part > 255)) {
    throw new Refusal({
      status: 400,
      code: 'InvalidCIDRNotation',
      message: `The address prefix '${prefix}' of the subnet '${subnet.name}' is no range of IPv4 addresses.`,
      evidence: 'assumed',
    });
  }
  const size = 2 ** (32 - bits);
  const address = parts.reduceRight((sum, part) => sum * 256 + part, 0);
  return [Math.floor(address / size) * size, size];
}

const textOf = (address: number): string =>
  [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join('.');
