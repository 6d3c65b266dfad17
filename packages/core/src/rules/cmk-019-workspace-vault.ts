import { sameText } from './compare.ts';
import { defineRule, type Rule } from './types.ts';

export const rule: Rule = defineRule({
  id: 'CMK-019',
  name: 'workspace-vault',
  statement: 'The vault of the key may be the vault of the workspace too, or another one.',
  class: 'report',
  sources: [
    { document: 'ENC', section: 'Azure Cosmos DB', line: 58, anchor: 'can be different than' },
  ],
  holds: [{ from: 'enc', level: 'note' }],
  appliesTo: ['workspace'],
  check: ({ workspace }) => {
    if (!workspace?.encryption || workspace.keyVaultId === undefined) return undefined;
    if (!sameText(workspace.keyVaultId, workspace.encryption.vaultId)) return [];
    return [
      {
        path: 'workspace.keyVaultId',
        expected: 'to know that one deletion loses both the key and the credentials',
        received: 'one vault for both',
      },
    ];
  },
  remarks: [
    'Where it is one vault, the same ARM id stands in both places.',
    'Deleting that vault takes the key from the metadata and the credentials from the workspace.',
  ],
  fix: 'Leave `workspace.keyVault` out for a vault of its own, or keep the one vault and guard it with a lock.',
});
