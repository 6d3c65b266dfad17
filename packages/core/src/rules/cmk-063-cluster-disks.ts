import { defineRule, type Rule } from './types.ts';

const AT_ANY_TIME =
  'OS and data disks of a Kubernetes cluster come under the key through a disk encryption set, at any time.';

export const rule: Rule = defineRule({
  id: 'CMK-063',
  name: 'cluster-disks',
  statement:
    'OS and data disks of a Kubernetes cluster come under the key through a disk encryption set; today the OS disks only when the cluster is created.',
  statementBy: {
    enc: AT_ANY_TIME,
    'howto-a': AT_ANY_TIME,
    'howto-b': AT_ANY_TIME,
    'concept-2023-09': AT_ANY_TIME,
    current:
      'OS disks of a Kubernetes cluster come under the key through a disk encryption set when the cluster is created, data disks through one at any time.',
  },
  class: 'wire',
  sources: [
    {
      document: 'ENC',
      section: 'Azure Kubernetes Service',
      line: 111,
      anchor: 'Data and the OS Disk',
    },
    {
      document: 'HOWTO-B',
      section: 'Azure Kubernetes Service',
      line: 144,
      anchor: 'Data and the OS Disk',
    },
    {
      document: 'AZURE',
      anchor: 'https://learn.microsoft.com/azure/aks/azure-disk-customer-managed-keys',
    },
  ],
  holds: [{ from: 'enc', level: 'must' }],
  contradictions: [
    {
      says: 'A cluster can be encrypted at any time.',
      source: {
        document: 'ENC',
        section: 'Azure Kubernetes Service',
        line: 109,
        anchor: 'at any time',
      },
    },
    {
      says: 'A cluster can be encrypted at any time.',
      source: {
        document: 'HOWTO-B',
        section: 'Azure Kubernetes Service',
        line: 142,
        anchor: 'at any time',
      },
    },
    {
      says: 'OS disks come under the key only when the cluster is created.',
      source: {
        document: 'AZURE',
        anchor: 'https://learn.microsoft.com/azure/aks/azure-disk-customer-managed-keys',
      },
    },
  ],
  appliesTo: ['clusters'],
  check: ({ clusters }, edition) => {
    if (!clusters || clusters.length === 0) return undefined;
    if (edition !== 'current') return [];
    return clusters.flatMap(({ when, disks }, index) =>
      when === 'existing' && disks.includes('os')
        ? [
            {
              path: `clusters[${index}].disks`,
              expected: 'data disks only, for a cluster that exists',
              received: 'OS disks of an existing cluster',
            },
          ]
        : [],
    );
  },
  refusals: [
    {
      stage: 'managedCluster.update.request',
      status: 400,
      code: 'PropertyChangeNotAllowed',
      message: () => "Changing property 'properties.diskEncryptionSetID' is not allowed.",
      evidence: 'assumed',
      seenIn: 'Azure/azure-cli#24764 shows the same sentence for another property',
    },
  ],
  remarks: [
    'Data disks of an existing cluster come under the key through a StorageClass with `diskEncryptionSetID`, for new volumes only.',
  ],
  fix: 'Create a new cluster (`create` with `diskEncryptionSet`), or take the data disks alone (`existing` with `storageClass`).',
});
