import type { KeyPermissions } from '@azure/arm-keyvault';

import { parseArmId } from '../../azure/arm-id.ts';
import { assignRole, findRoleAssignment, type RoleGrant } from '../role-assignments.ts';
import {
  absent,
  defineStep,
  type Difference,
  found as same,
  type KnownStep,
  type StepContext,
  type StepUnit,
} from '../step-unit.ts';

/** What the principal may do with keys of the vault, as far as this step looks. */
interface FoundGrant {
  /** Permissions of its access policy, as written; with roles, the permissions that the step asks for. */
  readonly keyPermissions: readonly string[];
}

type Grant = KnownStep<'access.grant'>;

const vaultOf = (
  step: Grant,
): { readonly subscriptionId: string; readonly group: string; readonly name: string } => {
  const id = parseArmId(step.vaultId);
  return {
    subscriptionId: id?.subscriptionId ?? '',
    group: id?.resourceGroup ?? '',
    name: id?.name ?? '',
  };
};

async function roleGrantOf(step: Grant, context: StepContext): Promise<RoleGrant> {
  const common = { scope: step.vaultId, principalId: step.principalId, roleId: step.role.id };
  if (step.principalType !== 'unknown') return { ...common, principalType: step.principalType };
  const caller = await context.caller();
  return caller.objectId === step.principalId
    ? { ...common, principalType: caller.principalType }
    : common;
}

/** Permissions that are asked for and not there; `all` holds every one. */
function lacking(step: Grant, granted: readonly string[]): readonly string[] {
  const has = new Set(granted.map((permission) => permission.toLowerCase()));
  if (has.has('all')) return [];
  return step.keyPermissions.filter((permission) => !has.has(permission.toLowerCase()));
}

/** Gives a principal permissions on keys of a vault: by role or by access policy, as the vault is set. */
export const grantAccess: StepUnit<'access.grant', FoundGrant> = defineStep({
  kind: 'access.grant',
  async read(step, context) {
    if (step.accessModel === 'rbac') {
      const assignment = await findRoleAssignment(context, await roleGrantOf(step, context));
      return assignment && { keyPermissions: step.keyPermissions };
    }
    const { subscriptionId, group, name } = vaultOf(step);
    const client = await context.clients.vaults(subscriptionId);
    const vault = await client.vaults.get(group, name, { abortSignal: context.signal });
    const policies = vault.properties.accessPolicies?.filter(
      ({ objectId, applicationId }) =>
        objectId.toLowerCase() === step.principalId.toLowerCase() && applicationId === undefined,
    );
    if (policies === undefined || policies.length === 0) return undefined;
    return { keyPermissions: policies.flatMap(({ permissions }) => permissions.keys ?? []) };
  },
  compare(step, grant) {
    if (!grant) return absent;
    const differences = lacking(step, grant.keyPermissions).map((permission): Difference => ({
      path: 'permissions.keys',
      expected: permission,
      received: 'nothing',
    }));
    return differences.length === 0 ? same : { is: 'differs', differences };
  },
  async write(step, grant, context) {
    if (step.accessModel === 'rbac') {
      await assignRole(context, await roleGrantOf(step, context));
      return { keyPermissions: step.keyPermissions };
    }
    const { subscriptionId, group, name } = vaultOf(step);
    const client = await context.clients.vaults(subscriptionId);
    // `add` touches this principal's entry only: a whole list would take access away from everybody else.
    const keys = [...new Set([...(grant?.keyPermissions ?? []), ...step.keyPermissions])];
    await client.vaults.updateAccessPolicy(group, name, 'add', {
      properties: {
        accessPolicies: [
          {
            tenantId: context.plan.tenantId,
            objectId: step.principalId,
            permissions: { keys: keys as KeyPermissions[] },
          },
        ],
      },
    });
    return { keyPermissions: keys };
  },
  outputs: () => ({}),
});
