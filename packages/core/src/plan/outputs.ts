import type { StepKind } from './types.ts';

/** What each kind of step gives out. The one table: the engine fills these names, references may use no others. */
export const stepOutputs = {
  'provider.register': [],
  'resourceGroup.ensure': [],
  'caller.resolve': ['objectId'],
  'principal.resolve': ['objectId'],
  'identity.ensure': ['id', 'principalId', 'clientId'],
  'identity.read': ['id', 'principalId', 'clientId'],
  'vault.ensure': ['id', 'uri', 'accessModel'],
  'vault.read': ['id', 'uri', 'accessModel'],
  'access.grant': [],
  'role.assign': [],
  'key.ensure': ['keyIdentifier', 'version'],
  'key.read': ['keyIdentifier', 'version'],
  'storage.ensure': ['id'],
  'store.ensure': ['id', 'principalId'],
  'store.encrypt': ['id'],
  'resource.ensure': ['id'],
  'resource.read': ['id', 'principalId'],
  'privateEndpoint.ensure': ['id'],
  'workspace.ensure': ['id', 'principalId', 'managedResourceGroup'],
  'project.ensure': ['id', 'principalId'],
  'diskEncryptionSet.ensure': ['id', 'principalId'],
  'containerGroup.ensure': ['id'],
  'managedCluster.ensure': ['id'],
  'storageClass.render': ['manifest'],
} as const;

/** The names that a step of one kind gives out. Does not compile while the table lacks a kind. */
export type OutputOf<K extends StepKind> = (typeof stepOutputs)[K][number];

/**
 * The attributes of each kind that may hold a reference, as paths. Only these are looked at, so that a tag named
 * `from` is never taken for one.
 */
export const stepReferences: { readonly [K in StepKind]?: readonly string[] } = Object.freeze({
  'access.grant': ['accessModel', 'principalId'],
  'role.assign': ['scope', 'principalId'],
  'store.ensure': ['key.keyVersion', 'key.identityClientId'],
  'store.encrypt': ['key.keyVersion'],
  'privateEndpoint.ensure': ['targetId'],
  'workspace.ensure': [
    'storageId',
    'applicationInsightsId',
    'keyVaultId',
    'containerRegistryId',
    'encryption.keyIdentifier',
  ],
  'project.ensure': ['hubId'],
  'diskEncryptionSet.ensure': ['keyIdentifier'],
  'containerGroup.ensure': ['keyVersion'],
  'managedCluster.ensure': ['diskEncryptionSetId'],
  'storageClass.render': ['diskEncryptionSetId'],
});
