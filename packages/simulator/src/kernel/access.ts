import type { RuleId } from '@azureml-cmk/core/rules';
import { type Directory, PRINCIPALS } from './directory.ts';
import { parseRoleCondition, type RoleCondition } from './role-condition.ts';
import { matchesWildcard } from './wildcard.ts';
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
  /** ISO 8601, as Azure tells of the role; absent for a built-in one whose instants nobody recorded. */
  readonly createdOn?: string;
  readonly updatedOn?: string;
  /** The rest only of a role that a tenant made: its tenant, its makers, and where it can be assigned. */
  readonly tenantId?: string;
  readonly createdBy?: string;
  readonly updatedBy?: string;
  readonly assignableScopes?: readonly string[];
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
  /** For which requests it counts; absent: for all. */
  readonly condition?: string;
}

/** A deny assignment: the principals may not do the actions under the scope, unless they are excluded. */
export interface DenyAssignment {
  readonly id: string;
  readonly name: string;
  /** Lower-cased scope id. */
  readonly scope: string;
  readonly actions: readonly string[];
  /** Object ids, of groups too; absent: everyone. */
  readonly principals?: readonly string[];
  /** Object ids, of groups too. */
  readonly excludedPrincipals: readonly string[];
  /** The documented rule behind it, by the last word of the action: `write`, `delete`, `action`. */
  readonly rules?: Readonly<Record<string, RuleId>>;
}

/** Table of {@link IndexedAssignment}, key `{principal}|{assignment id}`, lower case. */
export const ASSIGNMENTS_BY_PRINCIPAL = 'roleAssignmentsByPrincipal';
/** Table of the roles that tenants made, by lower-cased GUID. */
export const CUSTOM_ROLES = 'customRoles';
/** Table of {@link DenyAssignment}, key `{scope}|{name}`, lower case. */
export const DENY_ASSIGNMENTS = 'denyAssignments';

/** What conditions may ask of a request, by source and name: `request|microsoft.authorization/…:principalid`. */
export type Attributes = ReadonlyMap<string, readonly string[]>;
const NO_ATTRIBUTES: Attributes = new Map();

/** What a caller is allowed, from role assignments and deny assignments. */
export class Access {
  readonly #world: World;
  readonly #directory: Directory;
  readonly #roles: ReadonlyMap<string, Role>;
  readonly #conditions = new Map<string, RoleCondition>();
  readonly #decisions = new Map<string, boolean>();
  #decidedAt = { revision: '', now: -1 };

  constructor(world: World, directory: Directory, roles: ReadonlyMap<string, Role>) {
    this.#world = world;
    this.#directory = directory;
    this.#roles = roles;
  }

  role(roleId: string): Role | undefined {
    const id = roleId.toLowerCase();
    return this.#roles.get(id) ?? this.#world.get<Role>(CUSTOM_ROLES, id);
  }

  /** The built-in ones. */
  roles(): Role[] {
    return [...this.#roles.values()];
  }

  /** Whether a principal may do an action (`dataAction`: on data) at a scope, by role. Deny assignments are apart. */
  allows(
    principalId: string,
    action: string,
    scope: string,
    kind: 'action' | 'dataAction' = 'action',
    attributes: Attributes = NO_ATTRIBUTES,
  ): boolean {
    const lower = scope.toLowerCase();
    if (attributes.size > 0) {
      return this.#decide(principalId, action.toLowerCase(), lower, kind, attributes);
    }
    this.#forgetOutdated();
    const key = `${principalId}|${kind}|${action}|${scope}`;
    let decision = this.#decisions.get(key);
    if (decision === undefined) {
      decision = this.#decide(principalId, action.toLowerCase(), lower, kind, attributes);
      this.#decisions.set(key, decision);
    }
    return decision;
  }

  /** Whether a role would allow it if no condition stood in the way. */
  failsByCondition(principalId: string, action: string, scope: string): boolean {
    return this.#assignmentsAt(principalId, scope.toLowerCase()).some(
      ({ condition, roleId }) =>
        condition !== undefined && this.#roleAllows(roleId, action.toLowerCase(), 'action'),
    );
  }

  /** The deny assignment that stands in the way, if there is one. */
  denied(principalId: string, action: string, scope: string): DenyAssignment | undefined {
    const lower = scope.toLowerCase();
    const who = [principalId, ...this.#directory.groupsOf(principalId)];
    return this.#world
      .range<DenyAssignment>(DENY_ASSIGNMENTS, '')
      .map(([, deny]) => deny)
      .find(
        (deny) =>
          covers(deny.scope, lower) &&
          (deny.principals?.some((one) => who.includes(one)) ?? true) &&
          !deny.excludedPrincipals.some((one) => who.includes(one)) &&
          matchesAny(deny.actions, action.toLowerCase()),
      );
  }

  /** A decision holds until an assignment or a principal changes, or the clock moves (assignments take time to spread). */
  #forgetOutdated(): void {
    const { now } = this.#world;
    const revision = [ASSIGNMENTS_BY_PRINCIPAL, CUSTOM_ROLES, PRINCIPALS]
      .map((table) => this.#world.revisionOf(table))
      .join();
    if (this.#decidedAt.revision === revision && this.#decidedAt.now === now) return;
    this.#decisions.clear();
    this.#decidedAt = { revision, now };
  }

  #decide(
    principalId: string,
    action: string,
    scope: string,
    kind: 'action' | 'dataAction',
    attributes: Attributes,
  ): boolean {
    return this.#assignmentsAt(principalId, scope).some(
      ({ roleId, condition }) =>
        this.#roleAllows(roleId, action, kind) &&
        (condition === undefined || this.#condition(condition)({ action, attributes })),
    );
  }

  /** What counts now at a scope: a principal's own assignments and those of the groups it is in. */
  #assignmentsAt(principalId: string, scope: string): IndexedAssignment[] {
    return [principalId, ...this.#directory.groupsOf(principalId)].flatMap((who) =>
      this.#world
        .range<IndexedAssignment>(ASSIGNMENTS_BY_PRINCIPAL, `${who.toLowerCase()}|`)
        .map(([, assignment]) => assignment)
        .filter(
          (assignment) =>
            assignment.effectiveAt <= this.#world.now && covers(assignment.scope, scope),
        ),
    );
  }

  #roleAllows(roleId: string, action: string, kind: 'action' | 'dataAction'): boolean {
    const role = this.role(roleId);
    return role !== undefined && roleAllows(role.permissions, action, kind);
  }

  #condition(text: string): RoleCondition {
    let condition = this.#conditions.get(text);
    if (!condition) this.#conditions.set(text, (condition = parseRoleCondition(text)));
    return condition;
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
  return patterns.some((pattern) => matchesWildcard(pattern.toLowerCase(), action));
}
