import { vaultState, withVaultState, without } from './example-facts.ts';
import type { RuleExamples } from './types.ts';

export const examples: RuleExamples = {
  good: [
    { name: 'soft delete on', facts: withVaultState(vaultState) },
    {
      name: 'soft delete omitted: on by default',
      facts: withVaultState(without(vaultState, 'softDelete')),
    },
  ],
  bad: [
    {
      name: 'a vault of 2019 whose owner opted out of soft delete',
      facts: withVaultState({ ...vaultState, softDelete: false }),
    },
  ],
};
