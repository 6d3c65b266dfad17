/** Where subnets lie: in the address space of their network, and apart from each other. */
import {
  type AddressPrefix,
  doOverlap,
  isWithin,
  readAddressPrefix,
} from '../../kernel/address-prefix.ts';
import { Refusal } from '../../kernel/errors.ts';
import type { Json, JsonObject } from '../../kernel/json.ts';
import type { StoredResource } from '../../kernel/resource.ts';

/** Bits of an IPv4 address, and lengths of prefixes that subnets may have. */
const IPV4_BITS = 32;
const IPV4_LARGEST_LENGTH = 2;
const IPV4_SMALLEST_LENGTH = 29;
const IPV6_LENGTH = 64;

type Subnet = Pick<StoredResource, 'id' | 'name' | 'properties'>;

/** What a network is known by, and its address space. */
interface AddressedNetwork {
  readonly id: string;
  readonly name: string;
  readonly space: JsonObject;
}

/** Refuses an address space, or subnets in it, that cannot be. */
export function checkNetworkRanges(network: AddressedNetwork, subnets: readonly Subnet[]): void {
  const space = textsOf(network.space['addressPrefixes']).map((text) =>
    mustBePrefix(text, network.id),
  );
  for (const [index, range] of space.entries()) {
    const other = space.slice(0, index).find((one) => doOverlap(range, one));
    if (other) throw overlappingSpace(network.name, other, range);
  }
  for (const [index, subnet] of subnets.entries()) {
    checkSubnet(network.name, space, subnet, subnets.slice(0, index));
  }
}

/** Refuses a subnet that is not in the address space, or has addresses that another one has. */
export function checkSubnetRanges(
  network: AddressedNetwork,
  subnet: Subnet,
  others: readonly Subnet[],
): void {
  checkSubnet(network.name, storedRanges(network.space['addressPrefixes']), subnet, others);
}

/** A subnet's prefixes as texts; newer clients list them. */
export function prefixesOf({ properties }: Pick<StoredResource, 'properties'>): readonly string[] {
  const { addressPrefix, addressPrefixes } = properties;
  const listed = textsOf(addressPrefixes);
  return listed.length > 0 ? listed : textsOf([addressPrefix ?? '']);
}

function checkSubnet(
  networkName: string,
  space: readonly AddressPrefix[],
  subnet: Subnet,
  others: readonly Subnet[],
): void {
  const ranges = prefixesOf(subnet).map((text) => mustBePrefix(text, subnet.id));
  const taken = others.flatMap((other) => storedRanges(prefixesOf(other)));
  for (const [index, range] of ranges.entries()) {
    if (!hasFittingSize(range)) throw notValid(subnet.name, networkName);
    if (!space.some((one) => isWithin(range, one))) {
      throw refused(
        'NetcfgSubnetRangeOutsideVnet',
        `Subnet '${subnet.name}' is not valid because its IP address range is outside the IP address range of virtual network '${networkName}'.`,
      );
    }
    if ([...taken, ...ranges.slice(0, index)].some((one) => doOverlap(range, one))) {
      throw refused(
        'NetcfgSubnetRangesOverlap',
        `Subnet '${subnet.name}' is not valid because its IP address range overlaps with that of an existing subnet in virtual network '${networkName}'.`,
      );
    }
  }
}

/** Documented: IPv4 from /2 to /29, and IPv6 of exactly /64. */
function hasFittingSize({ addressBits, canonical }: AddressPrefix): boolean {
  const length = Number(canonical.split('/')[1]);
  return addressBits === IPV4_BITS
    ? length >= IPV4_LARGEST_LENGTH && length <= IPV4_SMALLEST_LENGTH
    : length === IPV6_LENGTH;
}

const notValid = (subnetName: string, networkName: string): Refusal =>
  refused(
    'NetcfgInvalidSubnet',
    `Subnet '${subnetName}' is not valid in virtual network '${networkName}'.`,
  );

/** Documented without words. */
const overlappingSpace = (networkName: string, one: AddressPrefix, other: AddressPrefix): Refusal =>
  new Refusal({
    status: 400,
    code: 'NetcfgInvalidVirtualNetworkSite',
    message: `The address prefixes ${one.text} and ${other.text} of virtual network '${networkName}' overlap.`,
    evidence: 'assumed',
  });

function mustBePrefix(text: string, resourceId: string): AddressPrefix {
  const range = readAddressPrefix(text);
  if (!range) {
    throw refused(
      'InvalidAddressPrefixFormat',
      `Address prefix ${text} of resource ${resourceId} is not formatted correctly. It should follow CIDR notation, for example 10.0.0.0/24.`,
    );
  }
  if (!range.isAligned) {
    throw refused(
      'InvalidCIDRNotation',
      `The address prefix ${text} in resource ${resourceId} has an invalid CIDR notation. For the given prefix length, the address prefix should be ${range.canonical}.`,
    );
  }
  return range;
}

const storedRanges = (prefixes: Json | readonly string[] | undefined): AddressPrefix[] =>
  textsOf(prefixes).flatMap((text) => readAddressPrefix(text) ?? []);

const textsOf = (value: Json | readonly string[] | undefined): string[] =>
  (Array.isArray(value) ? (value as readonly Json[]) : []).filter(
    (one) => typeof one === 'string' && one !== '',
  ) as string[];

/** Of the ranges as in MicrosoftDocs/azure-docs#123869; of their form and size as Terraform and PowerShell show it. */
const refused = (code: string, message: string): Refusal =>
  new Refusal({ status: 400, code, message, evidence: 'reported' });
