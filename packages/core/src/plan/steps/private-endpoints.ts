import type { DescribedPrivateEndpoint } from '../resolve/description.ts';
import {
  may,
  providerStep,
  resourceGroupStep,
  type StepDraft,
  type StepUnit,
  why,
} from './unit.ts';

const approval: Readonly<Record<string, string>> = {
  vault: 'Microsoft.KeyVault/vaults/PrivateEndpointConnectionsApproval/action',
  amlworkspace: 'Microsoft.MachineLearningServices/workspaces/privateEndpointConnections/write',
};

/** Makes the private endpoints of vaults. */
export const vaultPrivateEndpointSteps: StepUnit = ({ vaults, location }) =>
  vaults.flatMap(({ privateEndpoint }) =>
    privateEndpoint ? [privateEndpointStep(privateEndpoint, location)] : [],
  );

/** Makes the workspace's private endpoint. */
export const workspacePrivateEndpointSteps: StepUnit = ({
  workspace: { privateEndpoint },
  location,
}) => (privateEndpoint ? [privateEndpointStep(privateEndpoint, location)] : []);

function privateEndpointStep(described: DescribedPrivateEndpoint, location: string): StepDraft {
  const { endpoint, target, groupId, id } = described;
  return {
    kind: 'privateEndpoint.ensure',
    id: described.stepId,
    title: `Make private endpoint ${endpoint.name} to ${target.name}`,
    hop: 'network',
    endpoint,
    location,
    targetId: target.id,
    groupId,
    tags: described.tags,
    dependsOn: [providerStep('Microsoft.Network'), resourceGroupStep, target.stepId],
    reasons: [why(`${target.name} is reached from the virtual network`, endpointRule(groupId))],
    permissions: [
      ...may(
        id,
        'Microsoft.Network/privateEndpoints/read',
        'Microsoft.Network/privateEndpoints/write',
      ),
      ...may(endpoint.subnetId, 'Microsoft.Network/virtualNetworks/subnets/join/action'),
      ...may(target.id, ...[approval[groupId] ?? []].flat()),
    ],
    reversible: true,
    resourceId: id,
  };
}

function endpointRule(groupId: string): 'CMK-037' | undefined {
  return groupId === 'amlworkspace' ? 'CMK-037' : undefined;
}
