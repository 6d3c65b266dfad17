import { isOfType, parseArmId } from '../../azure/arm-id.ts';
import type { Plan } from '../types.ts';

/** The nouns of the types that permissions are needed on. */
const nouns: readonly (readonly [type: string, noun: string])[] = [
  ['Microsoft.KeyVault/vaults', 'vault'],
  ['Microsoft.MachineLearningServices/workspaces', 'workspace'],
  ['Microsoft.Storage/storageAccounts', 'storage account'],
  ['Microsoft.Insights/components', 'Application Insights component'],
  ['Microsoft.ContainerRegistry/registries', 'container registry'],
  ['Microsoft.ManagedIdentity/userAssignedIdentities', 'identity'],
  ['Microsoft.Network/privateEndpoints', 'private endpoint'],
  ['Microsoft.Network/virtualNetworks/subnets', 'subnet'],
  ['Microsoft.Compute/diskEncryptionSets', 'disk encryption set'],
  ['Microsoft.ContainerInstance/containerGroups', 'container group'],
  ['Microsoft.ContainerService/managedClusters', 'cluster'],
  ['Microsoft.Search/searchServices', 'AI Search service'],
  ['Microsoft.CognitiveServices/accounts', 'AI Services account'],
  ['Microsoft.Databricks/workspaces', 'Databricks workspace'],
];

/** A scope as a person calls it; with its group and subscription where they are not the plan's. */
export function scopeName(scope: string, { spec, subscriptionId }: Plan): string {
  const id = parseArmId(scope);
  if (!id) {
    const [, , subscription, , group] = scope.split('/');
    if (!scope.startsWith('/subscriptions/')) return scope;
    return group === undefined ? `subscription ${subscription}` : `resource group ${group}`;
  }
  const noun = nouns.find(([type]) => isOfType(id, type))?.[1] ?? `${id.namespace}/${id.type}`;
  const elsewhere = id.subscriptionId.toLowerCase() !== subscriptionId.toLowerCase();
  const group = id.resourceGroup.toLowerCase() !== spec.resourceGroup.toLowerCase();
  return [
    `${noun} ${id.name}`,
    ...(group || elsewhere ? [`of resource group ${id.resourceGroup}`] : []),
    ...(elsewhere ? [`of subscription ${id.subscriptionId}`] : []),
  ].join(' ');
}
