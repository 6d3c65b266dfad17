import { notRegisteredAt, unregistered } from './provider-registration.ts';
import { defineRule, type Rule } from './types.ts';

const CONTAINER_GROUP = 'Microsoft.ContainerInstance';
const CLUSTER = 'Microsoft.ContainerService';
const SET = 'Microsoft.Compute';

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
    const { containerGroups = [], clusters = [], diskEncryptionSets = [] } = facts;
    const needed = [
      ...(containerGroups.length > 0 ? [CONTAINER_GROUP] : []),
      ...(clusters.length > 0 ? [CLUSTER] : []),
      ...(diskEncryptionSets.length > 0 ? [SET] : []),
    ];
    return needed.length === 0 ? undefined : unregistered(facts, needed);
  },
  refusals: [
    notRegisteredAt('containerGroup.create.request', [CONTAINER_GROUP]),
    notRegisteredAt('managedCluster.create.request', [CLUSTER]),
    notRegisteredAt('diskEncryptionSet.write', [SET]),
  ],
  remarks: [
    'A plan registers too what it makes beside them: ManagedIdentity, ContainerRegistry, Insights, Network.',
  ],
  fix: 'Run `az provider register --namespace <namespace>` for each and wait; a plan does it in its first steps.',
});
