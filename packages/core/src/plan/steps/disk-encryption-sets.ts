import { apiVersions } from '../api-versions.ts';
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

const type = 'Microsoft.Compute/diskEncryptionSets';

/**
 * Makes or checks disk encryption sets. One with a user-assigned identity waits for the grant to it; one with a
 * system-assigned identity is granted afterwards, because its principal is made with it.
 */
export const diskEncryptionSetSteps: StepUnit = (description) =>
  description.diskEncryptionSets.map((set): StepDraft => {
    const { key, identity } = set;
    const common = {
      id: set.stepId,
      hop: 'diskEncryptionSet' as const,
      reversible: true,
      resourceId: set.id,
      reasons: [why('OS and data disks of clusters come under a key through it', 'CMK-063')],
    };
    if (!key) {
      return {
        ...common,
        kind: 'resource.read',
        title: `Check disk encryption set ${set.name}`,
        apiVersion: apiVersions.diskEncryptionSet,
        dependsOn: [],
        permissions: may(set.id, `${type}/read`),
      };
    }
    return {
      ...common,
      kind: 'diskEncryptionSet.ensure',
      title: `Make disk encryption set ${set.name} under key ${key.name}`,
      name: set.name,
      location: description.location,
      vaultId: key.vault.id,
      keyIdentifier: key.keyIdentifier,
      ...(identity ? { identityId: identity.id } : {}),
      autoRotate: set.autoRotate,
      tags: description.tags,
      dependsOn: [
        providerStep('Microsoft.Compute'),
        resourceGroupStep,
        key.isWorkspaceKey ? description.key.stepId : key.vault.stepId,
        ...(identity ? [identity.stepId, ...grantsServing(description, set.stepId)] : []),
      ],
      permissions: [
        ...may(set.id, `${type}/read`, `${type}/write`),
        ...(identity ? may(identity.id, assignIdentityAction) : []),
      ],
    };
  });
