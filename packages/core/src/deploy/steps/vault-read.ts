import { parseArmId } from '../../azure/arm-id.ts';
import { baseFacts, vaultFactsOf } from '../../verify/facts-of-azure.ts';
import { plannedWorkspace, refuseByRules } from '../live-rules.ts';
import { defineStep, found as same, type StepUnit } from '../step-unit.ts';
import { missing, onlyRead } from './only-read.ts';
import { type FoundVault, readVault, vaultOutputs } from './vault-ensure.ts';

/** Reads an existing vault and judges it, when it holds the workspace's key, by the rules about such vaults. */
export const readVaultStep: StepUnit<'vault.read', FoundVault> = defineStep({
  kind: 'vault.read',
  async read({ resourceId = '' }, context) {
    const id = parseArmId(resourceId);
    return id && readVault(context, id.subscriptionId, id.resourceGroup, id.name);
  },
  compare({ resourceId = '', holdsWorkspaceKey }, vault, { plan, clock, cloud }) {
    if (!vault)
      return missing('vault', `Vault ${resourceId}`, 'Check its id, or let the plan create it.');
    if (!holdsWorkspaceKey) return same;
    const workspace = plannedWorkspace(plan);
    const facts = {
      ...baseFacts(clock.now(), cloud, plan.tenantId),
      vault: vaultFactsOf(vault.vault),
      ...(workspace === undefined ? {} : { workspace }),
    };
    const error = refuseByRules(plan, 'vault', `Vault ${vault.vault.name ?? resourceId}`, facts, [
      'vault.',
    ]);
    return error === undefined ? same : { is: 'refused', error };
  },
  write: onlyRead,
  outputs: (_, found) => vaultOutputs(found),
});
