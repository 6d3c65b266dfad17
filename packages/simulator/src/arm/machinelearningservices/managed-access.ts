/** Who gets at the managed resource group of a hub besides its own identity: its projects'. */
import { DENY_ASSIGNMENTS, type DenyAssignment } from '../../kernel/access.ts';
import { assignmentsUnder } from '../../kernel/assignments-under.ts';
import type { Json } from '../../kernel/json.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import type { Effects, UnitContext } from '../../kernel/resource-type.ts';
import { together } from '../../kernel/together.ts';
import { denyKey, grant, type ManagedGroup, managedGroupOf } from './managed-resources.ts';
import { isManagedStore } from './managed-stores.ts';

/** Lets principals into the managed group of a workspace, when it has one. */
export function admit(
  context: UnitContext,
  workspace: StoredResource,
  principals: readonly string[],
): Effects {
  const group = managedGroupOf(workspace);
  if (!group) return {};
  const holders = new Set(assignmentsUnder(context, group.id).map(holderOf));
  const fresh = principals.filter((principalId) => !holders.has(principalId));
  const grants = context
    .under(group.id)
    .filter(isManagedStore)
    .flatMap(({ id }) => fresh.map((principalId) => grant(context, id, principalId)));
  return together(
    ...grants,
    excluding(context, group, (before) => [...new Set([...before, ...principals])]),
  );
}

/** Keeps principals out of it again. */
export function expel(
  context: UnitContext,
  workspace: StoredResource,
  principals: readonly string[],
): Effects {
  const group = managedGroupOf(workspace);
  if (!group) return {};
  const isGone = (principalId: string): boolean => principals.includes(principalId);
  const theirs = assignmentsUnder(context, group.id).filter((one) => isGone(holderOf(one)));
  return {
    ...excluding(context, group, (before) => before.filter((one) => !isGone(one))),
    remove: theirs.map(({ id }) => id),
  };
}

const holderOf = ({ properties }: StoredResource): string => String(properties['principalId']);

/** Whom the deny assignment of a group does not hold for, changed. */
function excluding(
  context: UnitContext,
  group: ManagedGroup,
  change: (before: readonly string[]) => readonly string[],
): Effects {
  const key = denyKey(group);
  const deny = context.document<DenyAssignment>(DENY_ASSIGNMENTS, key);
  if (!deny) return {};
  const changed = { ...deny, excludedPrincipals: change(deny.excludedPrincipals) };
  return { documents: [{ table: DENY_ASSIGNMENTS, key, value: changed as unknown as Json }] };
}
