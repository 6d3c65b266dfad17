import { encryptedChain } from './example-facts.ts';
import type { ChainFacts, RotationFacts } from './facts.ts';
import type { RuleExamples } from './types.ts';

const PREVIOUS = 'fedcba9876543210fedcba9876543210';

/** The chain is looked at on 2026-08-01, at midnight. */
function rotated(rotation: Omit<RotationFacts, 'previousVersion'>): ChainFacts {
  return { ...encryptedChain, rotation: { previousVersion: PREVIOUS, ...rotation } };
}

export const examples: RuleExamples = {
  good: [
    { name: 'the version before is enabled', facts: rotated({ isPreviousUsable: true }) },
    { name: 'nothing is said of the version before', facts: rotated({}) },
    {
      name: 'disabled two days after everybody switched',
      facts: rotated({ isPreviousUsable: false, switchedAt: '2026-07-30T00:00:00Z' }),
    },
    {
      name: 'disabled a day to the second after everybody switched',
      facts: rotated({ isPreviousUsable: false, switchedAt: '2026-07-31T00:00:00Z' }),
    },
  ],
  bad: [
    { name: 'disabled before everybody switched', facts: rotated({ isPreviousUsable: false }) },
    {
      name: 'disabled an hour after everybody switched',
      facts: rotated({ isPreviousUsable: false, switchedAt: '2026-07-31T23:00:00Z' }),
    },
  ],
};
