import { isAfter } from './compare.ts';
import type { RotationFacts } from './facts.ts';
import {
  newVersionTakenMinutesMaxInclusive as TAKEN_MINUTES,
  previousVersionKeptHoursMinInclusive as KEPT_HOURS,
} from './limits.ts';
import { defineRule, type Rule } from './types.ts';

const HOUR_MS = 3_600_000;

/** What has to happen before the previous version may be switched off; `undefined` when all of it has. */
function outstanding({ switchedAt }: RotationFacts, asOf: string): string | undefined {
  if (switchedAt === undefined) return 'every consumer has taken the new version';
  const freeAt = new Date(Date.parse(switchedAt) + KEPT_HOURS * HOUR_MS).toISOString();
  return isAfter(freeAt, asOf) ? freeAt : undefined;
}

export const rule: Rule = defineRule({
  id: 'CMK-020',
  name: 'rotation',
  statement: `A key is rotated at any time, and the version before stays enabled until ${KEPT_HOURS} hours after its last consumer took the new one.`,
  class: 'state',
  sources: [
    {
      document: 'ENC',
      section: 'Azure Cosmos DB',
      line: 76,
      anchor: 'start using the new key',
    },
    {
      document: 'AZURE',
      anchor: 'https://learn.microsoft.com/azure/cosmos-db/how-to-setup-customer-managed-keys',
    },
  ],
  holds: [{ from: 'enc', level: 'must' }],
  contradictions: [
    {
      says: 'A rotation is effective in about an hour.',
      source: {
        document: 'ENC',
        section: 'Azure Cosmos DB',
        line: 76,
        anchor: 'usually takes an hour',
      },
    },
    {
      says: 'The key before is kept until nothing has used it for 24 hours.',
      source: {
        document: 'AZURE',
        anchor: 'https://learn.microsoft.com/azure/cosmos-db/how-to-setup-customer-managed-keys',
      },
    },
  ],
  appliesTo: ['rotation'],
  check: ({ rotation, asOf }) => {
    if (!rotation) return undefined;
    if (rotation.isPreviousUsable ?? true) return [];
    const until = outstanding(rotation, asOf);
    if (until === undefined) return [];
    return [
      {
        path: 'rotation.isPreviousUsable',
        expected: `the version ${rotation.previousVersion} usable until ${until}`,
        received: 'a version that can no longer be used',
      },
    ];
  },
  remarks: [
    `Azure Cosmos DB takes a new version within ${TAKEN_MINUTES} minutes, without being told; a PATCH of the workspace names another key or version of the same vault (CMK-030).`,
    'Data that exists is not encrypted again: its data keys are wrapped anew, which takes the version before.',
    `The guard is the longest delay of any consumer, and never under ${KEPT_HOURS} hours; the stricter of two documents is taken.`,
    'A posture report reads the versions of the key and which one each store shows. Where a version is off and a store does not show since when it has another, nothing is said: no read can tell.',
  ],
  fix: 'Enable the version before again (`az keyvault key set-attributes --enabled true`), wait until the guard has passed, and only then disable it.',
});
