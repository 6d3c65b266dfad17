import { clusterSteps, storageClassSteps } from './clusters.ts';
import { containerGroupSteps } from './container-groups.ts';
import { diskEncryptionSetSteps } from './disk-encryption-sets.ts';
import { applicationInsightsSteps, containerRegistrySteps } from './generic-resources.ts';
import { grantSteps } from './grants.ts';
import { identitySteps } from './identities.ts';
import { keySteps } from './key.ts';
import { principalSteps } from './principals.ts';
import { vaultPrivateEndpointSteps, workspacePrivateEndpointSteps } from './private-endpoints.ts';
import { providerSteps } from './providers.ts';
import { resourceGroupSteps } from './resource-group.ts';
import { projectSteps } from './projects.ts';
import { clusterRoleSteps, workspaceRoleSteps } from './role-assignments.ts';
import { storageSteps } from './storage.ts';
import { storeSteps } from './stores.ts';
import type { StepUnit } from './unit.ts';
import { vaultSteps } from './vaults.ts';
import { workspaceSteps } from './workspace.ts';

/**
 * Every kind of step. A step stands where its dependencies allow; among those that could stand at one place, this
 * order decides, and with it the order of writes on one vault.
 */
export const stepUnits: readonly StepUnit[] = Object.freeze([
  providerSteps,
  resourceGroupSteps,
  principalSteps,
  identitySteps,
  vaultSteps,
  grantSteps,
  vaultPrivateEndpointSteps,
  keySteps,
  storageSteps,
  storeSteps,
  applicationInsightsSteps,
  containerRegistrySteps,
  workspaceRoleSteps,
  workspaceSteps,
  projectSteps,
  workspacePrivateEndpointSteps,
  containerGroupSteps,
  diskEncryptionSetSteps,
  clusterRoleSteps,
  clusterSteps,
  storageClassSteps,
]);
