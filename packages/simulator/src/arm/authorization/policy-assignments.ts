import { notSimulated, Refusal } from '../../kernel/errors.ts';
import { invalidRequestContent, parentNotFound } from '../../kernel/gateway-errors.ts';
import { isObject, type Json, type JsonObject, objectAt, stringAt } from '../../kernel/json.ts';
import { managementGroupId } from '../../kernel/management-groups.ts';
import {
  checkIdentity,
  type IdentityOutcome,
  readIdentity,
  storeIdentity,
  systemPrincipalsOf,
} from '../../kernel/managed-identity.ts';
import {
  isVersion,
  POLICY_ASSIGNMENTS,
  type PolicyAssignment,
} from '../../kernel/policy/definition.ts';
import {
  defineResourceType,
  type Effects,
  type ResourceAddress,
  type ResourceType,
  type UnitContext,
} from '../../kernel/resource-type.ts';
import { normalizeLocation } from '../../kernel/regions.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import { together } from '../../kernel/together.ts';
import { assignedNamed, assignmentOf, checkAssigned, checkMessages } from './assigned-policies.ts';
import { checkPolicyName, POLICY_API_VERSIONS } from './policy-names.ts';
import { checkParameters } from './policy-parameters.ts';
import { isInScope, majorOf, takesAssignments } from './policy-places.ts';

const TYPE = 'Microsoft.Authorization/policyAssignments';
const MODES = ['Default', 'DoNotEnforce'] as const;
const BY_DEFINITION = /^\s*policyDefinitionId\s+eq\s+'([^']*)'\s*$/i;
/** Members that a request may have and that nothing is made of here. */
const UNPLAYED = ['overrides', 'resourceSelectors'] as const;

/** Policy assignments: what a definition demands of everything in a management group, a subscription, a group or a resource. */
export const policyAssignments: ResourceType = defineResourceType({
  type: TYPE,
  apiVersions: POLICY_API_VERSIONS,
  scope: 'extension',
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
    const properties = readProperties(context, address, body);
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
    refuseUnplayed(objectAt(body, 'properties'));
    if (body['identity'] === undefined && body['location'] === undefined) return { done: existing };
    const asked = { location: existing.location, identity: existing.identity, ...body };
    const { identity, location, effects } = readOwnIdentity(context, address, asked, existing);
    const { identity: _before, ...kept } = existing;
    return { done: { ...kept, ...location, ...identity }, effects };
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
  present: ({ id, name, location, identity, properties, systemData }): JsonObject => ({
    ...(identity === undefined ? {} : { identity }),
    ...(location === undefined ? {} : { location }),
    properties,
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

function readProperties(
  context: UnitContext,
  { scope, name }: ResourceAddress,
  body: JsonObject,
): JsonObject {
  const properties = objectAt(body, 'properties');
  const { enforcementMode = 'Default', definitionVersion: pattern, notScopes } = properties;
  refuseUnplayed(properties);
  if (enforcementMode === 'Enroll') throw notSimulated("the enforcement mode 'Enroll' of a policy");
  const mode = MODES.find((one) => one === enforcementMode);
  if (!mode) throw invalidRequestContent(`enforcementMode must be one of ${MODES.join(', ')}`);
  const id = stringAt(properties, 'policyDefinitionId') ?? '';
  const assigned = assignedNamed(context, id);
  checkInScope(context, assigned.id, scope, name);
  const [latest] = assigned.versions;
  const definitionVersion = typeof pattern === 'string' ? pattern : `${majorOf(latest)}.*.*`;
  const version = assigned.versions.find((one) => isVersion(one, definitionVersion));
  if (version === undefined) {
    throw invalidRequestContent(
      `the ${assigned.kind} '${assigned.name}' has no version '${definitionVersion}'`,
    );
  }
  const parameters = objectAt(properties, 'parameters');
  checkParameters({ ...assigned, version }, parameters);
  checkAssigned(context, { definitionId: assigned.id, definitionVersion, parameters });
  checkMessages(context, assigned.id, properties['nonComplianceMessages']);
  const { displayName, description, metadata, nonComplianceMessages } = properties;
  return {
    ...(typeof displayName === 'string' ? { displayName } : {}),
    ...(typeof description === 'string' ? { description } : {}),
    policyDefinitionId: assigned.id,
    definitionVersion,
    latestDefinitionVersion: latest,
    effectiveDefinitionVersion: version,
    scope,
    notScopes: notScopesIn(context, notScopes, scope),
    parameters,
    ...(isObject(metadata) ? { metadata } : {}),
    enforcementMode: mode,
    nonComplianceMessages: Array.isArray(nonComplianceMessages) ? nonComplianceMessages : [],
  };
}

function refuseUnplayed(properties: JsonObject): void {
  for (const name of UNPLAYED) {
    const given = properties[name];
    if (Array.isArray(given) && given.length > 0) throw notSimulated(`${name} of a policy`);
  }
}

/** A definition of a customer's is assigned where it is written, and below. */
function checkInScope(context: UnitContext, id: string, scope: string, name: string): void {
  if (isInScope(context, id, scope)) return;
  throw new Refusal({
    status: 400,
    code: 'InvalidCreatePolicyAssignmentRequest',
    // Azure/Azure-Landing-Zones#1917.
    message: `The policy definition specified in policy assignment '${name}' is out of scope. Policy definitions should be specified only at or above the policy assignment scope. If the management groups hierarchy changed recently or if assigning a management group policy to new subscription, please allow up to 30 minutes for the hierarchy changes to apply.`,
    evidence: 'reported',
  });
}

function notScopesIn(
  context: UnitContext,
  given: Json | undefined,
  scope: string,
): readonly string[] {
  if (given === undefined || given === null) return [];
  const here = scope.toLowerCase();
  const isUnder = (one: unknown): one is string => {
    const lower = typeof one === 'string' ? one.toLowerCase() : here;
    const isInGroup = lower !== here && context.managementGroups.covers(here, lower);
    return isInGroup || lower.startsWith(`${here}/`);
  };
  if (!Array.isArray(given) || !given.every(isUnder)) {
    throw invalidRequestContent(`notScopes must be ids under '${scope}'`);
  }
  return given;
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
  const above = new Set(
    context.managementGroups
      .above(scope)
      .map(({ name }) => `${managementGroupId(name)}/`.toLowerCase()),
  );
  const isAbove = (one: StoredResource): boolean =>
    here.startsWith(placeOf(one)) || above.has(placeOf(one));
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
