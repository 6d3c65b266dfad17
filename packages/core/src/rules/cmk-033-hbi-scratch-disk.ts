import { allowed, judgeClaims } from './claims.ts';
import { defineRule, type Rule } from './types.ts';

export const rule: Rule = defineRule({
  id: 'CMK-033',
  name: 'hbi-scratch-disk',
  statement:
    'High business impact encrypts the temporary disks of clusters only where the subscription had no cluster before.',
  class: 'state',
  sources: [
    {
      document: 'ENC',
      section: 'Encryption at rest',
      line: 17,
      anchor: 'not created any previous clusters',
    },
    { document: 'CONCEPT', line: 22, anchor: 'created any previous clusters in' },
  ],
  holds: [{ from: 'enc', level: 'must' }],
  appliesTo: ['workspace', 'claims'],
  check: (facts) => {
    if (facts.workspace?.highBusinessImpact !== true || facts.hadClustersBefore !== true) {
      return undefined;
    }
    return judgeClaims(facts, ['clusterTemporaryDisk'], ({ under }) =>
      under === 'unknown' ? undefined : allowed('unknown'),
    );
  },
  remarks: [
    'Disks are cleaned between jobs, and credentials pass through the vault of the workspace.',
    'Nothing in transit changes.',
    'No property shows whether a subscription had clusters before.',
  ],
  fix: 'Open a support ticket to have the disks of later clusters encrypted, and report them as not known until it is done.',
});
