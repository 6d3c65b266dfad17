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
    {
      document: 'ENC',
      section: 'Encryption at rest',
      line: 18,
      anchor: 'Cleans up your local',
    },
    {
      document: 'ENC',
      section: 'Encryption at rest',
      line: 19,
      anchor: 'Securely passes credentials',
    },
    {
      document: 'ENC',
      section: 'Encryption at rest',
      line: 21,
      anchor: 'increased difficulty troubleshooting',
    },
    {
      document: 'ENC',
      section: 'Encryption at rest',
      line: 24,
      anchor: 'impact encryption in transit',
    },
    { document: 'CONCEPT', line: 22, anchor: 'created any previous clusters in' },
    { document: 'CONCEPT', line: 23, anchor: 'Cleans up your local' },
    { document: 'CONCEPT', line: 24, anchor: 'Securely passes credentials' },
    { document: 'CONCEPT', line: 27, anchor: 'impact encryption in transit' },
    {
      document: 'CONCEPT',
      section: 'HBI_workspace flag',
      line: 125,
      anchor: 'increase the difficulty of troubleshooting',
    },
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
    'Less telemetry reaches Microsoft, so that troubles are harder to find.',
    'No property shows whether a subscription had clusters before.',
  ],
  fix: 'Open a support ticket to have the disks of later clusters encrypted, and report them as not known until it is done.',
});
