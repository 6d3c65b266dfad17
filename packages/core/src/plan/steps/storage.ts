import { apiVersions } from '../api-versions.ts';
import { may, providerStep, resourceGroupStep, type StepUnit, why } from './unit.ts';

const type = 'Microsoft.Storage/storageAccounts';

/** Makes or checks the workspace's storage account. */
export const storageSteps: StepUnit = ({ workspace: { storage }, location }) => {
  // An account under a key by itself is one of the stores.
  if (storage.store) return [];
  const common = {
    id: storage.stepId,
    hop: 'storage' as const,
    reasons: [why('the workspace keeps snapshots, outputs and logs in it', 'CMK-083')],
    reversible: true,
    resourceId: storage.id,
  };
  if (storage.sku === undefined) {
    return [
      {
        ...common,
        kind: 'resource.read',
        title: `Check storage account ${storage.name}`,
        apiVersion: apiVersions.storage,
        dependsOn: [],
        permissions: may(storage.id, `${type}/read`),
      },
    ];
  }
  return [
    {
      ...common,
      kind: 'storage.ensure',
      title: `Make storage account ${storage.name} (${storage.sku})`,
      name: storage.name,
      location,
      sku: storage.sku,
      tags: storage.tags,
      dependsOn: [providerStep('Microsoft.Storage'), resourceGroupStep],
      permissions: may(storage.id, `${type}/read`, `${type}/write`),
    },
  ];
};
