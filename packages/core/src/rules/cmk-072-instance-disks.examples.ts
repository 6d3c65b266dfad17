import { withClaims } from './example-facts.ts';
import type { RuleExamples } from './types.ts';

export const examples: RuleExamples = {
  good: [
    {
      name: 'off',
      facts: withClaims([
        { place: 'instanceOsDisk', under: 'platform' },
        { place: 'instanceTemporaryDisk', under: 'none' },
      ]),
    },
    {
      name: 'on',
      facts: withClaims([{ place: 'instanceTemporaryDisk', under: 'platform' }], {
        highBusinessImpact: true,
      }),
    },
  ],
  bad: [
    {
      name: "an OS disk under the customer's key",
      facts: withClaims([{ place: 'instanceOsDisk', under: 'customer', provenBy: 'workspace' }]),
    },
    {
      name: 'off, and the temporary disk said to be encrypted',
      facts: withClaims([{ place: 'instanceTemporaryDisk', under: 'platform' }]),
    },
  ],
};
