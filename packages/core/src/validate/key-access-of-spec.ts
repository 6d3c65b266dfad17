import { sameId } from '../azure/arm-id.ts';
import type { KeyAccessFacts, KeyConsumer, KeyFacts } from '../rules/facts.ts';
import { requiredKeyPermissions } from '../rules/key-permissions.ts';
import type { CmkSpec, ContainerGroupSpec } from '../spec/types.ts';
import { storesOfSpec } from './stores-of-spec.ts';
import { createdDiskEncryptionSets } from './targets-of-spec.ts';

/**
 * The access to keys that the plan will grant. What it does not grant is left out, because nothing is known of it:
 * a grant that the caller has made, a disk encryption set that exists, a key in a vault that nobody names.
 */
export function keyAccessOfSpec(spec: CmkSpec, key: KeyFacts): readonly KeyAccessFacts[] {
  const { grants = {} } = spec;
  return [
    ...(grants.workspace === false ? [] : [ofWorkspace(spec)]),
    ...(grants.containerGroups === false ? [] : ofContainerGroups(spec, key)),
    ...(grants.diskEncryptionSets === false ? [] : ofDiskEncryptionSets(spec, key)),
    ...(grants.stores === false ? [] : ofStores(spec, key)),
  ];
}

function ofWorkspace({ workspace, cosmosDbPrincipalObjectId }: CmkSpec): KeyAccessFacts {
  if (workspace.encryption?.identity) return granted('workspaceEncryptionIdentity', 'workspace');
  return {
    ...granted('cosmosDb', 'workspace'),
    ...(cosmosDbPrincipalObjectId === undefined ? {} : { principalId: cosmosDbPrincipalObjectId }),
  };
}

function ofContainerGroups(spec: CmkSpec, key: KeyFacts): readonly KeyAccessFacts[] {
  const { containerGroups = [], containerInstancePrincipalObjectId: principalId } = spec;
  return containerGroups
    .filter((group) => isVaultOfGroupKnown(group, key))
    .map((group) =>
      group.identity
        ? granted('containerGroupIdentity', group.name)
        : {
            ...granted('containerInstance', group.name),
            ...(principalId === undefined ? {} : { principalId }),
          },
    );
}

function isVaultOfGroupKnown({ key: own }: ContainerGroupSpec, key: KeyFacts): boolean {
  if (!own || 'sameAsWorkspace' in own || own.vaultId !== undefined) return true;
  return key.vaultUri !== undefined && sameId(own.vaultBaseUrl.replace(/\/$/, ''), key.vaultUri);
}

function ofDiskEncryptionSets(spec: CmkSpec, key: KeyFacts): readonly KeyAccessFacts[] {
  return createdDiskEncryptionSets(spec)
    .filter(({ set }) => isVaultKnown(set, key))
    .map(({ set }) => granted('diskEncryptionSet', set.name));
}

function ofStores(spec: CmkSpec, key: KeyFacts): readonly KeyAccessFacts[] {
  return storesOfSpec(spec)
    .filter(({ encryption }) => isVaultKnown(encryption, key))
    .map(({ store, name }) => granted(store, name));
}

function isVaultKnown(
  { keyIdentifier, vaultId }: { readonly keyIdentifier?: string; readonly vaultId?: string },
  key: KeyFacts,
): boolean {
  if (keyIdentifier === undefined || vaultId !== undefined) return true;
  return (
    key.vaultUri !== undefined && keyIdentifier.toLowerCase().startsWith(`${key.vaultUri}/keys/`)
  );
}

function granted(consumer: KeyConsumer, target: string): KeyAccessFacts {
  return { consumer, target, granted: requiredKeyPermissions[consumer] };
}
