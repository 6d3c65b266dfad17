import { encryptedChain } from './example-facts.ts';
import type { RuleExamples } from './types.ts';

export const examples: RuleExamples = {
  good: [
    { name: 'on', facts: { ...encryptedChain, registry: { name: 'crml', adminUser: true } } },
    {
      name: 'off, and an identity pulls',
      facts: { ...encryptedChain, registry: { name: 'crml', isPulledByIdentity: true } },
      editions: ['current'],
    },
  ],
  bad: [
    {
      name: 'omitted: off by default, and no identity pulls',
      facts: { ...encryptedChain, registry: { name: 'crml', isPulledByIdentity: false } },
    },
  ],
};
