import type { DescribedVault, Description } from './resolve/description.ts';
import type { Step } from './types.ts';

/**
 * The vaults (ids in lower case) whose resource a step writes. A role assignment is not such a write. Where the
 * access model is known only later, an access policy is assumed: waiting is slower, a conflict fails.
 */
export function vaultsWrittenBy(step: Step, { vaults, workspace }: Description): readonly string[] {
  switch (step.kind) {
    case 'vault.ensure':
      return step.resourceId === undefined ? [] : [step.resourceId.toLowerCase()];
    case 'access.grant':
      return step.accessModel === 'rbac' ? [] : [step.vaultId.toLowerCase()];
    case 'privateEndpoint.ensure':
      return vaults.filter(({ id }) => id === step.targetId).map(({ id }) => id.toLowerCase());
    // Azure ML gives the workspace's identity an access policy on the workspace's vault.
    case 'workspace.ensure':
    case 'project.ensure':
      return usesPolicies(workspace.vault) ? [workspace.vault.id.toLowerCase()] : [];
    default:
      return [];
  }
}

function usesPolicies(vault: DescribedVault): boolean {
  return vault.accessModel !== 'rbac';
}
