import { vaultState, withVaultState, without } from './example-facts.ts';
import type { RuleExamples } from './types.ts';

export const examples: RuleExamples = {
  good: [{ name: 'purge protection on', facts: withVaultState(vaultState) }],
  bad: [
    {
      name: 'purge protection off',
      facts: withVaultState({ ...vaultState, purgeProtection: false }),
    },
    {
      name: 'purge protection omitted: off by default',
      facts: withVaultState(without(vaultState, 'purgeProtection')),
    },
  ],
};
