import { encryptedChain } from './example-facts.ts';
import type { ChainFacts } from './facts.ts';
import type { RuleExamples } from './types.ts';

/** The chain is looked at on 2026-08-01, at midnight. */
function revoked(revokedAt: string, isServing: boolean): ChainFacts {
  return {
    ...encryptedChain,
    revocation: {
      revokedAt,
      stores: [
        { service: 'cosmosDb', isServing },
        { service: 'storage', isServing },
      ],
    },
  };
}

export const examples: RuleExamples = {
  good: [
    { name: 'half an hour ago, still serving', facts: revoked('2026-07-31T23:30:00Z', true) },
    { name: 'two hours ago, refusing', facts: revoked('2026-07-31T22:00:00Z', false) },
  ],
  bad: [
    { name: 'an hour ago, still serving', facts: revoked('2026-07-31T23:00:00Z', true) },
    {
      name: 'two hours ago, the storage account still serving',
      facts: {
        ...encryptedChain,
        revocation: {
          revokedAt: '2026-07-31T22:00:00Z',
          stores: [
            { service: 'cosmosDb', isServing: false },
            { service: 'storage', isServing: true },
          ],
        },
      },
    },
  ],
};
