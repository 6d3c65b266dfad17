import { indexIn } from './compare.ts';
import { isAtLeastVersion } from './kubernetes-version.ts';
import { kubernetesVersionMinInclusive } from './limits.ts';
import { defineRule, type Rule } from './types.ts';

export const rule: Rule = defineRule({
  id: 'CMK-064',
  name: 'kubernetes-version',
  statement:
    'A Kubernetes cluster whose disks come under the key runs at least the documented Kubernetes version.',
  class: 'wire',
  sources: [
    {
      document: 'ENC',
      section: 'Azure Kubernetes Service',
      line: 114,
      anchor: 'version 1.17 or higher',
    },
    {
      document: 'HOWTO-B',
      section: 'Azure Kubernetes Service',
      line: 147,
      anchor: 'version 1.17 or higher',
    },
    {
      document: 'AZURE',
      anchor: 'https://learn.microsoft.com/azure/aks/azure-disk-customer-managed-keys',
    },
  ],
  holds: [{ from: 'enc', level: 'must' }],
  contradictions: [
    {
      says: `The minimum is ${kubernetesVersionMinInclusive.enc}.`,
      source: {
        document: 'ENC',
        section: 'Azure Kubernetes Service',
        line: 114,
        anchor: '1.17 or higher',
      },
    },
    {
      says: `The minimum is ${kubernetesVersionMinInclusive['howto-b']}.`,
      source: {
        document: 'HOWTO-B',
        section: 'Azure Kubernetes Service',
        line: 147,
        anchor: '1.17 or higher',
      },
    },
    {
      says: `The minimum is ${kubernetesVersionMinInclusive.current}.`,
      source: {
        document: 'AZURE',
        anchor: 'https://learn.microsoft.com/azure/aks/azure-disk-customer-managed-keys',
      },
    },
  ],
  appliesTo: ['clusters'],
  check: ({ clusters }, edition) => {
    if (!clusters || clusters.length === 0) return undefined;
    const minimum = kubernetesVersionMinInclusive[edition];
    return clusters.flatMap(({ kubernetesVersion }, index) =>
      kubernetesVersion === undefined || isAtLeastVersion(kubernetesVersion, minimum) === true
        ? []
        : [
            {
              path: `clusters[${index}].kubernetesVersion`,
              expected: `Kubernetes ${minimum} or later`,
              received: `'${kubernetesVersion}'`,
            },
          ],
    );
  },
  refusals: [
    {
      stage: 'managedCluster.create.request',
      status: 400,
      code: 'AgentPoolK8sVersionNotSupported',
      message: ({ path }, { clusters }) =>
        `Version ${clusters?.[indexIn(path)]?.kubernetesVersion} is not supported in this region. Please use [az aks get-versions] command to get the supported version list in this region. For more information, please check https://aka.ms/supported-version-list`,
      evidence: 'reported',
      seenIn: 'dspace-group/simphera-reference-architecture-azure#29',
    },
  ],
  remarks: [
    'When no version is asked for, Azure picks a supported one.',
    'Azure Machine Learning supports clusters of version 1.17 since 2020-01-13 (ENC, line 114).',
    'Azure supports only the newest few versions, all of them newer than these minima.',
  ],
  fix: 'Leave `kubernetesVersion` out, or take one from `az aks get-versions --location <region>`.',
});
