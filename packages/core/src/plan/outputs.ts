import type { Step, StepKind, StepOf } from './types.ts';

/** What each kind of step gives out. The one table: the engine fills these names, references may use no others. */
export interface StepOutputs {
  readonly 'provider.register': readonly [];
  readonly 'resourceGroup.ensure': readonly [];
  readonly 'caller.resolve': readonly ['objectId'];
  readonly 'principal.resolve': readonly ['objectId'];
  readonly 'identity.ensure': readonly ['id', 'principalId', 'clientId'];
  readonly 'identity.read': readonly ['id', 'principalId', 'clientId'];
  readonly 'vault.ensure': readonly ['id', 'uri', 'accessModel'];
  readonly 'vault.read': readonly ['id', 'uri', 'accessModel'];
  readonly 'access.grant': readonly [];
  readonly 'role.assign': readonly [];
  readonly 'key.ensure': readonly ['keyIdentifier', 'version'];
  readonly 'key.read': readonly ['keyIdentifier', 'version'];
  readonly 'storage.ensure': readonly ['id'];
  readonly 'resource.ensure': readonly ['id'];
  readonly 'resource.read': readonly ['id', 'principalId'];
  readonly 'privateEndpoint.ensure': readonly ['id'];
  readonly 'workspace.ensure': readonly ['id', 'principalId', 'managedResourceGroup'];
  readonly 'diskEncryptionSet.ensure': readonly ['id', 'principalId'];
  readonly 'containerGroup.ensure': readonly ['id'];
  readonly 'managedCluster.ensure': readonly ['id'];
  readonly 'storageClass.render': readonly ['manifest'];
}

/** The names that a step of one kind gives out. */
export type OutputOf<K extends StepKind> = StepOutputs[K][number];

/** The names at run time. */
export const stepOutputs: StepOutputs = Object.freeze({
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
  'resource.ensure': ['id'],
  'resource.read': ['id', 'principalId'],
  'privateEndpoint.ensure': ['id'],
  'workspace.ensure': ['id', 'principalId', 'managedResourceGroup'],
  'diskEncryptionSet.ensure': ['id', 'principalId'],
  'containerGroup.ensure': ['id'],
  'managedCluster.ensure': ['id'],
  'storageClass.render': ['manifest'],
});

/**
 * The attributes of each kind that may hold a reference, as paths. Only these are looked at, so that a tag named
 * `from` is never taken for one.
 */
export const stepReferences: { readonly [K in StepKind]?: readonly string[] } = Object.freeze({
  'access.grant': ['accessModel', 'principalId'],
  'role.assign': ['scope', 'principalId'],
  'privateEndpoint.ensure': ['targetId'],
  'workspace.ensure': [
    'storageId',
    'applicationInsightsId',
    'keyVaultId',
    'containerRegistryId',
    'encryption.keyIdentifier',
  ],
  'diskEncryptionSet.ensure': ['keyIdentifier'],
  'containerGroup.ensure': ['keyVersion'],
  'managedCluster.ensure': ['diskEncryptionSetId'],
  'storageClass.render': ['diskEncryptionSetId'],
});

/** Whether a step is of one kind. */
export function isStepOf<K extends StepKind>(step: Step, kind: K): step is StepOf<K> {
  return step.kind === kind;
}
