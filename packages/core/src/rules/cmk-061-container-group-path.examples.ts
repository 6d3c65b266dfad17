import { containerGroup, encryptedChain } from './example-facts.ts';
import type { RuleExamples } from './types.ts';

export const examples: RuleExamples = {
  good: [
    { name: 'through Resource Manager', facts: encryptedChain },
    {
      name: 'through version 1',
      facts: { ...encryptedChain, containerGroups: [{ ...containerGroup, through: 'azureMlV1' }] },
    },
  ],
  bad: [
    {
      name: 'through version 2',
      facts: { ...encryptedChain, containerGroups: [{ ...containerGroup, through: 'azureMlV2' }] },
    },
  ],
};
