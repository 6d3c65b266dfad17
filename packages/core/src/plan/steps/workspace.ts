import { workspaceSoftDeleteDays } from '../defaults.ts';
import type { Description } from '../resolve/description.ts';
import type { Reason, WorkspaceStep } from '../types.ts';
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

const type = 'Microsoft.MachineLearningServices/workspaces';

/** Makes the workspace, when its key, its grant and everything that it refers to are there. */
export const workspaceSteps: StepUnit = (description) => {
  const { workspace, key, location } = description;
  const { primaryIdentity: primary, encryptionIdentity, identities } = workspace;
  const attached = encryptionIdentity ? [...identities, encryptionIdentity] : identities;
  const step: StepDraft = {
    kind: 'workspace.ensure',
    id: workspace.stepId,
    title: `Make workspace ${workspace.name} under key ${key.name}`,
    hop: 'workspace',
    name: workspace.name,
    location,
    ...workspace.step,
    storageId: workspace.storage.id,
    applicationInsightsId: workspace.applicationInsights.id,
    keyVaultId: workspace.vault.id,
    ...(workspace.containerRegistry ? { containerRegistryId: workspace.containerRegistry.id } : {}),
    identity: {
      type: identities.length > 0 ? 'UserAssigned' : 'SystemAssigned',
      ids: identities.map((identity) => identity.id),
      ...(primary ? { primary: primary.id } : {}),
    },
    encryption: encryptionOf(description),
    dependsOn: dependenciesOf(description),
    reasons: reasonsOf(description),
    permissions: [
      ...may(workspace.id, `${type}/read`, `${type}/write`),
      ...[...new Set(attached)].flatMap((identity) => may(identity.id, assignIdentityAction)),
    ],
    reversible: false,
    lasting: lastingOf(description),
    resourceId: workspace.id,
  };
  return [step];
};

function encryptionOf({ workspace, key }: Description): WorkspaceStep['encryption'] {
  return {
    architecture: workspace.architecture,
    vaultId: key.vault.id,
    keyIdentifier: key.keyIdentifier,
    ...(workspace.encryptionIdentity ? { identityId: workspace.encryptionIdentity.id } : {}),
  };
}

function dependenciesOf(description: Description): readonly string[] {
  const { workspace, key } = description;
  const { storage, applicationInsights, containerRegistry, vault } = workspace;
  const { identities, encryptionIdentity } = workspace;
  const endpoints = [key.vault, vault].flatMap(({ privateEndpoint }) => privateEndpoint ?? []);
  const resources = [storage, applicationInsights, containerRegistry, vault, encryptionIdentity];
  const needed = [key, ...resources, ...identities, ...endpoints].flatMap((one) => one ?? []);
  return [
    ...[
      'Microsoft.MachineLearningServices',
      // Azure ML makes resources of these in a group of its own.
      'Microsoft.Storage',
      'Microsoft.DocumentDB',
      'Microsoft.Search',
    ].map(providerStep),
    resourceGroupStep,
    ...new Set(needed.map((one) => one.stepId)),
    // Under its key before the workspace writes into it.
    ...[storage.store, containerRegistry?.store].flatMap((store) => store?.keyStepId ?? []),
    ...grantsServing(description, workspace.stepId),
  ];
}

function reasonsOf({ workspace }: Description): readonly Reason[] {
  return [
    why('the key is given at creation: it cannot be added later', 'CMK-016'),
    why('vault id and key identifier are both given and agree', 'CMK-017'),
    ...(workspace.architecture === 'managedResourceGroup'
      ? [why('Cosmos DB, AI Search and Storage in the managed group use this key', 'CMK-015')]
      : []),
    ...(workspace.step.highBusinessImpact
      ? [why('high business impact is set at creation only', 'CMK-032')]
      : []),
  ];
}

function lastingOf({ workspace, key }: Description): string {
  const managed = workspace.architecture === 'managedResourceGroup';
  const also = managed ? ' and its managed resource group kept and billed' : '';
  const architecture = managed ? 'managed resource group' : 'service-side encryption';
  return (
    `A deleted workspace ${workspace.name} stays soft-deleted for ${workspaceSoftDeleteDays} days: its name is ` +
    `taken${also}, unless it is purged when it is deleted. Fixed for good: the customer-managed key as such, its ` +
    `vault ${key.vault.name}, the architecture (${architecture}) and high business impact ` +
    `(${workspace.step.highBusinessImpact ? 'on' : 'off'}).`
  );
}
