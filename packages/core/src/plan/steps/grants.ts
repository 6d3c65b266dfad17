import { isRef } from '../references.ts';
import type { DescribedGrant } from '../resolve/description.ts';
import type { Reason } from '../types.ts';
import { may, type StepDraft, type StepUnit, why } from './unit.ts';

const byRole = 'Microsoft.Authorization/roleAssignments/write';
const byPolicy = 'Microsoft.KeyVault/vaults/accessPolicies/write';
/** What the deployer must be allowed to do, by what is known of the vault. */
const actions = {
  rbac: [byRole],
  accessPolicies: [byPolicy],
  unknown: [byRole, byPolicy],
} as const;

/** Gives permissions on keys, as each vault is set. */
export const grantSteps: StepUnit = ({ grants }) =>
  grants.map((grant): StepDraft => {
    const { vault, principal } = grant;
    return {
      kind: 'access.grant',
      id: grant.stepId,
      title: `Give ${principal.title} access to keys of vault ${vault.name}`,
      hop: 'access',
      vaultId: vault.id,
      accessModel: vault.accessModel,
      principalId: principal.id,
      principalType: principal.type,
      consumer: grant.consumer,
      keyPermissions: grant.permissions,
      role: grant.role,
      dependsOn: [vault.stepId, ...(isRef(principal.id) ? [principal.id.from] : [])],
      reasons: reasonsOf(grant),
      permissions: may(
        vault.id,
        ...actions[isRef(vault.accessModel) ? 'unknown' : vault.accessModel],
      ),
      reversible: true,
      resourceId: vault.id,
    };
  });

function reasonsOf({ consumer, serves, permissions }: DescribedGrant): readonly Reason[] {
  const what = serves.map((served) => served.title).join(', ');
  if (consumer === 'deployer') {
    const does = permissions.includes('create') ? 'made' : 'read';
    return [why(`${what} is ${does} with it; even owning the vault opens no key`, 'CMK-008')];
  }
  return [
    why(`${what}: its service uses the key through this principal`, 'CMK-013'),
    ...(consumer === 'cosmosDb'
      ? [why('the grant names the object id of the service principal', 'CMK-014')]
      : []),
  ];
}
