/** What a policy assignment assigns, a definition or a set, held against what the request says of it. */
import { Refusal } from '../../kernel/errors.ts';
import { type Json, objectAt, stringAt } from '../../kernel/json.ts';
import { assignedPolicies } from '../../kernel/policy/assigned.ts';
import type { PolicyAssignment } from '../../kernel/policy/definition.ts';
import { effectOf } from '../../kernel/policy/policies.ts';
import type { UnitContext } from '../../kernel/resource-type.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import { policyDefinitionNotFound } from './policy-definitions.ts';
import { checkParameters, type Parameterized } from './policy-parameters.ts';
import { policySetDefinitionNotFound } from './policy-set-definitions.ts';

/** What is assigned, whichever it is. */
interface Assigned extends Omit<Parameterized, 'version'> {
  readonly id: string;
  /** Newest first. */
  readonly versions: readonly [string, ...string[]];
}

/** The definition or the set with an id. */
export function assignedNamed(context: UnitContext, id: string): Assigned {
  const name = id.split('/').pop() ?? '';
  if (/\/policySetDefinitions\//i.test(id)) {
    const set = context.policySet(id);
    if (!set) throw policySetDefinitionNotFound(name);
    return { ...set, kind: 'policy set definition', versions: [set.version] };
  }
  const definition = context.policyDefinition(id);
  if (!definition) throw policyDefinitionNotFound(name);
  const [newest, ...older] = definition.versions;
  return {
    id: definition.id,
    name: definition.name,
    parameters: definition.parameters,
    kind: 'policy definition',
    versions: [newest.version, ...older.map(({ version }) => version)],
  };
}

/** Refuses values that a definition does not allow, also in a set, and effects that are not played. */
export function checkAssigned(
  context: UnitContext,
  assignment: Pick<PolicyAssignment, 'definitionId' | 'definitionVersion' | 'parameters'>,
): void {
  for (const { definition, version, parameters, set } of assignedPolicies(assignment, {
    definition: (id) => context.policyDefinition(id),
    set: (id) => context.policySet(id),
  })) {
    if (set) {
      const given = Object.fromEntries(
        Object.entries(parameters).map(([name, value]) => [name, { value: value ?? null }]),
      );
      checkParameters(
        { ...definition, kind: 'policy definition', version: version.version },
        given,
      );
    }
    effectOf(version.rule, parameters);
  }
}

/** Refuses messages for what is in no set, in the words of Azure/enterprise-azure-policy-as-code#753. */
export function checkMessages(context: UnitContext, id: string, given: Json | undefined): void {
  const known = new Set(context.policySet(id)?.members.map((one) => one.referenceId.toLowerCase()));
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
  const ofMembers = (context.policySet(definitionId)?.members ?? []).flatMap(({ referenceId }) => {
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
  };
}
