/** What policy definitions and their assignments have in common. */
import { Refusal } from '../../kernel/errors.ts';
import { POLICY_ASSIGNMENTS, type PolicyAssignment } from '../../kernel/policy/definition.ts';
import type { UnitContext } from '../../kernel/resource-type.ts';

/** Known versions of policy definitions and assignments, oldest first. */
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

/** Whether a definition is assigned anywhere. */
export function inUse(context: UnitContext, definitionId: string): boolean {
  return context
    .documents<PolicyAssignment>(POLICY_ASSIGNMENTS, '')
    .some(([, assignment]) => assignment.definitionId.toLowerCase() === definitionId.toLowerCase());
}
