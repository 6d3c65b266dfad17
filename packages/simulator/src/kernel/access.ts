import { type Directory, PRINCIPALS } from './directory.ts';
import type { World } from './world.ts';

/** What a role allows. Wildcards as Azure writes them. */
export interface RolePermissions {
  readonly actions: readonly string[];
  readonly notActions: readonly string[];
  readonly dataActions: readonly string[];
  readonly notDataActions: readonly string[];
}

/** A role that can be assigned. */
export interface Role {
  /** GUID. */
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly permissions: RolePermissions;
}

/** One assignment, indexed by principal; written by the role assignment unit. */
export interface IndexedAssignment {
  /** Lower-cased id of the assignment. */
  readonly assignmentId: string;
  /** Lower-cased scope id; empty for the tenant root. */
  readonly scope: string;
  /** Lower-cased role GUID. */
  readonly roleId: string;
  /** Virtual epoch milliseconds from which it counts. */
  readonly effectiveAt: number;
}

/** A deny assignment: nobody but the excluded principals may do the actions under the scope. */
export interface DenyAssignment {
  readonly id: string;
  readonly name: string;
  /** Lower-cased scope id. */
  readonly scope: string;
  readonly actions: readonly string[];
  readonly excludedPrincipals: readonly string[];
}

/** Table of {@link IndexedAssignment}, key `{principal}|{assignment id}`, lower case. */
export const ASSIGNMENTS_BY_PRINCIPAL = 'roleAssignmentsByPrincipal';
/** Table of {@link DenyAssignment}, key `{scope}|{name}`, lower case. */
export const DENY_ASSIGNMENTS = 'denyAssignments';

/** What a caller is allowed, from role assignments and deny assignments. */
export class Access {
  readonly #world: World;
  readonly #directory: Directory;
  readonly #roles: ReadonlyMap<string, Role>;
  readonly #decisions = new Map<string, boolean>();
  #decidedAt = { revision: -1, now: -1 };

  constructor(world: World, directory: Directory, roles: ReadonlyMap<string, Role>) {
    this.#world = world;
    this.#directory = directory;
    this.#roles = roles;
  }

  role(roleId: string): Role | undefined {
    return this.#roles.get(roleId.toLowerCase());
  }

  roles(): Role[] {
    return [...this.#roles.values()];
  }

  /** Whether a principal may do an action (`dataAction`: on data) at a scope, by role. Deny assignments are apart. */
  allows(
    principalId: string,
    action: string,
    scope: string,
    kind: 'action' | 'dataAction' = 'action',
  ): boolean {
    this.#forgetOutdated();
    const key = `${principalId}|${kind}|${action}|${scope}`;
    let decision = this.#decisions.get(key);
    if (decision === undefined) {
      decision = this.#decide(principalId, action.toLowerCase(), scope.toLowerCase(), kind);
      this.#decisions.set(key, decision);
    }
    return decision;
  }

  /** The deny assignment that stands in the way, if there is one. */
  denied(principalId: string, action: string, scope: string): DenyAssignment | undefined {
    const lower = scope.toLowerCase();
    return this.#world
      .range<DenyAssignment>(DENY_ASSIGNMENTS, '')
      .map(([, deny]) => deny)
      .find(
        (deny) =>
          covers(deny.scope, lower) &&
          !deny.excludedPrincipals.includes(principalId) &&
          matchesAny(deny.actions, action.toLowerCase()),
      );
  }

  /** A decision holds until an assignment or a principal changes, or the clock moves (assignments take time to spread). */
  #forgetOutdated(): void {
    const { now } = this.#world;
    const revision =
      this.#world.revisionOf(ASSIGNMENTS_BY_PRINCIPAL) + this.#world.revisionOf(PRINCIPALS);
    if (this.#decidedAt.revision === revision && this.#decidedAt.now === now) return;
    this.#decisions.clear();
    this.#decidedAt = { revision, now };
  }

  #decide(
    principalId: string,
    action: string,
    scope: string,
    kind: 'action' | 'dataAction',
  ): boolean {
    const groups = this.#directory.principal(principalId)?.groups ?? [];
    return [principalId, ...groups].some((who) =>
      this.#world
        .range<IndexedAssignment>(ASSIGNMENTS_BY_PRINCIPAL, `${who.toLowerCase()}|`)
        .some(([, assignment]) => {
          if (assignment.effectiveAt > this.#world.now) return false;
          if (!covers(assignment.scope, scope)) return false;
          const role = this.#roles.get(assignment.roleId);
          return role !== undefined && roleAllows(role.permissions, action, kind);
        }),
    );
  }
}

function roleAllows(role: RolePermissions, action: string, kind: 'action' | 'dataAction'): boolean {
  const [allowed, except] =
    kind === 'action' ? [role.actions, role.notActions] : [role.dataActions, role.notDataActions];
  return matchesAny(allowed, action) && !matchesAny(except, action);
}

/** Whether `scope` is `outer` or lies under it. Both lower case. */
function covers(outer: string, scope: string): boolean {
  return outer === '' || outer === '/' || scope === outer || scope.startsWith(`${outer}/`);
}

function matchesAny(patterns: readonly string[], action: string): boolean {
  return patterns.some((pattern) => matches(pattern.toLowerCase(), action));
}

/** `*` stands for any run of characters, slashes included. */
function matches(pattern: string, action: string): boolean {
  const parts = pattern.split('*');
  if (parts.length === 1) return pattern === action;
  let from = 0;
  for (const [index, part] of parts.entries()) {
    if (index === parts.length - 1)
      return action.length - from >= part.length && action.endsWith(part);
    const found = index === 0 ? (action.startsWith(part) ? 0 : -1) : action.indexOf(part, from);
    if (found < 0) return false;
    from = found + part.length;
  }
  return true;
}
