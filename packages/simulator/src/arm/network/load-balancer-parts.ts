/** What a load balancer is put together from: what a request says of each part, and what the parts say of each other. */
import { notSimulated, Refusal } from '../../kernel/errors.ts';
import { type Json, type JsonObject, objectAt, stringAt } from '../../kernel/json.ts';
import { same } from '../../kernel/path.ts';
import type { UnitContext } from '../../kernel/resource-type.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import { allottedAddresses } from './allotted-address.ts';
import { listedParts } from './listed-parts.ts';
import { LOAD_BALANCERS } from './network-types.ts';
import { checkPublicFrontends, publicAddressOf } from './public-frontends.ts';

/** The parts, in the order in which they are shown. */
export const LOAD_BALANCER_PARTS = [
  'frontendIPConfigurations',
  'backendAddressPools',
  'loadBalancingRules',
  'probes',
  'inboundNatRules',
  'inboundNatPools',
  'outboundRules',
] as const;

export type LoadBalancerPart = (typeof LOAD_BALANCER_PARTS)[number];

/** What a part is when a request does not say it, as published answers show it. */
const DEFAULTS: Readonly<Partial<Record<LoadBalancerPart, JsonObject>>> = Object.freeze({
  loadBalancingRules: {
    enableFloatingIP: false,
    enableTcpReset: false,
    idleTimeoutInMinutes: 4,
    loadDistribution: 'Default',
    disableOutboundSnat: false,
  },
  probes: { numberOfProbes: 1, probeThreshold: 1 },
  inboundNatRules: { enableFloatingIP: false, enableTcpReset: false, idleTimeoutInMinutes: 4 },
  inboundNatPools: { enableFloatingIP: false, enableTcpReset: false, idleTimeoutInMinutes: 4 },
  outboundRules: { enableTcpReset: false, idleTimeoutInMinutes: 4 },
});

/** Which parts name others, by the member with the id, and what the others say of that. */
const REFERENCES: readonly {
  readonly from: LoadBalancerPart;
  readonly member: string;
  readonly to: LoadBalancerPart;
}[] = [
  { from: 'loadBalancingRules', member: 'frontendIPConfiguration', to: 'frontendIPConfigurations' },
  { from: 'loadBalancingRules', member: 'backendAddressPool', to: 'backendAddressPools' },
  { from: 'loadBalancingRules', member: 'backendAddressPools', to: 'backendAddressPools' },
  { from: 'loadBalancingRules', member: 'probe', to: 'probes' },
  { from: 'inboundNatRules', member: 'frontendIPConfiguration', to: 'frontendIPConfigurations' },
  { from: 'inboundNatRules', member: 'backendAddressPool', to: 'backendAddressPools' },
  { from: 'inboundNatPools', member: 'frontendIPConfiguration', to: 'frontendIPConfigurations' },
  { from: 'outboundRules', member: 'frontendIPConfigurations', to: 'frontendIPConfigurations' },
  { from: 'outboundRules', member: 'backendAddressPool', to: 'backendAddressPools' },
];

/** What the service alone says of a part: it comes back with what was read. */
const TOLD: ReadonlySet<string> = new Set(['provisioningState', ...LOAD_BALANCER_PARTS]);

type Parts = Readonly<Record<LoadBalancerPart, readonly JsonObject[]>>;

/** The properties of a balancer out of those of a request, or of one that stands and is changed. */
export function loadBalancerProperties(
  context: UnitContext,
  balancer: { readonly id: string; readonly skuName: string },
  given: JsonObject,
  existing: StoredResource | undefined,
): JsonObject {
  const { id } = balancer;
  const etag = `W/"${context.guid()}"`;
  const read = (list: LoadBalancerPart): JsonObject[] =>
    listedParts({ properties: given }, list).map((part) => readPart(id, list, part, etag));
  const parts = Object.fromEntries(
    LOAD_BALANCER_PARTS.map((list) => [list, read(list)]),
  ) as unknown as Parts;
  for (const list of LOAD_BALANCER_PARTS) checkNames(list, parts[list]);
  const frontendIPConfigurations = addressed(
    context,
    balancer,
    parts.frontendIPConfigurations,
    existing,
  );
  const all: Parts = { ...parts, frontendIPConfigurations };
  checkReferences(id, all);
  return Object.fromEntries(
    LOAD_BALANCER_PARTS.map((list) => [list, all[list].map((part) => withUsers(part, list, all))]),
  );
}

function readPart(
  balancerId: string,
  list: LoadBalancerPart,
  part: JsonObject,
  etag: string,
): JsonObject {
  const name = stringAt(part, 'name');
  if (!name) throw badPart(`Each of properties.${list} needs a name.`);
  const { zones } = part;
  const said = Object.entries(objectAt(part, 'properties')).filter(
    ([member]) => !isTold(list, member),
  );
  return {
    name,
    id: `${balancerId}/${list}/${name}`,
    etag,
    type: `${LOAD_BALANCERS}/${list}`,
    ...(zones === undefined ? {} : { zones }),
    properties: {
      provisioningState: 'Succeeded',
      ...DEFAULTS[list],
      ...Object.fromEntries(said),
    },
  };
}

/** Rules say which frontends and pools they use, so those members of theirs are their own. */
const isTold = (list: LoadBalancerPart, member: string): boolean =>
  TOLD.has(member) &&
  !REFERENCES.some((reference) => reference.from === list && reference.member === member);

function checkNames(list: LoadBalancerPart, parts: readonly JsonObject[]): void {
  const names = parts.map(({ name }) => String(name).toLowerCase());
  const double = names.find((name, index) => names.indexOf(name) !== index);
  if (double !== undefined) throw badPart(`properties.${list} has '${double}' twice.`);
}

/** Frontends with addresses: those of their subnets, of which they keep what they had, or public ones. */
function addressed(
  context: UnitContext,
  balancer: { readonly id: string; readonly skuName: string },
  frontends: readonly JsonObject[],
  existing: StoredResource | undefined,
): JsonObject[] {
  if (frontends.some((frontend) => objectAt(frontend, 'properties')['publicIPPrefix'])) {
    throw notSimulated("a load balancer with a 'publicIPPrefix'");
  }
  const isPublic = (frontend: JsonObject): boolean => publicAddressOf(frontend) !== undefined;
  checkPublicFrontends(context, balancer, frontends.filter(isPublic));
  const before = existing ? listedParts(existing, 'frontendIPConfigurations') : [];
  const inside = frontends.filter((frontend) => !isPublic(frontend));
  const done = allottedAddresses(context, balancer.id, inside, before);
  return frontends.map(
    (frontend) =>
      done.find(({ id }) => id === frontend['id']) ?? {
        ...frontend,
        properties: { privateIPAllocationMethod: 'Dynamic', ...objectAt(frontend, 'properties') },
      },
  );
}

function checkReferences(balancerId: string, parts: Parts): void {
  for (const { from, member, to } of REFERENCES) {
    for (const { properties } of parts[from]) {
      for (const id of referred(objectAt({ properties }, 'properties')[member])) {
        if (!parts[to].some((part) => same(String(part['id']), id))) {
          throw new Refusal({
            status: 400,
            code: 'InvalidResourceReference',
            message: `Resource ${id} referenced by resource ${balancerId} was not found.`,
            evidence: 'assumed',
          });
        }
      }
    }
  }
}

/** A part with the ids of those that name it. */
function withUsers(part: JsonObject, list: LoadBalancerPart, parts: Parts): JsonObject {
  const users: Record<string, Json[]> = {};
  for (const { from, member, to } of REFERENCES) {
    if (to !== list) continue;
    for (const user of parts[from]) {
      const ids = referred(objectAt(user, 'properties')[member]);
      if (!ids.some((id) => same(id, String(part['id'])))) continue;
      const told = (users[from] ??= []);
      if (!told.some((one) => stringAt(one, 'id') === user['id']))
        told.push({ id: user['id'] ?? '' });
    }
  }
  return { ...part, properties: { ...objectAt(part, 'properties'), ...users } };
}

function referred(value: Json | undefined): string[] {
  const all = Array.isArray(value) ? (value as readonly Json[]) : [value];
  return all.flatMap((one) => stringAt(one, 'id') ?? []);
}

const badPart = (message: string): Refusal =>
  new Refusal({ status: 400, code: 'InvalidRequestFormat', message, evidence: 'assumed' });
