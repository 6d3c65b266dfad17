import { notSimulated, Refusal } from '../../kernel/errors.ts';
import { type Json, type JsonObject, objectAt, stringAt } from '../../kernel/json.ts';
import { same } from '../../kernel/path.ts';
import { presentResource } from '../../kernel/present.ts';
import { wordOf } from '../../kernel/read-json.ts';
import {
  defineResourceType,
  type ResourceType,
  type UnitContext,
  type WriteAnswer,
  type WriteRequest,
} from '../../kernel/resource-type.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import { patchTags } from '../../kernel/tags.ts';
import { NETWORK_API_VERSIONS } from './network-api-versions.ts';
import { networkResource } from './network-resource.ts';
import { frontendsAt } from './public-frontends.ts';
import { PUBLIC_IP_ADDRESSES } from './network-types.ts';

const SKUS = ['Basic', 'Standard', 'StandardV2'] as const;
const TIERS = ['Regional', 'Global'] as const;
const METHODS = ['Dynamic', 'Static'] as const;
const VERSIONS = ['IPv4', 'IPv6'] as const;
const IDLE_TIMEOUT_MINUTES = 4;
/** Blocks that are reserved for documents: nobody is there. */
const BLOCKS: Readonly<Record<(typeof VERSIONS)[number], (index: number) => string>> = {
  IPv4: (index) => `198.51.100.${index}`,
  IPv6: (index) => `2001:db8::${index.toString(16)}`,
};
/** How many of a block can be given. */
const MOST_ADDRESSES = 254;
const LABEL = /^[a-z][a-z0-9-]{1,61}[a-z0-9]$/;
/** Suffixes of names in the regions of a cloud. */
const NAMES: Readonly<Record<UnitContext['cloud'], string>> = Object.freeze({
  public: 'cloudapp.azure.com',
  usGovernment: 'cloudapp.usgovcloudapi.net',
  china: 'cloudapp.chinacloudapi.cn',
});

/** Public IP addresses, which frontends of load balancers have. They are of blocks for documents: nobody answers there. */
export const publicIPAddresses: ResourceType = defineResourceType({
  type: PUBLIC_IP_ADDRESSES,
  apiVersions: NETWORK_API_VERSIONS,
  scope: 'group',
  derive: shown,
  put: write,
  patch: patchTags,
  remove: (context, { existing }) => {
    const [user] = frontendsAt(context, existing.id);
    if (user === undefined) return { removed: true };
    throw new Refusal({
      status: 400,
      code: 'PublicIPAddressCannotBeDeleted',
      message: `Public IP address ${existing.id} can not be deleted since it is still allocated to resource ${user} In order to delete the public IP, disassociate/detach the Public IP address from the resource.  To learn how to do this, see aka.ms/deletepublicip.`,
      evidence: 'recorded',
    });
  },
  present: (address) => {
    const zones = address.hidden?.['zones'];
    return {
      ...(presentResource(address) as JsonObject),
      ...(zones === undefined ? {} : { zones }),
    };
  },
});

function write(context: UnitContext, request: WriteRequest): WriteAnswer {
  const { address, body, existing } = request;
  const given = objectAt(body, 'properties');
  const id = existing?.id ?? address.id;
  const sku = skuOf(body, existing);
  const publicIPAllocationMethod = word(given['publicIPAllocationMethod'], METHODS, 'Dynamic');
  if (sku['name'] === 'Standard' && publicIPAllocationMethod !== 'Static') {
    // Of late; pulumi/pulumi-azure-native#1597 has `StandardSkuPublicIPAddressesMustBeStatic` with the same words.
    throw new Refusal({
      status: 400,
      code: 'StandardAndStandardV2SkuPublicIPAddressesMustBeStatic',
      message: `Standard sku publicIp ${id} must have AllocationMethod set to Static.`,
      evidence: 'reported',
    });
  }
  for (const name of ['publicIPPrefix', 'natGateway', 'linkedPublicIPAddress']) {
    if (given[name] !== undefined && given[name] !== null) {
      throw notSimulated(`a public IP address with '${name}'`);
    }
  }
  const version = word(given['publicIPAddressVersion'], VERSIONS, 'IPv4');
  const location = String(existing?.location ?? body['location']);
  const dnsSettings = dnsOf(context, id, location, given['dnsSettings']);
  const { zones } = body;
  return {
    done: {
      ...networkResource(context, PUBLIC_IP_ADDRESSES, request, {
        publicIPAddressVersion: version,
        publicIPAllocationMethod,
        idleTimeoutInMinutes: given['idleTimeoutInMinutes'] ?? IDLE_TIMEOUT_MINUTES,
        ipTags: given['ipTags'] ?? [],
        ddosSettings: given['ddosSettings'] ?? { protectionMode: 'VirtualNetworkInherited' },
        ...(dnsSettings ? { dnsSettings } : {}),
      }),
      sku,
      hidden: {
        address: existing?.hidden?.['address'] ?? freeAddress(context, version),
        ...(zones === undefined ? {} : { zones }),
      },
    },
  };
}

/** With who has it; one that is not fixed has its address as long as somebody has it. */
function shown(context: UnitContext, address: StoredResource): StoredResource {
  const { properties } = address;
  const [user] = frontendsAt(context, address.id);
  const isThere = user !== undefined || properties['publicIPAllocationMethod'] === 'Static';
  return {
    ...address,
    properties: {
      ...properties,
      ...(isThere ? { ipAddress: address.hidden?.['address'] ?? null } : {}),
      ...(user === undefined ? {} : { ipConfiguration: { id: user } }),
    },
  };
}

/** Those of all subscriptions: no two have the same. */
function everywhere(context: UnitContext): StoredResource[] {
  return context
    .subscriptions()
    .flatMap(({ subscriptionId }) =>
      context.resources(PUBLIC_IP_ADDRESSES, `/subscriptions/${subscriptionId}`),
    );
}

function freeAddress(context: UnitContext, version: (typeof VERSIONS)[number]): string {
  const taken = new Set(everywhere(context).map(({ hidden }) => hidden?.['address']));
  for (let index = 1; index <= MOST_ADDRESSES; index += 1) {
    const address = BLOCKS[version](index);
    if (!taken.has(address)) return address;
  }
  throw notSimulated(`more than ${MOST_ADDRESSES} public addresses of the version ${version}`);
}

/** The name of an address in its region, which nobody else there has. */
function dnsOf(
  context: UnitContext,
  id: string,
  location: string,
  given: Json | undefined,
): JsonObject | undefined {
  const label = stringAt(given, 'domainNameLabel');
  const dnsSettings = objectAt({ given }, 'given');
  if (label === undefined) return Object.keys(dnsSettings).length === 0 ? undefined : dnsSettings;
  if (!LABEL.test(label)) {
    throw refused(
      `The domain name label '${label}' must begin with a letter, and have from 3 to 63 lower-case letters, digits and hyphens.`,
    );
  }
  const scope = stringAt(dnsSettings, 'domainNameLabelScope');
  const suffix = NAMES[context.cloud];
  if (scope !== undefined) {
    // A hash of where it may be used again stands between label and region.
    const hash = context
      .namedGuid(scope, context.subscription.tenantId, label)
      .replaceAll('-', '')
      .slice(0, 16);
    return { ...dnsSettings, fqdn: `${label}.${hash}.${location}.sysgen.${suffix}` };
  }
  const fqdn = `${label}.${location}.${suffix}`;
  const isTaken = everywhere(context).some(
    (other) =>
      !same(other.id, id) && stringAt(objectAt(other.properties, 'dnsSettings'), 'fqdn') === fqdn,
  );
  if (!isTaken) return { ...dnsSettings, fqdn };
  throw new Refusal({
    status: 400,
    code: 'DnsRecordInUse',
    message: `DNS record ${fqdn} is already used by another public IP.`,
    evidence: 'documented',
  });
}

function skuOf(body: JsonObject, existing: StoredResource | undefined): JsonObject {
  const asked = objectAt(body, 'sku');
  const before = existing?.sku;
  return {
    name: word(asked['name'] ?? before?.['name'], SKUS, 'Basic'),
    tier: word(asked['tier'] ?? before?.['tier'], TIERS, 'Regional'),
  };
}

function word<Value extends string>(
  given: Json | undefined,
  known: readonly Value[],
  otherwise: Value,
): Value {
  if (given === undefined || given === null) return otherwise;
  const asked = wordOf(given);
  const found = known.find((one) => same(one, asked));
  if (found !== undefined) return found;
  throw refused(`'${asked}' is none of ${known.join(', ')}.`);
}

const refused = (message: string): Refusal =>
  new Refusal({ status: 400, code: 'InvalidRequestFormat', message, evidence: 'assumed' });
