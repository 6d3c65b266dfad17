/** What a policy assignment assigns, a definition or a set, held against what the request says of it. */
import { notSimulated, Refusal } from '../../kernel/errors.ts';
import { type Json, type JsonObject, objectAt, stringAt } from '../../kernel/json.ts';
import { same } from '../../kernel/path.ts';
import { type AssignedPolicy, assignedPolicies } from '../../kernel/policy/assigned.ts';
import {
  type PolicyAssignment,
  type PolicyMember,
  type PolicyVersion,
  versionOf,
} from '../../kernel/policy/definition.ts';
import { asksForClaims } from '../../kernel/policy/expression.ts';
import { effectOf } from '../../kernel/policy/policies.ts';
import type { PolicyOverride } from '../../kernel/policy/selectors.ts';
import { wordOf } from '../../kernel/read-json.ts';
import type { UnitContext } from '../../kernel/resource-type.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import { effectsOf, policyDefinitionNotFound } from './policy-definitions.ts';
import { asParameterized, checkParameters, type Parameterized } from './policy-parameters.ts';
import { invalid, overridesIn, resourceSelectorsIn } from './policy-selectors-request.ts';
import { policySetDefinitionNotFound } from './policy-set-definitions.ts';

/** A version of what is assigned, and what it takes. */
type Version = Pick<Parameterized, 'version' | 'parameters'>;

/** What is assigned, whichever it is. */
interface Assigned extends Pick<Parameterized, 'kind' | 'name'> {
  readonly id: string;
  /** Newest first. */
  readonly versions: readonly [Version, ...Version[]];
}

/** The definition or the set with an id. */
export function assignedNamed(context: UnitContext, id: string): Assigned {
  const name = id.split('/').pop() ?? '';
  if (/\/policySetDefinitions\//i.test(id)) {
    const set = context.policySet(id);
    if (!set) throw policySetDefinitionNotFound(name);
    return { ...set, kind: 'policy set definition' };
  }
  const definition = context.policyDefinition(id);
  if (!definition) throw policyDefinitionNotFound(name);
  const [newest, ...older] = definition.versions;
  const versionAt = (one: PolicyVersion): Version => asParameterized(definition, one);
  return {
    id: definition.id,
    name: definition.name,
    kind: 'policy definition',
    versions: [versionAt(newest), ...older.map(versionAt)],
  };
}

/**
 * Refuses values that a definition does not allow, also in a set and in the versions that overrides choose, and effects
 * that it cannot have or that are not played.
 */
export function checkAssigned(
  context: UnitContext,
  assignment: Pick<
    PolicyAssignment,
    'definitionId' | 'definitionVersion' | 'parameters' | 'overrides'
  >,
): void {
  const { definitionId, parameters: given, overrides = [] } = assignment;
  const isOf = (kind: PolicyOverride['kind']) => (one: PolicyOverride) => one.kind === kind;
  const patterns = overrides.filter(isOf('definitionVersion')).map(({ value }) => value);
  const assigned = assignedNamed(context, definitionId);
  for (const pattern of patterns) {
    const version = versionOf(assigned, pattern);
    if (!version)
      throw invalid(`the ${assigned.kind} '${assigned.name}' has no version '${pattern}'`);
    checkParameters({ ...assigned, ...version }, given);
  }
  const library = {
    definition: (id: string) => context.policyDefinition(id),
    set: (id: string) => context.policySet(id),
  };
  const all = [assignment.definitionVersion ?? '*.*.*', ...patterns].flatMap((definitionVersion) =>
    assignedPolicies({ definitionId, definitionVersion, parameters: given }, library),
  );
  for (const policy of all) {
    const { definition, version, parameters, set } = policy;
    if (set) checkParameters(asParameterized(definition, version), asGiven(parameters));
    if (asksForClaims(version.rule)) {
      throw notSimulated(`the external evaluation that the policy '${definition.name}' asks for`);
    }
    effectOf(version.rule, parameters);
  }
  for (const override of overrides.filter(isOf('policyEffect'))) checkEffect(override, all);
}

const asGiven = (values: AssignedPolicy['parameters']): JsonObject =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, { value: value ?? null }]),
  );

/** An effect stands instead of another where the definition, if it lets its effect be chosen, has it among those. */
function checkEffect(override: PolicyOverride, all: readonly AssignedPolicy[]): void {
  const { value, selectors } = override;
  const named = selectors.filter(({ kind }) => kind === 'policyDefinitionReferenceId');
  const members = new Set(all.map(({ referenceId = '' }) => referenceId.toLowerCase()));
  const unknown = named
    .flatMap((one) => one.in ?? one.notIn ?? [])
    .find((one) => !members.has(one.toLowerCase()));
  if (unknown !== undefined) {
    throw invalid(
      `an override names the policy definition reference id '${unknown}', which there is not`,
    );
  }
  for (const { definition, version, parameters, referenceId = '' } of all) {
    const is = (one: string): boolean => one.toLowerCase() === referenceId.toLowerCase();
    const isMeant = named.every((one) => one.in?.some(is) ?? !one.notIn?.some(is));
    if (!isMeant) continue;
    effectOf(version.rule, parameters, value);
    const allowed = effectsOf(asParameterized(definition, version).parameters, version.rule);
    if (allowed.length > 1 && !allowed.some((one) => same(wordOf(one), value))) {
      throw invalid(
        `the effect '${value}' of an override is not one of '${allowed.map(wordOf).join(', ')}', which the policy definition '${definition.name}' allows`,
      );
    }
  }
}

/** Refuses messages for what is in no set, in the words of Azure/enterprise-azure-policy-as-code#753. */
export function checkMessages(context: UnitContext, id: string, given: Json | undefined): void {
  const known = new Set(membersOf(context, id).map((one) => one.referenceId.toLowerCase()));
  const unknown = messagesIn(given)
    .map(({ referenceId }) => referenceId)
    .filter((one) => one !== undefined)
    .filter((one) => !known.has(one.toLowerCase()));
  if (unknown.length === 0) return;
  throw new Refusal({
    status: 400,
    code: 'InvalidCreatePolicyAssignmentRequest',
    message: `The policy assignment request is invalid. The following policy definition reference IDs used in non-compliance messages do not exist in the assigned policy set definition: '${unknown.join(',')}'.`,
    evidence: 'reported',
  });
}

/** The members of every version of a set; none of a definition. */
const membersOf = (context: UnitContext, id: string): readonly PolicyMember[] =>
  (context.policySet(id)?.versions ?? []).flatMap(({ members }) => members);

interface Message {
  readonly message: string;
  readonly referenceId: string | undefined;
}

function messagesIn(given: Json | undefined): readonly Message[] {
  if (!Array.isArray(given)) return [];
  return (given as readonly Json[]).flatMap((entry) => {
    const message = stringAt(entry, 'message');
    const referenceId = stringAt(entry, 'policyDefinitionReferenceId');
    return message === undefined ? [] : [{ message, referenceId }];
  });
}

/** An assignment as the pipeline reads it. */
export function assignmentOf(
  context: UnitContext,
  { id, name, properties }: StoredResource,
): PolicyAssignment {
  const messages = messagesIn(properties['nonComplianceMessages']);
  const definitionId = stringAt(properties, 'policyDefinitionId') ?? '';
  const ofMembers = membersOf(context, definitionId).flatMap(({ referenceId }) => {
    const own = messages.filter(
      (one) => one.referenceId?.toLowerCase() === referenceId.toLowerCase(),
    );
    return own.length === 0 ? [] : [[referenceId, own.map(({ message }) => message)] as const];
  });
  return {
    id,
    name,
    displayName: stringAt(properties, 'displayName') ?? name,
    scope: stringAt(properties, 'scope') ?? '',
    notScopes: (properties['notScopes'] ?? []) as readonly string[],
    definitionId,
    definitionVersion: stringAt(properties, 'definitionVersion') ?? '*.*.*',
    parameters: objectAt(properties, 'parameters'),
    isEnforced: properties['enforcementMode'] === 'Default',
    messages: messages.filter((one) => one.referenceId === undefined).map(({ message }) => message),
    ...(ofMembers.length > 0 ? { memberMessages: Object.fromEntries(ofMembers) } : {}),
    resourceSelectors: resourceSelectorsIn(properties['resourceSelectors']),
    overrides: overridesIn(properties['overrides']),
  };
}
