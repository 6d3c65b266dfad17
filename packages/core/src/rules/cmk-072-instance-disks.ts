import { judgeClaims, only } from './claims.ts';
import { isHubOrProject } from './workspace-kind.ts';
import { defineRule, type Rule } from './types.ts';

export const rule: Rule = defineRule({
  id: 'CMK-072',
  name: 'instance-disks',
  statement:
    "Neither disk of a compute instance is under the customer's key; the temporary one is encrypted with high business impact only.",
  class: 'report',
  sources: [
    { document: 'ENC', section: 'Machine Learning Compute', line: 122, anchor: 'OS and temp disk' },
    {
      document: 'CONCEPT',
      section: 'How compute data is stored',
      line: 120,
      anchor: 'OS and temp disk',
    },
    {
      document: 'AISTUDIO',
      section: 'How compute data is stored',
      line: 62,
      anchor: 'OS and temp disk',
    },
  ],
  holds: [{ from: 'enc', level: 'must' }],
  appliesTo: ['workspace', 'claims'],
  check: (facts) => {
    const { workspace } = facts;
    if (!workspace || isHubOrProject(workspace)) return undefined;
    const temporary = only(workspace.highBusinessImpact === true ? 'platform' : 'none');
    return judgeClaims(facts, ['instanceOsDisk', 'instanceTemporaryDisk'], (claim) =>
      claim.place === 'instanceOsDisk' ? only('platform')(claim) : temporary(claim),
    );
  },
  remarks: ['Of a hub CMK-053 speaks.'],
  fix: 'Keep files in a file share and data in a datastore (CMK-066).',
});
