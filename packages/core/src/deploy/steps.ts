import type { StepKind } from '../plan/types.ts';
import type { StepUnit } from './step-unit.ts';
import { grantAccess } from './steps/access-grant.ts';
import { resolveCallerStep } from './steps/caller-resolve.ts';
import { ensureContainerGroup } from './steps/container-group-ensure.ts';
import { ensureDiskEncryptionSet } from './steps/disk-encryption-set-ensure.ts';
import { ensureIdentity } from './steps/identity-ensure.ts';
import { readIdentity } from './steps/identity-read.ts';
import { ensureKey } from './steps/key-ensure.ts';
import { readKey } from './steps/key-read.ts';
import { ensureManagedCluster } from './steps/managed-cluster-ensure.ts';
import { resolvePrincipal } from './steps/principal-resolve.ts';
import { ensurePrivateEndpoint } from './steps/private-endpoint-ensure.ts';
import { registerProvider } from './steps/provider-register.ts';
import { ensureProject } from './steps/project-ensure.ts';
import { ensureResource } from './steps/resource-ensure.ts';
import { ensureResourceGroup } from './steps/resource-group-ensure.ts';
import { readResource } from './steps/resource-read.ts';
import { assignRoleStep } from './steps/role-assign.ts';
import { renderStorageClass } from './steps/storage-class-render.ts';
import { ensureStorage } from './steps/storage-ensure.ts';
import { encryptStore } from './steps/store-encrypt.ts';
import { ensureStore } from './steps/store-ensure.ts';
import { ensureVault } from './steps/vault-ensure.ts';
import { readVaultStep } from './steps/vault-read.ts';
import { ensureWorkspace } from './steps/workspace-ensure.ts';

/** How each kind of step is done. The compiler says when one is missing. */
export const stepUnits: { readonly [K in StepKind]: StepUnit<K, unknown> } = Object.freeze({
  'provider.register': registerProvider,
  'resourceGroup.ensure': ensureResourceGroup,
  'caller.resolve': resolveCallerStep,
  'principal.resolve': resolvePrincipal,
  'identity.ensure': ensureIdentity,
  'identity.read': readIdentity,
  'vault.ensure': ensureVault,
  'vault.read': readVaultStep,
  'access.grant': grantAccess,
  'role.assign': assignRoleStep,
  'key.ensure': ensureKey,
  'key.read': readKey,
  'storage.ensure': ensureStorage,
  'store.ensure': ensureStore,
  'store.encrypt': encryptStore,
  'resource.ensure': ensureResource,
  'resource.read': readResource,
  'privateEndpoint.ensure': ensurePrivateEndpoint,
  'workspace.ensure': ensureWorkspace,
  'project.ensure': ensureProject,
  'diskEncryptionSet.ensure': ensureDiskEncryptionSet,
  'containerGroup.ensure': ensureContainerGroup,
  'managedCluster.ensure': ensureManagedCluster,
  'storageClass.render': renderStorageClass,
});
