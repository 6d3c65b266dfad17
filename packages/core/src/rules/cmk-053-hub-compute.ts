import { allowed, judgeClaims, only } from './claims.ts';
import type { ClaimFacts, Place } from './facts.ts';
import { isHubOrProject } from './workspace-kind.ts';
import { defineRule, type Rule } from './types.ts';

const DISKS: readonly Place[] = [
  'instanceOsDisk',
  'instanceTemporaryDisk',
  'serverlessOsDisk',
  'serverlessTemporaryDisk',
];

export const rule: Rule = defineRule({
  id: 'CMK-053',
  name: 'hub-compute',
  statement:
    "Disks of a hub's compute are never under the customer's key; of temporary disks the document says two things.",
  class: 'report',
  sources: [
    {
      document: 'AISTUDIO',
      section: 'How compute data is stored',
      line: 60,
      anchor: 'OS disk encrypted in',
    },
    {
      document: 'AISTUDIO',
      section: 'How compute data is stored',
      line: 62,
      anchor: 'OS and temp disk',
    },
    {
      document: 'AISTUDIO',
      section: 'How compute data is stored',
      line: 66,
      anchor: 'system-managed keys only',
    },
  ],
  holds: [{ from: 'enc', level: 'must' }],
  contradictions: [
    {
      says: 'The local scratch disk of a compute instance is encrypted, whatever the flag.',
      source: {
        document: 'AISTUDIO',
        section: 'How compute data is stored',
        line: 59,
        anchor: 'Local scratch disk is',
      },
    },
    {
      says: 'It is encrypted when the project was created with the flag for high business impact.',
      source: {
        document: 'AISTUDIO',
        section: 'How compute data is stored',
        line: 62,
        anchor: 'hbi_workspace parameter set',
      },
    },
  ],
  appliesTo: ['workspace', 'claims'],
  check: (facts) => {
    const { workspace } = facts;
    if (!workspace || !isHubOrProject(workspace)) return undefined;
    const isSettled = ({ highBusinessImpact = workspace.highBusinessImpact }: ClaimFacts) =>
      highBusinessImpact === true;
    return judgeClaims(facts, DISKS, (claim) =>
      claim.place === 'instanceTemporaryDisk' && !isSettled(claim)
        ? only()(claim) === undefined
          ? undefined
          : allowed('unknown')
        : only('platform')(claim),
    );
  },
  remarks: ['A serverless node and its OS disk are gone when it scales down.'],
  fix: 'Report OS disks and temporary disks of compute as never under your key; without high business impact say that the documents disagree.',
});
