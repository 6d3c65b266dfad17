/** Roles that somebody has, as Resource Manager lists them: what they allow, on either plane. */
import { parseArmId } from '../azure/arm-id.ts';
import type { Reader, Reading } from './reader.ts';

/** What a role allows: `actions` of resources, `dataActions` of what is in them. */
interface RolePermissions {
  readonly actions?: string[];
  readonly notActions?: string[];
  readonly dataActions?: string[];
  readonly notDataActions?: string[];
}

/** A role that counts at a scope. */
export interface AssignedRole {
  readonly principalId: string;
  readonly roleDefinitionId: string;
  /** Where it was assigned: the scope itself, or one above it. */
  readonly scope: string;
  /** Absent: the definition has no name. */
  readonly name?: string;
  readonly permissions: readonly RolePermissions[];
}

/** Which roles to read. */
export interface RolesQuery {
  readonly scope: string;
  /** Only this principal's, those of its groups too. Absent: everybody's, as assigned. */
  readonly assignedTo?: string;
}

/** Whether an action is meant by a pattern such as `Microsoft.KeyVault/vaults/keys/*`. */
function matchesAction(pattern: string, action: string): boolean {
  const parts = pattern
    .toLowerCase()
    .split('*')
    .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`).test(action.toLowerCase());
}

const meant = (given: readonly string[], without: readonly string[], action: string): boolean =>
  given.some((pattern) => matchesAction(pattern, action)) &&
  !without.some((pattern) => matchesAction(pattern, action));

/** Whether a role allows an action on resources. */
export function allowsAction({ permissions }: AssignedRole, action: string): boolean {
  return permissions.some(({ actions = [], notActions = [] }) =>
    meant(actions, notActions, action),
  );
}

/** Whether a role allows an action on what is in resources. */
export function allowsDataAction({ permissions }: AssignedRole, action: string): boolean {
  return permissions.some(({ dataActions = [], notDataActions = [] }) =>
    meant(dataActions, notDataActions, action),
  );
}

const filterOf = ({ assignedTo }: RolesQuery): { readonly filter?: string } =>
  assignedTo === undefined ? {} : { filter: `atScope() and assignedTo('${assignedTo}')` };

/** The request that {@link readRoles} sends first, as evidence names it. */
export function rolesRequest(query: RolesQuery): string {
  const { filter } = filterOf(query);
  const asked = filter === undefined ? '' : `?$filter=${filter}`;
  return `GET ${query.scope}/providers/Microsoft.Authorization/roleAssignments${asked}`;
}

/** Every role that counts at a scope: assigned there or above. */
export function readRoles(
  reader: Reader,
  query: RolesQuery,
): Promise<Reading<readonly AssignedRole[]>> {
  const { scope } = query;
  return reader.read(rolesRequest(query), 'access', async () => {
    const client = await reader.clients.authorization();
    const options = { abortSignal: reader.signal };
    const all = await Array.fromAsync(
      client.roleAssignments.listForScope(scope, { ...options, ...filterOf(query) }),
    );
    const above = all.filter(({ scope: assigned = '' }) => isAtOrAbove(assigned, scope));
    const subscription = `/subscriptions/${subscriptionOf(scope)}`;
    const ids = [...new Set(above.map(({ roleDefinitionId = '' }) => roleDefinitionId))];
    const definitions = await Promise.all(
      ids.map(async (id) => {
        // Asked for at the subscription: reading a definition at the tenant's root takes rights there.
        const guid = id.split('/').at(-1) ?? '';
        return [id, await client.roleDefinitions.get(subscription, guid, options)] as const;
      }),
    );
    const byId = new Map(definitions);
    return above.map(({ principalId = '', roleDefinitionId = '', scope: assigned = '' }) => {
      const role = byId.get(roleDefinitionId);
      return {
        principalId,
        roleDefinitionId,
        scope: assigned,
        permissions: role?.permissions ?? [],
        ...(role?.roleName === undefined ? {} : { name: role.roleName }),
      };
    });
  });
}

/** Whether what is assigned at the one counts at the other. Management groups and the root have no subscription in their ids, and are above all. */
export function isAtOrAbove(assigned: string, scope: string): boolean {
  const at = assigned.toLowerCase().replace(/\/$/, '');
  return (
    at.startsWith('/providers/microsoft.management/managementgroups/') ||
    `${scope.toLowerCase()}/`.startsWith(`${at}/`)
  );
}

const subscriptionOf = (scope: string): string =>
  parseArmId(scope)?.subscriptionId ?? scope.split('/')[2] ?? '';
