/** What policy definitions, sets of them and their assignments have in common. */
import { Refusal } from '../../kernel/errors.ts';
import { invalidRequestContent } from '../../kernel/gateway-errors.ts';
import { same } from '../../kernel/path.ts';
import {
  POLICY_ASSIGNMENTS,
  type PolicyAssignment,
  type PolicyMember,
  policySetOf,
} from '../../kernel/policy/definition.ts';
import type { UnitContext } from '../../kernel/resource-type.ts';
import type { StoredResource } from '../../kernel/resource.ts';

/** Known versions of all of them, oldest first. */
export const POLICY_API_VERSIONS: readonly string[] = [
  '2018-05-01',
  '2019-06-01',
  '2019-09-01',
  '2020-03-01',
  '2020-09-01',
  '2021-06-01',
  '2022-06-01',
  '2023-04-01',
  '2024-04-01',
  '2024-05-01',
  '2025-01-01',
  '2025-03-01',
];

/** Characters at most. */
const NAME_MAX_CHARACTERS = 64;
const FORBIDDEN = /[<>*%&:\\?+/\p{Cc}]/u;
const VERSION = /^\d+\.\d+\.\d+$/;

/** Refuses a name that policies cannot have. */
export function checkPolicyName(what: string, name: string): void {
  if (name.length <= NAME_MAX_CHARACTERS && !FORBIDDEN.test(name) && !/[. ]$/.test(name)) return;
  throw new Refusal({
    status: 400,
    code: 'InvalidPolicyName',
    message: `The name '${name}' of the ${what} is invalid: at most ${NAME_MAX_CHARACTERS} characters, none of '<>*%&:\\?+/', and no period or space at its end.`,
    evidence: 'assumed',
  });
}

/** Refuses a version of a definition, or of a set, in another form. */
export function checkVersion(version: string): void {
  if (VERSION.test(version)) return;
  throw invalidRequestContent(`the version '${version}' is not #.#.#`);
}

/** The assignments of a definition or of a set. */
export const assignmentsOf = (context: UnitContext, id: string): readonly PolicyAssignment[] =>
  context
    .documents<PolicyAssignment>(POLICY_ASSIGNMENTS, '')
    .map(([, assignment]) => assignment)
    .filter(({ definitionId }) => same(definitionId, id));

/** A definition as members of sets, in every version of them. */
export const membershipsOf = (
  context: UnitContext,
  id: string,
): readonly (PolicyMember & { readonly setId: string })[] =>
  context
    .resources('Microsoft.Authorization/policySetDefinitions', '')
    .flatMap((set) =>
      policySetOf(set).versions.flatMap(({ members }) =>
        members
          .filter(({ definitionId }) => same(definitionId, id))
          .map((member) => ({ ...member, setId: set.id })),
      ),
    );

/** Refuses to remove what is assigned. As azuredemoenvironment/ade#37 shows it of a set; nobody of a definition. */
export function checkUnassigned(
  context: UnitContext,
  kind: 'PolicyDefinition' | 'PolicySetDefinition',
  { id, name }: StoredResource,
): void {
  const [found] = assignmentsOf(context, id);
  if (!found) return;
  const what = kind === 'PolicyDefinition' ? 'policy definition' : 'policy set definition';
  throw new Refusal({
    status: 400,
    code: `InvalidDelete${kind}Request`,
    message: `The ${what} '${name}' cannot be deleted. It is referenced by the policy assignment '${found.id}'. Please delete all policy assignments referencing the policy.`,
    evidence: kind === 'PolicySetDefinition' ? 'reported' : 'assumed',
  });
}

/** Refuses to remove a definition that is in a set. As Azure/Azure-Landing-Zones#444 shows it. */
export function checkInNoSet(context: UnitContext, { id, name }: StoredResource): void {
  const [found] = membershipsOf(context, id);
  if (!found) return;
  throw new Refusal({
    status: 400,
    code: 'InvalidDeletePolicyDefinitionRequest',
    message: `The policy definition '${name}' cannot be deleted. It is referenced by the policy set definition '${found.setId}'. Please remove this policy definition from all policy set definitions that reference it.`,
    evidence: 'reported',
  });
}
