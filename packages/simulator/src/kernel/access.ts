import type { RuleId } from '@azureml-cmk/core/rules';
import { type Directory, PRINCIPALS } from './directory.ts';
import { ManagementGroups } from './management-groups.ts';
import { Memo } from './memo.ts';
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
/** The key of an assignment in {@link ASSIGNMENTS_BY_PRINCIPAL}. */
export const assignmentKey = (principalId: unknown, assignmentId: string): string =>
  `${String(principalId)}|${assignmentId}`.toLowerCase();
/** Table of the roles that tenants made, by lower-cased GUID. */
export const CUSTOM_ROLES = 'customRoles';
/** Table of {@link DenyAssignment}, key `{scope}|{name}`, lower case. */
export const DENY_ASSIGNMENTS = 'denyAssignments';

/** What conditions may ask of a request, by source and name: `request|microsoft.authorization/…:principalid`. */
export type Attributes = ReadonlyMap<string, readonly string[]>;
const NO_ATTRIBUTES: Attributes = new Map();

/** How many are remembered: conditions, principals, actions of each. */
const MAX_REMEMBERED = 256;

/** What a caller is allowed, from role assignments and deny assignments. */
export class Access {
  readonly #world: World;
  readonly #directory: Directory;
  readonly #groups: ManagementGroups;
  readonly #roles: ReadonlyMap<string, Role>;
  readonly #conditions = new Memo<RoleCondition>(MAX_REMEMBERED);
  /** The assignments that allow an action, by principal and action: few, whatever there is to be seen. */
  readonly #allowing = new Memo<Memo<readonly IndexedAssignment[]>>(MAX_REMEMBERED);
  #revision = -1;

  constructor(world: World, directory: Directory, roles: ReadonlyMap<string, Role>) {
    this.#world = world;
    this.#directory = directory;
    this.#groups = new ManagementGroups(world);
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
    const { now } = this.#world;
    for (const { scope: outer, effectiveAt, condition } of this.#allowingOf(
      principalId,
      action,
      kind,
    )) {
      if (effectiveAt > now || !this.#groups.covers(outer, lower)) continue;
      if (condition === undefined) return true;
      if (this.#condition(condition)({ action: action.toLowerCase(), attributes })) return true;
    }
    return false;
  }

  /** Whether a role would allow it if no condition stood in the way. */
  failsByCondition(principalId: string, action: string, scope: string): boolean {
    const lower = scope.toLowerCase();
    return this.#allowingOf(principalId, action, 'action').some(
      ({ condition, effectiveAt, scope: outer }) =>
        condition !== undefined &&
        effectiveAt <= this.#world.now &&
        this.#groups.covers(outer, lower),
    );
  }

  /** The deny assignment that stands in the way, if there is one. */
  denied(principalId: string, action: string, scope: string): DenyAssignment | undefined {
    if (!this.#world.first(DENY_ASSIGNMENTS)) return undefined;
    const lower = scope.toLowerCase();
    const who = [principalId, ...this.#directory.groupsOf(principalId)];
    return this.#world
      .range<DenyAssignment>(DENY_ASSIGNMENTS, '')
      .map(([, deny]) => deny)
      .find(
        (deny) =>
          this.#groups.covers(deny.scope, lower) &&
          (deny.principals?.some((one) => who.includes(one)) ?? true) &&
          !deny.excludedPrincipals.some((one) => who.includes(one)) &&
          matchesAny(deny.actions, action.toLowerCase()),
      );
  }

  /**
   * The assignments of a principal, and of the groups it is in, whose role has the action: wherever they are, whenever they
   * count. Remembered until an assignment, a role or a principal changes.
   */
  #allowingOf(
    principalId: string,
    action: string,
    kind: 'action' | 'dataAction',
  ): readonly IndexedAssignment[] {
    this.#forgetOutdated();
    let ofPrincipal = this.#allowing.get(principalId);
    if (!ofPrincipal) this.#allowing.set(principalId, (ofPrincipal = new Memo(MAX_REMEMBERED)));
    const key = kind === 'action' ? action : `data:${action}`;
    const known = ofPrincipal.get(key);
    if (known) return known;
    const lower = action.toLowerCase();
    const found = [principalId, ...this.#directory.groupsOf(principalId)].flatMap((who) =>
      this.#world
        .range<IndexedAssignment>(ASSIGNMENTS_BY_PRINCIPAL, `${who.toLowerCase()}|`)
        .map(([, assignment]) => assignment)
        .filter(({ roleId }) => this.#roleAllows(roleId, lower, kind)),
    );
    ofPrincipal.set(key, found);
    return found;
  }

  #forgetOutdated(): void {
    const revision =
      this.#world.revisionOf(ASSIGNMENTS_BY_PRINCIPAL) +
      this.#world.revisionOf(CUSTOM_ROLES) +
      this.#world.revisionOf(PRINCIPALS);
    if (this.#revision === revision) return;
    this.#allowing.clear();
    this.#revision = revision;
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

function matchesAny(patterns: readonly string[], action: string): boolean {
  return patterns.some((pattern) => matchesWildcard(pattern.toLowerCase(), action));
}
