/** What an assignment comes to: one definition with the values of its parameters, or each member of a set. */
import { isObject, type Json } from '../json.ts';
import {
  parametersOf,
  type PolicyAssignment,
  type PolicyDefinition,
  type PolicyMember,
  type PolicySet,
  type PolicyVersion,
  versionOf,
} from './definition.ts';
import { NOTHING, type PolicyParameters, resolveValue } from './rule.ts';

/** One definition that resources are held against. */
export interface AssignedPolicy {
  readonly definition: PolicyDefinition;
  readonly version: PolicyVersion;
  readonly parameters: PolicyParameters;
  /** The set that is assigned, and which of its members this is; absent: the definition itself is assigned. */
  readonly set?: Pick<PolicySet, 'id' | 'name' | 'displayName'> & { readonly version: string };
  readonly referenceId?: string;
}

/** Where definitions and sets are found by their ids. */
export interface PolicyLibrary {
  definition(id: string): PolicyDefinition | undefined;
  set(id: string): PolicySet | undefined;
}

/** The definitions that an assignment holds resources against; those that are gone are left out. */
export function assignedPolicies(
  {
    definitionId,
    definitionVersion,
    parameters: given,
  }: Pick<PolicyAssignment, 'definitionId' | 'definitionVersion' | 'parameters'>,
  library: PolicyLibrary,
): readonly AssignedPolicy[] {
  const definition = library.definition(definitionId);
  if (definition) {
    const version = versionOf(definition, definitionVersion);
    return version
      ? [{ definition, version, parameters: valuesOf(definition, version, given) }]
      : [];
  }
  const found = library.set(definitionId);
  const inUse = found && versionOf(found, definitionVersion);
  if (!inUse) return [];
  const { id, name, displayName } = found;
  const set = { id, name, displayName, version: inUse.version };
  const values = parametersOf(inUse, given);
  return inUse.members.flatMap((member): readonly AssignedPolicy[] => {
    const of = library.definition(member.definitionId);
    const version = of && versionOf(of, member.definitionVersion);
    if (!version) return [];
    const parameters = valuesOf(of, version, parametersFilledIn(member, values));
    return [{ definition: of, version, parameters, set, referenceId: member.referenceId }];
  });
}

const valuesOf = (
  { parameters }: PolicyDefinition,
  version: PolicyVersion,
  given: PolicyMember['parameters'],
): PolicyParameters => parametersOf({ parameters: version.parameters ?? parameters }, given);

/** The parameters of a member of a set with the set's own filled in. */
function parametersFilledIn(
  { parameters }: Pick<PolicyMember, 'parameters'>,
  values: PolicyParameters,
): PolicyMember['parameters'] {
  return filledIn(parameters, values) as PolicyMember['parameters'];
}

function filledIn(value: Json | undefined, values: PolicyParameters): Json | undefined {
  if (Array.isArray(value)) {
    return (value as readonly Json[]).map((one) => filledIn(one, values) ?? null);
  }
  if (!isObject(value)) return resolveValue(value, NOTHING, values);
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, filledIn(member, values)]),
  );
}
