import { sameRegion } from './compare.ts';
import type { ChainFacts } from './facts.ts';
import { defineRule, type Level, type Rule, type Violation } from './types.ts';
import { isHubOrProject } from './workspace-kind.ts';

/** Hubs and disk encryption sets are refused in every edition, other workspaces only as far as the rule's level says. */
const ALWAYS: { readonly level: Level } = { level: 'must' };

function ofWorkspace({ vault, workspace }: ChainFacts): readonly Violation[] | undefined {
  if (!vault?.state || !workspace?.encryption) return undefined;
  if (sameRegion(vault.state.location, workspace.location)) return [];
  return [
    {
      path: 'vault.state.location',
      expected: `the workspace's region ${workspace.location}`,
      received: vault.state.location,
      ...(isHubOrProject(workspace) ? ALWAYS : {}),
    },
  ];
}

function ofDiskEncryptionSets({
  diskEncryptionSets = [],
}: ChainFacts): readonly Violation[] | undefined {
  const known = diskEncryptionSets.flatMap((set, index) =>
    set.vaultLocation === undefined ? [] : [{ set, index, vaultLocation: set.vaultLocation }],
  );
  if (known.length === 0) return undefined;
  return known
    .filter(({ set, vaultLocation }) => !sameRegion(set.location, vaultLocation))
    .map(({ set, index, vaultLocation }) => ({
      path: `diskEncryptionSets[${index}].vaultLocation`,
      expected: `the disk encryption set's region ${set.location}`,
      received: vaultLocation,
      ...ALWAYS,
    }));
}

export const rule: Rule = defineRule({
  id: 'CMK-004',
  name: 'same-region',
  statement: 'The vault that holds the key is in the region of what is encrypted with it.',
  class: 'wire',
  sources: [
    {
      document: 'ENC',
      section: 'Azure Cosmos DB',
      line: 50,
      anchor: 'same region and subscription',
    },
    {
      document: 'AZURE',
      anchor:
        'https://learn.microsoft.com/azure/virtual-machines/disks-enable-customer-managed-keys-portal',
    },
    {
      document: 'AZURE',
      anchor: 'https://learn.microsoft.com/azure/ai-foundry/concepts/hub-encryption-keys-portal',
    },
  ],
  holds: [
    { from: 'enc', level: 'must' },
    { from: 'current', level: 'should' },
  ],
  contradictions: [
    {
      says: 'Only the subscription must be the same; the region is not mentioned.',
      source: {
        document: 'HOWTO-A',
        section: 'Limitations',
        line: 29,
        anchor: 'the same Azure subscription',
      },
    },
    {
      says: 'Only the subscription must be the same; the region is not mentioned.',
      source: { document: 'HOWTO-B', line: 36, anchor: 'the same Azure subscription' },
    },
  ],
  appliesTo: [],
  check: (facts) => {
    const workspace = ofWorkspace(facts);
    const sets = ofDiskEncryptionSets(facts);
    return workspace || sets ? [...(workspace ?? []), ...(sets ?? [])] : undefined;
  },
  refusals: [
    {
      stage: 'workspace.create.operation',
      status: 400,
      code: 'BadRequest',
      message: ({ expected, received }) =>
        `The key vault of the customer-managed key must be in ${expected}; it is in ${received}.`,
      evidence: 'assumed',
      when: ({ path }) => path.startsWith('vault.'),
    },
    {
      stage: 'managedCluster.create.operation',
      status: 400,
      code: 'CreateVMSSAgentPoolFailed',
      message: ({ expected, received }) =>
        `Code="KeyVaultAndDiskInDifferentRegions" Message="The key vault must be in ${expected}; it is in ${received}."`,
      evidence: 'assumed',
      seenIn:
        'https://learn.microsoft.com/troubleshoot/azure/azure-kubernetes/storage/troubleshoot-common-bring-your-own-key-issues names both codes; the text was not seen',
      when: ({ path }) => path.startsWith('diskEncryptionSets'),
    },
  ],
  remarks: [
    'For a disk encryption set and for an Azure AI hub it is a must in every edition, also today.',
  ],
  fix: 'Use a vault in the same region: leave `vault` to be created, or name an existing vault there.',
});
