import { apiVersions } from '../api-versions.ts';
import type { DescribedResource } from '../resolve/description.ts';
import type { Reason } from '../types.ts';
import {
  may,
  providerStep,
  resourceGroupStep,
  type StepDraft,
  type StepUnit,
  why,
} from './unit.ts';

/** What is told about one type that is made through Resource Manager's generic API. */
interface GenericType {
  readonly namespace: string;
  readonly type: string;
  readonly noun: string;
  readonly hop: 'applicationInsights' | 'containerRegistry';
  readonly apiVersion: string;
  readonly reasons: readonly Reason[];
}

const applicationInsights: GenericType = {
  namespace: 'Microsoft.Insights',
  type: 'components',
  noun: 'Application Insights component',
  hop: 'applicationInsights',
  apiVersion: apiVersions.applicationInsights,
  reasons: [why('the workspace sends telemetry to it', 'CMK-078')],
};

const containerRegistry: GenericType = {
  namespace: 'Microsoft.ContainerRegistry',
  type: 'registries',
  noun: 'container registry',
  hop: 'containerRegistry',
  apiVersion: apiVersions.containerRegistry,
  reasons: [why('the workspace pulls and stores images with its admin account', 'CMK-075')],
};

/** Makes or checks the Application Insights component. */
export const applicationInsightsSteps: StepUnit = ({ workspace }) => [
  genericStep(applicationInsights, workspace.applicationInsights),
];

/** Makes or checks the container registry, when there is one. */
export const containerRegistrySteps: StepUnit = ({ workspace }) =>
  // A registry under a key is one of the stores.
  workspace.containerRegistry && !workspace.containerRegistry.store
    ? [genericStep(containerRegistry, workspace.containerRegistry)]
    : [];

function genericStep(type: GenericType, resource: DescribedResource): StepDraft {
  const { id: resourceId, stepId: id, name, body } = resource;
  const { hop, apiVersion, reasons, noun, namespace } = type;
  const action = `${namespace}/${type.type}`;
  const common = { id, hop, resourceId, apiVersion, reasons, reversible: true };
  if (!body) {
    return {
      ...common,
      kind: 'resource.read',
      title: `Check ${noun} ${name}`,
      dependsOn: [],
      permissions: may(resourceId, `${action}/read`),
    };
  }
  return {
    ...common,
    kind: 'resource.ensure',
    title: `Make ${noun} ${name}`,
    body,
    dependsOn: [providerStep(namespace), resourceGroupStep],
    permissions: may(resourceId, `${action}/read`, `${action}/write`),
  };
}
