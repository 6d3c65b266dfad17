import { judgeClaims, only } from './claims.ts';
import { defineRule, type Rule } from './types.ts';

export const rule: Rule = defineRule({
  id: 'CMK-071',
  name: 'cluster-temporary-disk',
  statement:
    'The temporary disk of a compute cluster is encrypted with high business impact only, and then with keys of the system.',
  class: 'report',
  sources: [
    {
      document: 'ENC',
      section: 'Machine Learning Compute',
      line: 120,
      anchor: 'the temporary disk is encrypted',
    },
    {
      document: 'CONCEPT',
      section: 'How compute data is stored',
      line: 117,
      anchor: 'the temporary disk is encrypted',
    },
    {
      document: 'AISTUDIO',
      section: 'How compute data is stored',
      line: 66,
      anchor: 'system-managed keys only',
    },
  ],
  holds: [{ from: 'enc', level: 'must' }],
  appliesTo: ['workspace', 'claims'],
  check: (facts) =>
    judgeClaims(
      facts,
      ['clusterTemporaryDisk'],
      only(facts.workspace?.highBusinessImpact === true ? 'platform' : 'none'),
    ),
  remarks: ['It may stage training data, and lives as long as a job.'],
  fix: 'Set `workspace.highBusinessImpact` to true before the workspace is created, or stage no data on the disk.',
});
