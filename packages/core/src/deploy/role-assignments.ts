import type { RoleAssignment } from '@azure/arm-authorization';

import type { StepContext } from './step-unit.ts';

/** A role, for a principal, at a scope. */
export interface RoleGrant {
  readonly scope: string;
  readonly principalId: string;
  /** GUID of a built-in role. */
  readonly roleId: string;
  /** Always sent when known: without it Azure looks the principal up, and does not find a new one. */
  readonly principalType?: 'User' | 'ServicePrincipal';
}

/** An assignment that gives the role at the scope, itself or from above. */
export interface FoundAssignment {
  readonly id: string;
  readonly scope: string;
}

/**
 * The name of an assignment: a GUID of version 5 over scope, principal and role, so that the same grant has the same
 * name in every run and two runs at once cannot make two.
 */
export function roleAssignmentName({ scope, principalId, roleId }: RoleGrant): string {
  // Loaded when it is first used: describing and planning need none of it.
  const { createHash } = process.getBuiltinModule('node:crypto');
  const hash = createHash('sha1')
    .update(`azureml-cmk|${scope}|${principalId}|${roleId}`.toLowerCase())
    .digest();
  const bytes = hash.subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x50;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20),
  ].join('-');
}

const GUID_AT_END = /([0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})$/i;

function gives(assignment: RoleAssignment, { scope, principalId, roleId }: RoleGrant): boolean {
  const role = GUID_AT_END.exec(assignment.roleDefinitionId ?? '')?.[1];
  const at = (assignment.scope ?? '').toLowerCase();
  const wanted = scope.toLowerCase();
  return (
    assignment.principalId?.toLowerCase() === principalId.toLowerCase() &&
    role?.toLowerCase() === roleId.toLowerCase() &&
    (at === '' || at === '/' || wanted === at || wanted.startsWith(`${at}/`))
  );
}

/** Looks for an assignment of the role at the scope or above, under any name. */
export async function findRoleAssignment(
  context: StepContext,
  grant: RoleGrant,
): Promise<FoundAssignment | undefined> {
  const client = await context.clients.authorization();
  const options = { filter: `principalId eq '${grant.principalId}'`, abortSignal: context.signal };
  for await (const assignment of client.roleAssignments.listForScope(grant.scope, options)) {
    if (gives(assignment, grant))
      return { id: assignment.id ?? '', scope: assignment.scope ?? grant.scope };
  }
  return undefined;
}

/** Assigns the role. An assignment of the same under another name is as good. */
export async function assignRole(context: StepContext, grant: RoleGrant): Promise<FoundAssignment> {
  const client = await context.clients.authorization();
  const { scope, principalId, roleId, principalType } = grant;
  const subscription = /^\/subscriptions\/[^/]+/i.exec(scope)?.[0] ?? '';
  try {
    const made = await client.roleAssignments.create(scope, roleAssignmentName(grant), {
      roleDefinitionId: `${subscription}/providers/Microsoft.Authorization/roleDefinitions/${roleId}`,
      principalId,
      ...(principalType === undefined ? {} : { principalType }),
    });
    return { id: made.id ?? '', scope };
  } catch (error) {
    const { statusCode, code } = error as { readonly statusCode?: number; readonly code?: string };
    if (statusCode === 409 && code === 'RoleAssignmentExists') return { id: '', scope };
    throw error;
  }
}
