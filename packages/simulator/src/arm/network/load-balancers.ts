import { Refusal } from '../../kernel/errors.ts';
import { type JsonObject, objectAt, stringAt } from '../../kernel/json.ts';
import { subnetJoined } from '../../kernel/linked-access.ts';
import { same } from '../../kernel/path.ts';
import {
  defineResourceType,
  type ResourceType,
  type UnitContext,
  type WriteAnswer,
  type WriteRequest,
} from '../../kernel/resource-type.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import { patchTags } from '../../kernel/tags.ts';
import {
  LOAD_BALANCER_PARTS,
  type LoadBalancerPart,
  loadBalancerProperties,
} from './load-balancer-parts.ts';
import { listedParts } from './listed-parts.ts';
import { NETWORK_API_VERSIONS } from './network-api-versions.ts';
import { networkResource } from './network-resource.ts';
import { servicesBehind } from './service-frontends.ts';
import { LOAD_BALANCERS } from './network-types.ts';

/** Templates of long ago still make them. */
const API_VERSIONS: readonly string[] = Object.freeze(['2016-03-30', ...NETWORK_API_VERSIONS]);

const SKUS = ['Basic', 'Standard', 'Gateway'] as const;
const TIERS = ['Regional', 'Global'] as const;

/** Load balancers with private and public frontends. They are kept, have addresses, and are shown; no traffic is there to balance. */
export const loadBalancers: ResourceType = defineResourceType({
  type: LOAD_BALANCERS,
  apiVersions: API_VERSIONS,
  scope: 'group',
  linkedAccess: [
    subnetJoined('properties.frontendIPConfigurations.*.properties.subnet.id'),
    {
      property: 'properties.frontendIPConfigurations.*.properties.publicIPAddress.id',
      action: 'Microsoft.Network/publicIPAddresses/join/action',
    },
  ],
  put: (context, request) => {
    const { address, body, existing } = request;
    const id = existing?.id ?? address.id;
    const sku = skuOf(body, existing);
    const balancer = { id, skuName: String(sku['name']) };
    const given = objectAt(body, 'properties');
    const properties = loadBalancerProperties(context, balancer, given, existing);
    if (existing) mustKeepFrontends(context, existing, properties);
    return { done: { ...networkResource(context, LOAD_BALANCERS, request, properties), sku } };
  },
  patch: patchTags,
  remove: (context, { existing }) => {
    const [service] = servicesBehind(context, existing.id);
    if (service) throw inUse(`Load balancer ${existing.id}`, service);
    return { removed: true };
  },
  actions: {
    // No machine is there that an interface in a pool could be of.
    'GET networkInterfaces': () => ({ status: 200, body: { value: [] } }),
  },
});

/** Pools and rules for single machines can be written one by one, the other parts are read. */
export const loadBalancerBackendAddressPools: ResourceType = partsAsResources(
  'backendAddressPools',
  true,
);
export const loadBalancerInboundNatRules: ResourceType = partsAsResources('inboundNatRules', true);
export const loadBalancerFrontendIPConfigurations: ResourceType = partsAsResources(
  'frontendIPConfigurations',
);
export const loadBalancerRules: ResourceType = partsAsResources('loadBalancingRules');
export const loadBalancerProbes: ResourceType = partsAsResources('probes');
export const loadBalancerOutboundRules: ResourceType = partsAsResources('outboundRules');

function partsAsResources(list: LoadBalancerPart, isWritten = false): ResourceType {
  const type = `${LOAD_BALANCERS}/${list}`;
  const of = (balancer: StoredResource | undefined): StoredResource[] =>
    (balancer ? listedParts(balancer, list) : []).map((part) => ({
      id: String(part['id']),
      type,
      name: String(part['name']),
      ...(typeof part['etag'] === 'string' ? { etag: part['etag'] } : {}),
      properties: objectAt(part, 'properties'),
    }));
  return defineResourceType({
    type,
    apiVersions: API_VERSIONS,
    scope: 'group',
    needsLocation: false,
    find: (context, { id, parentId }) =>
      of(context.resource(parentId)).find((part) => same(part.id, id)),
    list: (context, scope) => of(context.resource(scope)),
    ...(isWritten
      ? {
          put: (context: UnitContext, { address, body }: WriteRequest): WriteAnswer => {
            const part = { name: address.name, properties: objectAt(body, 'properties') };
            const balancer = withPart(context, address.parentId, list, address.name, part);
            const [done] = of(balancer).filter(({ name }) => same(name, address.name));
            if (!done) throw new TypeError('a part that is written is there');
            return { done, isStored: false, effects: { put: [balancer] } };
          },
          remove: (
            context: UnitContext,
            { address }: { readonly address: WriteRequest['address'] },
          ) => ({
            removed: true as const,
            effects: { put: [withPart(context, address.parentId, list, address.name)] },
          }),
        }
      : {}),
  });
}

/** A balancer with another part of that name, or without it; its parts say anew what they say of each other. */
function withPart(
  context: UnitContext,
  balancerId: string,
  list: LoadBalancerPart,
  name: string,
  part?: JsonObject,
): StoredResource {
  const balancer = context.resource(balancerId);
  if (!balancer) throw new TypeError('the kernel answers for a load balancer that is not there');
  const parts = listedParts(balancer, list);
  const at = parts.findIndex((one) => same(stringAt(one, 'name') ?? '', name));
  const rest = parts.filter((_, index) => index !== at);
  const next = part ? (at < 0 ? [...parts, part] : parts.with(at, part)) : rest;
  const given = {
    ...Object.fromEntries(LOAD_BALANCER_PARTS.map((one) => [one, listedParts(balancer, one)])),
    [list]: next,
  };
  const skuName = stringAt(balancer.sku, 'name') ?? '';
  return {
    ...balancer,
    etag: `W/"${context.guid()}"`,
    properties: {
      ...balancer.properties,
      ...loadBalancerProperties(context, { id: balancer.id, skuName }, given, balancer),
    },
  };
}

function skuOf(body: JsonObject, existing: StoredResource | undefined): JsonObject {
  const asked = objectAt(body, 'sku');
  const before = existing?.sku;
  const name = word(stringAt(asked, 'name') ?? stringAt(before, 'name') ?? 'Basic', SKUS, 'name');
  const tier = word(
    stringAt(asked, 'tier') ?? stringAt(before, 'tier') ?? 'Regional',
    TIERS,
    'tier',
  );
  if (before && stringAt(before, 'name') !== name) {
    throw refused(
      `The sku of the load balancer is ${String(before['name'])} and cannot become ${name}.`,
    );
  }
  return { name, tier };
}

function word(given: string, known: readonly string[], member: string): string {
  const found = known.find((one) => same(one, given));
  if (found !== undefined) return found;
  throw refused(`'sku.${member}' is '${given}'; it must be one of ${known.join(', ')}.`);
}

/** What a private link service stands behind stays. */
function mustKeepFrontends(context: UnitContext, existing: StoredResource, next: JsonObject): void {
  const kept = listedParts({ properties: next }, 'frontendIPConfigurations');
  for (const frontend of listedParts(existing, 'frontendIPConfigurations')) {
    const id = String(frontend['id']);
    if (kept.some((one) => same(String(one['id']), id))) continue;
    const [service] = servicesBehind(context, id);
    if (service) throw inUse(`Frontend IP configuration ${id}`, service);
  }
}

const inUse = (what: string, service: StoredResource): Refusal =>
  new Refusal({
    status: 400,
    code: 'InUseByPrivateLinkService',
    message: `${what} cannot be deleted since it is in use by the private link service ${service.id}.`,
    evidence: 'assumed',
  });

const refused = (message: string): Refusal =>
  new Refusal({ status: 400, code: 'InvalidRequestFormat', message, evidence: 'assumed' });
