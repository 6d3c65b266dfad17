import { defineRule, type Rule } from './types.ts';

export const rule: Rule = defineRule({
  id: 'CMK-001',
  name: 'soft-delete',
  statement: 'The vault that holds the key has soft delete on.',
  class: 'state',
  sources: [
    { document: 'ENC', section: 'Azure Cosmos DB', line: 55, anchor: 'Enabling soft delete' },
    {
      document: 'HOWTO-A',
      section: 'Create Azure Key Vault',
      line: 37,
      anchor: 'must enable __soft delete__',
    },
    {
      document: 'HOWTO-B',
      section: 'Create Azure Key Vault',
      line: 45,
      anchor: 'must enable soft delete',
    },
    { document: 'CONCEPT', section: 'Prerequisites', line: 34, anchor: 'must enable soft delete' },
    { document: 'AISTUDIO', line: 10, anchor: 'must enable soft delete' },
    {
      document: 'AZURE',
      anchor: 'https://learn.microsoft.com/azure/key-vault/general/soft-delete-overview',
    },
  ],
  holds: [{ from: 'enc', level: 'must' }],
  appliesTo: ['vault'],
  check: ({ vault }) => {
    if (!vault?.state) return undefined;
    if (vault.state.softDelete !== false) return [];
    return [
      { path: 'vault.state.softDelete', expected: 'soft delete on', received: 'soft delete off' },
    ];
  },
  refusals: [
    {
      stage: 'workspace.create.operation',
      status: 400,
      code: 'BadRequest',
      message: () => 'CMK workspaces should have soft delete enabled on their CMK keyvault.',
      evidence: 'assumed',
      seenIn:
        'hashicorp/terraform-provider-azurerm#14387: the service team says that creation fails; the text was not seen',
    },
  ],
  remarks: [
    'Today soft delete is always on: only a vault made with api-version 2019-09-01 or older can be without it.',
  ],
  fix: 'Turn soft delete on with `az keyvault update --name <vault> --enable-soft-delete true`, or create a new vault, which always has it.',
});
