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
  for (const range of ranges) {
    if (!space.some((one) => isWithin(range, one))) {
      throw refused(
        'NetcfgSubnetRangeOutsideVnet',
        `Subnet '${subnet.name}' is not valid because its IP address range is outside the IP address range of virtual network '${networkName}'.`,
      );
    }
    if (taken.some((one) => doOverlap(range, one))) {
      throw refused(
        'NetcfgSubnetRangesOverlap',
        `Subnet '${subnet.name}' is not valid because its IP address range overlaps with that of an existing subnet in virtual network '${networkName}'.`,
      );
    }
  }
}

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

/** Of the ranges as in MicrosoftDocs/azure-docs#123869; of their form as Terraform shows it to many. */
const refused = (code: string, message: string): Refusal =>
  new Refusal({ status: 400, code, message, evidence: 'reported' });
