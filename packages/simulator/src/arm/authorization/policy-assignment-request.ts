/** The request for a policy assignment: what it assigns is there, above its scope, and takes what it is given. */
import { Refusal } from '../../kernel/errors.ts';
import { invalidRequestContent } from '../../kernel/gateway-errors.ts';
import { isObject, type Json, type JsonObject, objectAt, stringAt } from '../../kernel/json.ts';
import { versionOf } from '../../kernel/policy/definition.ts';
import type { ResourceAddress, UnitContext } from '../../kernel/resource-type.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import { assignedNamed, checkAssigned, checkMessages } from './assigned-policies.ts';
import { checkParameters } from './policy-parameters.ts';
import { isInScope, majorOf } from './policy-places.ts';
import { overridesIn, resourceSelectorsIn } from './policy-selectors-request.ts';

/** `Enroll` denies nothing until what it is about is enrolled, which nothing here can be. */
const MODES = ['Default', 'DoNotEnforce', 'Enroll'] as const;

/** The properties of an assignment as it is stored. */
export function readProperties(
  context: UnitContext,
  { scope, name }: ResourceAddress,
  body: JsonObject,
): JsonObject {
  const properties = objectAt(body, 'properties');
  const { enforcementMode = 'Default', definitionVersion: pattern, notScopes } = properties;
  const mode = MODES.find((one) => one === enforcementMode);
  if (!mode) throw invalidRequestContent(`enforcementMode must be one of ${MODES.join(', ')}`);
  const id = stringAt(properties, 'policyDefinitionId') ?? '';
  const assigned = assignedNamed(context, id);
  checkInScope(context, assigned.id, scope, name);
  const [latest] = assigned.versions;
  const definitionVersion =
    typeof pattern === 'string' ? pattern : `${majorOf(latest.version)}.*.*`;
  const version = versionOf(assigned, definitionVersion);
  if (!version) {
    throw invalidRequestContent(
      `the ${assigned.kind} '${assigned.name}' has no version '${definitionVersion}'`,
    );
  }
  const parameters = objectAt(properties, 'parameters');
  checkParameters({ ...assigned, ...version }, parameters);
  const { overrides, resourceSelectors } = properties;
  checkAssigned(context, {
    definitionId: assigned.id,
    definitionVersion,
    parameters,
    overrides: overridesIn(overrides),
  });
  checkMessages(context, assigned.id, properties['nonComplianceMessages']);
  const { displayName, description, metadata, nonComplianceMessages } = properties;
  return {
    ...(typeof displayName === 'string' ? { displayName } : {}),
    ...(typeof description === 'string' ? { description } : {}),
    policyDefinitionId: assigned.id,
    definitionVersion,
    latestDefinitionVersion: latest.version,
    effectiveDefinitionVersion: version.version,
    scope,
    notScopes: notScopesIn(context, notScopes, scope),
    parameters,
    ...(isObject(metadata) ? { metadata } : {}),
    enforcementMode: mode,
    nonComplianceMessages: Array.isArray(nonComplianceMessages) ? nonComplianceMessages : [],
    ...selected(resourceSelectors, overrides),
  };
}

/** What a PATCH changes; the rest of the properties is for a PUT. */
export function readChanges(
  context: UnitContext,
  given: JsonObject,
  { properties }: StoredResource,
): JsonObject {
  const { resourceSelectors = properties['resourceSelectors'] } = given;
  const { overrides = properties['overrides'] } = given;
  const changes = selected(resourceSelectors, overrides);
  checkAssigned(context, {
    definitionId: stringAt(properties, 'policyDefinitionId') ?? '',
    definitionVersion: stringAt(properties, 'definitionVersion') ?? '*.*.*',
    parameters: objectAt(properties, 'parameters'),
    overrides: overridesIn(overrides),
  });
  return changes;
}

/** Which resources it is about and what is overridden, as it is written. */
function selected(resourceSelectors: Json | undefined, overrides: Json | undefined): JsonObject {
  resourceSelectorsIn(resourceSelectors);
  overridesIn(overrides);
  return {
    ...(Array.isArray(resourceSelectors) ? { resourceSelectors } : {}),
    ...(Array.isArray(overrides) ? { overrides } : {}),
  };
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
    return lower !== here && context.managementGroups.covers(here, lower);
  };
  if (!Array.isArray(given) || !given.every(isUnder)) {
    throw invalidRequestContent(`notScopes must be ids under '${scope}'`);
  }
  return given;
}
