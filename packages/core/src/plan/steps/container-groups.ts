import {
  assignIdentityAction,
  grantsServing,
  may,
  providerStep,
  resourceGroupStep,
  type StepDraft,
  type StepUnit,
  why,
} from './unit.ts';

const type = 'Microsoft.ContainerInstance/containerGroups';

/** Makes the encrypted container groups. */
export const containerGroupSteps: StepUnit = (description) =>
  description.containerGroups.map((group): StepDraft => {
    const { key, identity } = group;
    const keySteps = key.isWorkspaceKey ? [description.key.stepId] : [];
    return {
      kind: 'containerGroup.ensure',
      id: group.stepId,
      title: `Make container group ${group.name} under key ${key.name}`,
      hop: 'containerGroup',
      name: group.name,
      location: description.location,
      image: group.image,
      cpu: group.cpu,
      memoryGiB: group.memoryGiB,
      ports: group.ports,
      vaultBaseUrl: key.vaultBaseUrl,
      keyName: key.name,
      keyVersion: key.version,
      ...(identity ? { identityId: identity.id } : {}),
      tags: group.tags,
      dependsOn: [
        providerStep('Microsoft.ContainerInstance'),
        resourceGroupStep,
        ...keySteps,
        ...(identity ? [identity.stepId] : []),
        ...grantsServing(description, group.stepId),
      ],
      reasons: [why('vault URL, key name and key version are given at creation', 'CMK-060')],
      permissions: [
        ...may(group.id, `${type}/read`, `${type}/write`),
        ...(identity ? may(identity.id, assignIdentityAction) : []),
      ],
      reversible: true,
      resourceId: group.id,
    };
  });
