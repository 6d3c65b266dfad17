import { encryptedChain, withKeyName } from './example-facts.ts';
import type { RuleExamples } from './types.ts';

export const examples: RuleExamples = {
  good: [
    { name: 'a use', facts: encryptedChain },
    { name: 'a use and a number', facts: withKeyName('ml-prod-2') },
  ],
  bad: [
    { name: 'only that it is a key', facts: withKeyName('my-key') },
    { name: 'only a number', facts: withKeyName('key1') },
    { name: 'a GUID', facts: withKeyName('eeeeeeee-1111-4111-8111-000000000001') },
  ],
};
