import { customerOnlyIfShown, judgeClaims, only } from './claims.ts';
import { defineRule, type Rule } from './types.ts';

export const rule: Rule = defineRule({
  id: 'CMK-083',
  name: 'data-in-blobs',
  statement:
    "Snapshots, outputs, logs and training data are in storage accounts, each under the customer's key only when it is set there.",
  class: 'report',
  sources: [
    {
      document: 'ENC',
      section: 'Azure Blob storage',
      line: 28,
      anchor: 'snapshots, output, and logs',
    },
    {
      document: 'ENC',
      section: 'Azure Blob storage',
      line: 32,
      anchor: 'Training data is typically',
    },
    {
      document: 'CONCEPT',
      section: 'How compute data is stored',
      line: 113,
      anchor: 'customer-managed keys on those storage',
    },
  ],
  holds: [{ from: 'enc', level: 'note' }],
  appliesTo: ['claims'],
  check: (facts) =>
    judgeClaims(
      facts,
      ['workspaceStorage', 'attachedStorage'],
      (claim) => customerOnlyIfShown(claim) ?? only('customer')(claim),
    ),
  fix: 'Set a key on each account: `az storage account update --encryption-key-source Microsoft.Keyvault …`.',
});
