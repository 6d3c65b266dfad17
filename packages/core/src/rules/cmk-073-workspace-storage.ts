import { customerOnlyIfShown, judgeClaims, only } from './claims.ts';
import { defineRule, type Rule } from './types.ts';

export const rule: Rule = defineRule({
  id: 'CMK-073',
  name: 'workspace-storage',
  statement:
    "The workspace's storage account is under a key of Microsoft unless a key is set on the account.",
  class: 'state',
  sources: [
    {
      document: 'ENC',
      section: 'Azure Blob storage',
      line: 28,
      anchor: 'encrypted at rest with Microsoft-managed',
    },
    { document: 'ENC', section: 'Azure Blob storage', line: 30, anchor: 'use your own keys' },
    { document: 'ENC', section: 'Azure Blob storage', line: 34, anchor: 'usually takes an hour' },
  ],
  holds: [{ from: 'enc', level: 'must' }],
  appliesTo: ['claims'],
  check: (facts) =>
    judgeClaims(
      facts,
      ['workspaceStorage'],
      (claim) => customerOnlyIfShown(claim) ?? only('customer', 'microsoft')(claim),
    ),
  remarks: [
    'A new version of the key and the revocation of a key take effect within about an hour.',
  ],
  fix: 'Set a key on the account: `az storage account update --encryption-key-source Microsoft.Keyvault …`.',
});
