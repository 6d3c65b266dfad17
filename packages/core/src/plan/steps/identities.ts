import { may, providerStep, resourceGroupStep, type StepUnit, why } from './unit.ts';

/** Makes or reads the user-assigned identities. */
export const identitySteps: StepUnit = (description) =>
  description.identities.map((identity) => {
    const common = {
      id: identity.stepId,
      hop: 'identity' as const,
      reversible: true,
      resourceId: identity.id,
    };
    const type = 'Microsoft.ManagedIdentity/userAssignedIdentities';
    if (!identity.create) {
      return {
        ...common,
        kind: 'identity.read',
        title: `Read user-assigned identity ${identity.name}`,
        dependsOn: [],
        reasons: [why('grants name its principal')],
        permissions: may(identity.id, `${type}/read`),
      };
    }
    return {
      ...common,
      kind: 'identity.ensure',
      title: `Make user-assigned identity ${identity.name}`,
      name: identity.name,
      location: description.location,
      tags: description.tags,
      dependsOn: [providerStep('Microsoft.ManagedIdentity'), resourceGroupStep],
      reasons: [why('made first, it can be granted access before it is used', 'CMK-013')],
      permissions: may(identity.id, `${type}/read`, `${type}/write`),
    };
  });
