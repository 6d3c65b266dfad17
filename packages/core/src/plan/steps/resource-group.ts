import { may, resourceGroupStep, type StepUnit, why } from './unit.ts';

/** Makes the resource group that everything new goes into. */
export const resourceGroupSteps: StepUnit = (description) => [
  {
    kind: 'resourceGroup.ensure',
    id: resourceGroupStep,
    title: `Make resource group ${description.resourceGroup} if it is not there`,
    hop: 'resourceGroup',
    name: description.resourceGroup,
    location: description.location,
    tags: description.tags,
    dependsOn: [],
    reasons: [why('everything that the plan makes goes into it')],
    permissions: may(
      description.resourceGroupId,
      'Microsoft.Resources/subscriptions/resourceGroups/read',
      'Microsoft.Resources/subscriptions/resourceGroups/write',
    ),
    reversible: true,
    resourceId: description.resourceGroupId,
  },
];
