import type { ChainFacts, Place } from './facts.ts';
import { notRegisteredAt, unregistered } from './provider-registration.ts';
import { defineRule, type Rule } from './types.ts';

const CONTAINER_GROUP = 'Microsoft.ContainerInstance';
const CLUSTER = 'Microsoft.ContainerService';
const SET = 'Microsoft.Compute';

/** The namespaces of what a chain uses beside its workspace. */
function namespacesOf(facts: ChainFacts): readonly string[] {
  const { containerGroups = [], clusters = [], diskEncryptionSets = [], claims = [] } = facts;
  const identities = [
    facts.workspace?.encryption?.identityId,
    ...containerGroups.map(({ identityId }) => identityId),
    ...diskEncryptionSets.map(({ identityId }) => identityId),
  ];
  const tellsOf = (place: Place): boolean => claims.some((claim) => claim.place === place);
  const used: readonly (readonly [namespace: string, isUsed: boolean])[] = [
    [CONTAINER_GROUP, containerGroups.length > 0],
    [CLUSTER, clusters.length > 0],
    [SET, diskEncryptionSets.length > 0],
    ['Microsoft.ManagedIdentity', identities.some((id) => id !== undefined)],
    ['Microsoft.ContainerRegistry', facts.registry !== undefined],
    ['Microsoft.Insights', tellsOf('applicationInsights')],
    ['Microsoft.Network', facts.managedGroup?.isWorkspacePrivate === true],
    ['Microsoft.Databricks', tellsOf('databricksDbfsRoot')],
    ['Microsoft.CognitiveServices', tellsOf('aiServices')],
  ];
  return used.flatMap(([namespace, isUsed]) => (isUsed ? [namespace] : []));
}

export const rule: Rule = defineRule({
  id: 'CMK-006',
  name: 'target-providers',
  statement: 'The subscription has registered the resource providers of the targets that are used.',
  class: 'wire',
  sources: [
    {
      document: 'AZURE',
      anchor:
        'https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/error-register-resource-provider',
    },
  ],
  holds: [{ from: 'enc', level: 'must' }],
  appliesTo: ['registeredProviders'],
  check: (facts) => {
    const needed = namespacesOf(facts);
    return needed.length === 0 ? undefined : unregistered(facts, needed);
  },
  refusals: [
    notRegisteredAt('containerGroup.create.request', [CONTAINER_GROUP]),
    notRegisteredAt('managedCluster.create.request', [CLUSTER]),
    notRegisteredAt('diskEncryptionSet.write', [SET]),
  ],
  remarks: [
    'Of the other namespaces the request for a resource is refused in the same words: ManagedIdentity, ContainerRegistry, Insights, Network, Databricks, CognitiveServices.',
    'A plan registers what it makes.',
  ],
  fix: 'Run `az provider register --namespace <namespace>` for each and wait; a plan does it in its first steps.',
});
