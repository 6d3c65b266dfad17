import { withWorkspace, workspace } from './example-facts.ts';
import type { RuleExamples } from './types.ts';

export const examples: RuleExamples = {
  good: [
    {
      name: 'two vaults',
      facts: withWorkspace({
        keyVaultId: `${workspace.encryption?.vaultId ?? ''}-credentials`,
      }),
    },
  ],
  bad: [
    {
      name: 'one vault',
      facts: withWorkspace({ keyVaultId: workspace.encryption?.vaultId ?? '' }),
    },
    {
      name: 'one vault, its id in another case',
      facts: withWorkspace({ keyVaultId: (workspace.encryption?.vaultId ?? '').toUpperCase() }),
    },
  ],
};
