import { storeTypes } from '../stores.ts';
import { providerStep, type StepUnit, may, why } from './unit.ts';

/** What every workspace under a customer's key needs, also for the resources that Azure ML makes for it. */
const workspaceNamespaces: readonly string[] = [
  'Microsoft.MachineLearningServices',
  'Microsoft.Storage',
  'Microsoft.KeyVault',
  'Microsoft.DocumentDB',
  'Microsoft.Search',
];

/** Registers the namespace of everything that the plan makes. */
export const providerSteps: StepUnit = (description) => {
  const { workspace, containerGroups, diskEncryptionSets, identities, vaults } = description;
  const clusters = description.clusters.filter((cluster) => cluster.creation);
  const ofStores = new Set(description.stores.map(({ store }) => storeTypes[store].namespace));
  const privateEndpoints = [workspace, ...vaults].some((owner) => owner.privateEndpoint);
  const used: Readonly<Record<string, boolean>> = {
    'Microsoft.Insights': workspace.applicationInsights.create,
    'Microsoft.ContainerRegistry':
      (workspace.containerRegistry?.create ?? false) || ofStores.has('Microsoft.ContainerRegistry'),
    'Microsoft.ManagedIdentity': identities.some((identity) => identity.create),
    'Microsoft.Network': privateEndpoints || clusters.length > 0,
    'Microsoft.ContainerInstance': containerGroups.length > 0,
    'Microsoft.Compute': clusters.length > 0 || diskEncryptionSets.some((set) => set.create),
    'Microsoft.ContainerService': clusters.length > 0,
    'Microsoft.CognitiveServices': ofStores.has('Microsoft.CognitiveServices'),
    'Microsoft.Databricks': ofStores.has('Microsoft.Databricks'),
  };
  const targets = Object.keys(used).filter((namespace) => used[namespace]);
  const scope = `/subscriptions/${description.subscriptionId}`;
  return [...workspaceNamespaces, ...targets].map((namespace) => ({
    kind: 'provider.register',
    id: providerStep(namespace),
    title: `Register resource provider ${namespace}`,
    hop: 'provider',
    namespace,
    dependsOn: [],
    reasons: [
      workspaceNamespaces.includes(namespace)
        ? why('the workspace and the resources that Azure ML makes for it need it', 'CMK-005')
        : why('the plan makes resources of this namespace', 'CMK-006'),
    ],
    permissions: may(scope, `${namespace}/register/action`),
    reversible: true,
    resourceId: `${scope}/providers/${namespace}`,
  }));
};
