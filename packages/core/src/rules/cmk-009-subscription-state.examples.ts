import { encryptedChain } from './example-facts.ts';
import type { RuleExamples } from './types.ts';

export const examples: RuleExamples = {
  good: [
    { name: 'enabled', facts: { ...encryptedChain, subscriptionState: 'Enabled' } },
    { name: 'past due', facts: { ...encryptedChain, subscriptionState: 'PastDue' } },
  ],
  bad: [
    { name: 'disabled', facts: { ...encryptedChain, subscriptionState: 'Disabled' } },
    { name: 'warned', facts: { ...encryptedChain, subscriptionState: 'Warned' } },
  ],
};
