import type { DescribedVault } from '../resolve/description.ts';
import type { Reason } from '../types.ts';
import {
  may,
  providerStep,
  resourceGroupStep,
  type StepDraft,
  type StepUnit,
  why,
} from './unit.ts';

/** Makes or reads the vaults. */
export const vaultSteps: StepUnit = (description) =>
  description.vaults.map((vault): StepDraft => {
    const common = { id: vault.stepId, hop: 'vault' as const, resourceId: vault.id };
    const { settings } = vault;
    if (!settings) {
      return {
        ...common,
        kind: 'vault.read',
        title: `Read vault ${vault.name}`,
        holdsWorkspaceKey: vault.holdsWorkspaceKey,
        dependsOn: [],
        reasons: vault.holdsWorkspaceKey
          ? keyVaultReasons
          : [why('how it gives access decides how a grant is made')],
        permissions: may(vault.id, 'Microsoft.KeyVault/vaults/read'),
        reversible: true,
      };
    }
    const { subnetIds = [] } = settings.network;
    return {
      ...common,
      kind: 'vault.ensure',
      title: `Make vault ${vault.name}`,
      vault: settings,
      location: description.location,
      tenantId: description.tenantId,
      tags: vault.tags,
      dependsOn: [providerStep('Microsoft.KeyVault'), resourceGroupStep],
      reasons: vault.holdsWorkspaceKey
        ? keyVaultReasons.filter(({ ruleId }) => ruleId !== 'CMK-002' || settings.purgeProtection)
        : [why('the workspace keeps its credentials in it', 'CMK-044')],
      permissions: [
        ...may(vault.id, 'Microsoft.KeyVault/vaults/read', 'Microsoft.KeyVault/vaults/write'),
        ...subnetIds.flatMap((id) =>
          may(id, 'Microsoft.Network/virtualNetworks/subnets/joinViaServiceEndpoint/action'),
        ),
      ],
      ...lastingOf(vault, settings),
    };
  });

const keyVaultReasons: readonly Reason[] = [
  why('it holds the key: deleted by mistake, it can be recovered', 'CMK-001'),
  why('it holds the key: nobody can purge it before its retention ends', 'CMK-002'),
  why('it is in the subscription of the workspace', 'CMK-003'),
];

function lastingOf(
  vault: DescribedVault,
  settings: NonNullable<DescribedVault['settings']>,
): { readonly reversible: boolean; readonly lasting?: string } {
  if (!settings.purgeProtection) return { reversible: true };
  return {
    reversible: false,
    lasting:
      `Purge protection of vault ${vault.name} cannot be switched off. Once deleted, the vault stays recoverable ` +
      `and its name taken for ${settings.retentionDays} days.`,
  };
}
