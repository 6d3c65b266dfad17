import { encryptedChain } from './example-facts.ts';
import type { RuleExamples } from './types.ts';

export const examples: RuleExamples = {
  good: [
    { name: 'there', facts: { ...encryptedChain, registry: { name: 'crml', adminUser: true } } },
  ],
  bad: [
    { name: 'deleted', facts: { ...encryptedChain, registry: { name: 'crml', isThere: false } } },
  ],
};
