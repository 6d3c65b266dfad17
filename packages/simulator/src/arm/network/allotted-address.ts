/** Addresses of a subnet that something other than a network interface asks for: any, or a certain one. */
import { readAddressPrefix, valueOfIpv4 } from '../../kernel/address-prefix.ts';
import { notSimulated, Refusal } from '../../kernel/errors.ts';
import { type JsonObject, objectAt, stringAt } from '../../kernel/json.ts';
import { same } from '../../kernel/path.ts';
import type { UnitContext } from '../../kernel/resource-type.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import { prefixesOf } from './subnet-ranges.ts';
import { configurationsIn, freeAddresses, isReserved } from './subnet-use.ts';

/**
 * Configurations, each with an address of the subnet that it names. One without a certain address keeps the one that it has
 * among `before`, or gets the lowest that nobody has.
 */
export function allottedAddresses(
  context: UnitContext,
  ownerId: string,
  configurations: readonly JsonObject[],
  before: readonly JsonObject[],
): JsonObject[] {
  const done: JsonObject[] = [];
  for (const configuration of configurations) {
    const properties = objectAt(configuration, 'properties');
    const subnetId = stringAt(properties['subnet'], 'id');
    const subnet = context.resource(subnetId ?? '');
    if (!subnet) throw subnetNotFound(subnetId ?? '', ownerId);
    if (stringAt(properties, 'privateIPAddressVersion') === 'IPv6') {
      throw notSimulated(`an IPv6 address of the subnet '${subnet.name}'`);
    }
    const mine = [...before, ...done].filter(
      (one) => !same(String(one['id']), String(configuration['id'])),
    );
    const isStatic = stringAt(properties, 'privateIPAllocationMethod') === 'Static';
    const kept = addressKept(configuration, before);
    const asked = isStatic ? stringAt(properties, 'privateIPAddress') : kept;
    if (isStatic && asked !== undefined) {
      mustBeFree(context, { configuration, subnet, address: asked, mine });
    }
    const taken = mine.flatMap((one) => stringAt(one['properties'], 'privateIPAddress') ?? []);
    const [free = ''] = asked === undefined ? freeAddresses(context, subnet, 1, taken) : [];
    done.push({
      ...configuration,
      properties: {
        ...properties,
        privateIPAddress: asked ?? free,
        privateIPAllocationMethod: isStatic ? 'Static' : 'Dynamic',
        privateIPAddressVersion: properties['privateIPAddressVersion'] ?? 'IPv4',
      },
    });
  }
  return done;
}

function addressKept(configuration: JsonObject, before: readonly JsonObject[]): string | undefined {
  const was = before.find(({ id }) => same(String(id), String(configuration['id'])));
  const subnetOf = (one: JsonObject | undefined): string =>
    stringAt(objectAt(one?.['properties'], 'subnet'), 'id') ?? '';
  return same(subnetOf(was), subnetOf(configuration))
    ? stringAt(was?.['properties'], 'privateIPAddress')
    : undefined;
}

/** Refuses a certain address that is not in the subnet, is Azure's, or is somebody's. */
function mustBeFree(
  context: UnitContext,
  {
    configuration,
    subnet,
    address,
    mine,
  }: {
    readonly configuration: JsonObject;
    readonly subnet: StoredResource;
    readonly address: string;
    readonly mine: readonly JsonObject[];
  },
): void {
  const value = valueOfIpv4(address);
  const ranges = prefixesOf(subnet).flatMap((text) => readAddressPrefix(text) ?? []);
  const range = ranges.find(
    ({ addressBits, first, last }) =>
      addressBits === 32 && value !== undefined && value >= first && value <= last,
  );
  if (!range) {
    throw reported(
      'PrivateIPAddressNotInSubnet',
      `Private static IP address ${address} does not belong to the range of subnet prefix ${prefixesOf(subnet).join(', ')}.`,
    );
  }
  if (isReserved(range, value ?? 0n)) {
    throw reported(
      'PrivateIPAddressInReservedRange',
      `Private static IP address ${address} falls within reserved IP range of subnet prefix ${range.text}.`,
    );
  }
  const id = String(configuration['id']);
  const user = [...configurationsIn(context, subnet.id), ...mine].find(
    (other) =>
      stringAt(other['properties'], 'privateIPAddress') === address &&
      !same(String(other['id']), id),
  );
  if (!user) return;
  throw reported(
    'PrivateIPAddressIsAllocated',
    `IP configuration ${id} is using the private IP address ${address} which is already allocated to resource ${String(user['id'])}.`,
  );
}

const reported = (code: string, message: string): Refusal =>
  new Refusal({ status: 400, code, message, evidence: 'reported' });

const subnetNotFound = (subnetId: string, ownerId: string): Refusal =>
  new Refusal({
    status: 400,
    code: 'InvalidResourceReference',
    message: `Resource ${subnetId} referenced by resource ${ownerId} was not found.`,
    evidence: 'assumed',
  });
