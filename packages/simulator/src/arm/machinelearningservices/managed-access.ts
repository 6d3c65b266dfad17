/** Who gets at the managed resource group of a hub besides its own identity: its projects'. */
import { DENY_ASSIGNMENTS, type DenyAssignment } from '../../kernel/access.ts';
import type { Json } from '../../kernel/json.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import type { Effects, UnitContext } from '../../kernel/resource-type.ts';
import {
  denyKey,
  grant,
  isRoleAssignment,
  managedGroupOf,
  ungranted,
} from './managed-resources.ts';
import { isManagedStore } from './managed-stores.ts';

/** Lets principals in, or out again. */
export interface ManagedAccess {
  admit(principals: readonly string[]): Effects;
  expel(principals: readonly string[]): Effects;
}

/** The access to a workspace's managed group; `undefined` when it has none. */
export function managedAccess(
  context: UnitContext,
  workspace: StoredResource,
): ManagedAccess | undefined {
  const group = managedGroupOf(workspace);
  if (!group) return undefined;
  const inside = context.under(group.id);
  const assignments = inside.filter(isRoleAssignment);
  const holds = (principalId: string): boolean =>
    assignments.some(({ properties }) => properties['principalId'] === principalId);
  const key = denyKey(group);
  const excluding = (
    change: (before: readonly string[]) => readonly string[],
  ): NonNullable<Effects['documents']> => {
    const deny = context.document<DenyAssignment>(DENY_ASSIGNMENTS, key);
    if (!deny) return [];
    const changed = { ...deny, excludedPrincipals: change(deny.excludedPrincipals) };
    return [{ table: DENY_ASSIGNMENTS, key, value: changed as unknown as Json }];
  };
  return {
    admit: (principals) => {
      const fresh = principals.filter((principalId) => !holds(principalId));
      const grants = inside
        .filter(isManagedStore)
        .flatMap(({ id }) => fresh.map((principalId) => grant(context, id, principalId)));
      return {
        put: grants.map(({ assignment }) => assignment),
        documents: [
          ...grants.map(({ entry }) => entry),
          ...excluding((before) => [...new Set([...before, ...principals])]),
        ],
      };
    },
    expel: (principals) => {
      const gone = assignments.filter(({ properties }) =>
        principals.includes(String(properties['principalId'])),
      );
      return {
        remove: gone.map(({ id }) => id),
        documents: [
          ...ungranted(gone),
          ...excluding((before) => before.filter((one) => !principals.includes(one))),
        ],
      };
    },
  };
}
