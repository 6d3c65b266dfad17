import {
  diskEncryptionSet,
  encryptedChain,
  vaultState,
  withVaultState,
  workspace,
} from './example-facts.ts';
import type { RuleExamples } from './types.ts';

const elsewhere = withVaultState({ ...vaultState, location: 'northeurope' });

export const examples: RuleExamples = {
  good: [
    { name: 'one region', facts: encryptedChain },
    {
      name: 'one region, written in two ways',
      facts: withVaultState({ ...vaultState, location: 'West Europe' }),
    },
  ],
  bad: [
    { name: 'a vault in another region than the workspace', facts: elsewhere },
    {
      name: 'a vault in another region than the hub',
      facts: { ...elsewhere, workspace: { ...workspace, kind: 'Hub' } },
    },
    {
      name: 'a vault in another region than the disk encryption set',
      facts: {
        ...encryptedChain,
        diskEncryptionSets: [{ ...diskEncryptionSet, vaultLocation: 'northeurope' }],
      },
    },
  ],
};
