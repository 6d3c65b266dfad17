import { notSimulated, Refusal } from '../../kernel/errors.ts';
import { invalidRequestContent, parentNotFound } from '../../kernel/gateway-errors.ts';
import { type Json, type JsonObject, objectAt, stringAt } from '../../kernel/json.ts';
import {
  checkIdentity,
  type IdentityOutcome,
  readIdentity,
  storeIdentity,
  systemPrincipalsOf,
} from '../../kernel/managed-identity.ts';
import { POLICY_ASSIGNMENTS, type PolicyAssignment } from '../../kernel/policy/definition.ts';
import { normalizeLocation } from '../../kernel/regions.ts';
import {
  defineResourceType,
  type Effects,
  type ResourceAddress,
  type ResourceType,
  type UnitContext,
} from '../../kernel/resource-type.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import { together } from '../../kernel/together.ts';
import { assignmentOf } from './assigned-policies.ts';
import { readChanges, readProperties } from './policy-assignment-request.ts';
import { checkPolicyName, POLICY_API_VERSIONS } from './policy-names.ts';
import { takesAssignments } from './policy-places.ts';

const TYPE = 'Microsoft.Authorization/policyAssignments';
/** The first version whose document tells of it. */
const FIRST_WITH_INSTANCE_ID = '2025-03-01';
const BY_DEFINITION = /^\s*policyDefinitionId\s+eq\s+'([^']*)'\s*$/i;

/** Policy assignments: what a definition demands of everything in a management group, a subscription, a group or a resource. */
export const policyAssignments: ResourceType = defineResourceType({
  type: TYPE,
  apiVersions: POLICY_API_VERSIONS,
  scope: 'extension',
  unservedAt: (scope) => (scope === '' ? "policy assignments at the scope '/'" : undefined),
  checkName: (name) => {
    checkPolicyName('policy assignment', name);
  },
  put: (context, { address, body, existing }) => {
    const { scope, name } = address;
    if (!takesAssignments(scope)) {
      throw notSimulated(`a policy assignment at the scope '${scope || '/'}'`);
    }
    if (/\/providers\//i.test(scope.slice(1)) && !context.resource(scope)) {
      throw parentNotFound(scope.split('/').pop() ?? '');
    }
    const { identity, location, effects } = readOwnIdentity(context, address, body, existing);
    const instanceId = existing?.properties['instanceId'] ?? context.guid();
    const properties = { ...readProperties(context, address, body), instanceId };
    const id = existing?.id ?? address.id;
    const done: StoredResource = { id, name, type: TYPE, ...location, ...identity, properties };
    return {
      done,
      status: 201,
      effects: together(filed(id, assignmentOf(context, done)), effects),
    };
  },
  patch: (context, { address, body, existing }) => {
    if (!existing) throw new TypeError('the kernel answers a PATCH of what is not there');
    const given = objectAt(body, 'properties');
    const properties = { ...existing.properties, ...readChanges(context, given, existing) };
    const changed: StoredResource = { ...existing, properties };
    const entry = filed(existing.id, assignmentOf(context, changed));
    if (body['identity'] === undefined && body['location'] === undefined) {
      return { done: changed, effects: entry };
    }
    const asked = { location: existing.location, identity: existing.identity, ...body };
    const { identity, location, effects } = readOwnIdentity(context, address, asked, existing);
    const { identity: _before, ...kept } = changed;
    return { done: { ...kept, ...location, ...identity }, effects: together(entry, effects) };
  },
  remove: (_context, { existing }) => {
    return {
      removed: true,
      body: 'resource',
      effects: {
        ...filed(existing.id, undefined),
        removePrincipals: systemPrincipalsOf(existing),
      },
    };
  },
  list: (context, scope, query) => {
    const accepts = readFilter(context, query.get('$filter'), scope);
    return context
      .documents<PolicyAssignment>(POLICY_ASSIGNMENTS, '')
      .flatMap(([id]) => context.resource(id) ?? [])
      .filter(accepts);
  },
  missing: (_context, { name }) =>
    new Refusal({
      status: 404,
      code: 'PolicyAssignmentNotFound',
      message: `The policy assignment '${name}' is not found.`,
      evidence: 'assumed',
    }),
  present: (
    { id, name, location, identity, properties: { instanceId, ...properties }, systemData },
    apiVersion,
  ): JsonObject => ({
    ...(identity === undefined ? {} : { identity }),
    ...(location === undefined ? {} : { location }),
    properties: apiVersion < FIRST_WITH_INSTANCE_ID ? properties : { ...properties, instanceId },
    id,
    type: TYPE,
    name,
    ...(systemData === undefined ? {} : { systemData: { ...systemData } }),
  }),
});

/** Who an assignment acts as, and where that identity is; nothing that is played acts yet. */
function readOwnIdentity(
  context: UnitContext,
  address: ResourceAddress,
  body: JsonObject,
  existing: StoredResource | undefined,
): {
  readonly identity: Pick<StoredResource, 'identity'>;
  readonly location: Pick<StoredResource, 'location'>;
  readonly effects: IdentityOutcome['effects'];
} {
  const asked = readIdentity(body['identity']) ?? { system: false, userAssigned: [] };
  checkIdentity(context, address, asked);
  const { identity, effects } = storeIdentity(context, address, asked, existing);
  const location = stringAt(body, 'location');
  if (identity !== undefined && location === undefined) {
    throw invalidRequestContent('a policy assignment with an identity needs a location');
  }
  return {
    identity: identity === undefined ? {} : { identity },
    location: location === undefined ? {} : { location: normalizeLocation(location) },
    effects,
  };
}

function filed(id: string, assignment: PolicyAssignment | undefined): Effects {
  const value = assignment as unknown as Json | undefined;
  return { documents: [{ table: POLICY_ASSIGNMENTS, key: id.toLowerCase(), value }] };
}

/** Without a filter: what applies at the scope, and what is assigned under it. */
function readFilter(
  context: UnitContext,
  filter: string | undefined,
  scope: string,
): (assignment: StoredResource) => boolean {
  const here = `${scope.toLowerCase()}/`;
  const placeOf = ({ properties }: StoredResource): string =>
    `${String(properties['scope']).toLowerCase()}/`;
  const { managementGroups } = context;
  const isAbove = (one: StoredResource): boolean =>
    managementGroups.covers(String(one.properties['scope']).toLowerCase(), scope.toLowerCase());
  if (filter === undefined || filter.trim() === '') {
    return (one) => isAbove(one) || placeOf(one).startsWith(here);
  }
  if (/^\s*atScope\(\)\s*$/i.test(filter)) return isAbove;
  if (/^\s*atExactScope\(\)\s*$/i.test(filter)) return (one) => placeOf(one) === here;
  const id = BY_DEFINITION.exec(filter)?.[1]?.toLowerCase();
  if (id === undefined) throw notSimulated(`the policy assignment filter '${filter}'`);
  return (one) =>
    (isAbove(one) || placeOf(one).startsWith(here)) &&
    String(one.properties['policyDefinitionId']).toLowerCase() === id;
}
