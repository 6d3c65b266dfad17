import { defineRule, type Rule } from './types.ts';

export const rule: Rule = defineRule({
  id: 'CMK-002',
  name: 'purge-protection',
  statement: 'The vault that holds the key has purge protection on.',
  class: 'wire',
  sources: [
    {
      document: 'ENC',
      section: 'Azure Cosmos DB',
      line: 55,
      anchor: 'purge protection on the CMK',
    },
    {
      document: 'HOWTO-A',
      section: 'Create Azure Key Vault',
      line: 37,
      anchor: 'and __purge protection__',
    },
    {
      document: 'HOWTO-B',
      section: 'Create Azure Key Vault',
      line: 45,
      anchor: 'soft delete and purge protection',
    },
    {
      document: 'CONCEPT',
      section: 'Prerequisites',
      line: 34,
      anchor: 'soft delete and purge protection',
    },
    { document: 'AISTUDIO', line: 10, anchor: 'soft delete and purge protection' },
    { document: 'AZURE', anchor: 'hashicorp/terraform-provider-azurerm#14387' },
  ],
  holds: [{ from: 'enc', level: 'must' }],
  contradictions: [
    {
      says: 'Until 2021 the service turned purge protection on by itself instead of failing.',
      source: { document: 'AZURE', anchor: 'hashicorp/terraform-provider-azurerm#9984' },
    },
  ],
  appliesTo: ['vault'],
  check: ({ vault }) => {
    if (!vault?.state) return undefined;
    if (vault.state.purgeProtection === true) return [];
    return [
      {
        path: 'vault.state.purgeProtection',
        expected: 'purge protection on',
        received: 'purge protection off',
      },
    ];
  },
  refusals: [
    {
      stage: 'workspace.create.operation',
      status: 400,
      code: 'BadRequest',
      message: () => 'CMK workspaces should have purge protection enabled on their CMK keyvault.',
      evidence: 'reported',
      seenIn: 'MicrosoftDocs/azure-docs#108584',
    },
    {
      stage: 'managedCluster.create.operation',
      status: 400,
      code: 'CreateVMSSAgentPoolFailed',
      message: (_violation, { vault }) =>
        `Code="KeyVaultNotPurgeProtectionEnabled" Message="Purge protection is not enabled on key vault '${vault?.name}' of the disk encryption set."`,
      evidence: 'assumed',
      seenIn:
        'https://learn.microsoft.com/troubleshoot/azure/azure-kubernetes/storage/troubleshoot-common-bring-your-own-key-issues names both codes; the text was not seen',
    },
  ],
  remarks: [
    'The workspace is refused inside its long-running operation, minutes after the request was accepted.',
    'Once on, purge protection cannot be turned off, and the vault cannot be purged before its retention ends.',
    'For the vault of a container group it is recommended, not required.',
  ],
  fix: 'Leave `vault.create.purgeProtection` out or set it to true; for a vault that exists run `az keyvault update --name <vault> --enable-purge-protection true`.',
});
