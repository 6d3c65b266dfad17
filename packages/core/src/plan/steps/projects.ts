import { workspaceSoftDeleteDays } from '../defaults.ts';
import type { DescribedProject } from '../resolve/description.ts';
import {
  assignIdentityAction,
  may,
  providerStep,
  resourceGroupStep,
  type StepDraft,
  type StepUnit,
  why,
} from './unit.ts';

const type = 'Microsoft.MachineLearningServices/workspaces';

/** Makes the projects of a hub, when the hub is there. */
export const projectSteps: StepUnit = ({ projects, workspace, location }) =>
  projects.map((project) => ({
    kind: 'project.ensure',
    id: project.stepId,
    title: `Make project ${project.name} in hub ${workspace.name}`,
    hop: 'workspace',
    name: project.name,
    location,
    ...project.step,
    hubId: { from: workspace.stepId, output: 'id' },
    ...identityOf(project),
    dependsOn: [
      providerStep('Microsoft.MachineLearningServices'),
      resourceGroupStep,
      workspace.stepId,
      ...(project.identity ? [project.identity.stepId] : []),
    ],
    reasons: [why('a project has the key and the managed resource group of its hub', 'CMK-050')],
    permissions: [
      ...may(project.id, `${type}/read`, `${type}/write`),
      ...may(workspace.id, `${type}/hubs/join/action`),
      ...(project.identity ? may(project.identity.id, assignIdentityAction) : []),
    ],
    reversible: false,
    lasting:
      `A deleted project ${project.name} stays soft-deleted for ${workspaceSoftDeleteDays} days: its name is taken, ` +
      `unless it is purged when it is deleted. Fixed for good: its hub ${workspace.name} and high business impact ` +
      `(${project.step.highBusinessImpact ? 'on' : 'off'}).`,
    resourceId: project.id,
  }));

function identityOf({
  identity,
}: DescribedProject): Pick<StepDraft & { kind: 'project.ensure' }, 'identityId'> {
  return identity ? { identityId: identity.id } : {};
}
