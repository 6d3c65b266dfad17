/** Turns what the builder's methods take into parts of a spec. */
import type { StoreEncryptionSpec } from '../spec/store-types.ts';
import type {
  ClusterSpec,
  ContainerGroupSpec,
  DiskEncryptionSetSpec,
  IdentityRef,
  ProjectSpec,
} from '../spec/types.ts';
import type {
  AciOptions,
  AksDiskOptions,
  DiskEncryptionSetOptions,
  ExistingAks,
  NameOrId,
  NewAksOptions,
  ProjectOptions,
  StoreEncryptionOptions,
} from './builder-options.ts';

/** An ARM id begins with a slash, no name does. */
function isId(nameOrId: unknown): boolean {
  return typeof nameOrId === 'string' && nameOrId.startsWith('/');
}

/** An identity to create or to use. */
export function identityRef(nameOrId: NameOrId): IdentityRef {
  return isId(nameOrId) ? { existing: nameOrId } : { create: { name: nameOrId } };
}

/** A project of the hub. */
export function project(name: string, options: ProjectOptions): ProjectSpec {
  const { identity, ...rest } = options;
  return {
    name,
    ...rest,
    ...(identity === undefined ? {} : { identity: identityRef(identity) }),
  };
}

/** A container group under the workspace's key or its own. */
export function containerGroup(name: string, options: AciOptions): ContainerGroupSpec {
  const { identity, vaultBaseUrl, keyName, keyVersion, vaultId, ...rest } = options;
  // One of them is enough to mean a key of its own: the grammar names the ones that are missing.
  const ownKey = [vaultBaseUrl, keyName, keyVersion, vaultId].some((part) => part !== undefined);
  return {
    name,
    ...rest,
    ...(ownKey
      ? {
          key: { vaultBaseUrl, keyName, keyVersion, vaultId } as ContainerGroupSpec['key'] & object,
        }
      : {}),
    ...(identity === undefined ? {} : { identity: identityRef(identity) }),
  };
}

function diskEncryptionSet(set: NameOrId | DiskEncryptionSetOptions): DiskEncryptionSetSpec {
  if (typeof set !== 'object' || set === null) {
    return isId(set) ? { existing: set } : { create: { name: set } };
  }
  const { identity, ...rest } = set;
  return {
    create: { ...rest, ...(identity === undefined ? {} : { identity: identityRef(identity) }) },
  };
}

/** The same with the identity as a spec has it. */
export function storeEncryption<T extends StoreEncryptionOptions>(
  options: T,
): Omit<T, 'identity'> & Pick<StoreEncryptionSpec, 'identity'> {
  const { identity, ...rest } = options;
  return { ...rest, ...(identity === undefined ? {} : { identity: identityRef(identity) }) };
}

/** The settings of something of the workspace that may be under a key of its own. */
export function withEncryption<T extends { readonly encryption?: StoreEncryptionOptions }>(
  options: T,
): Omit<T, 'encryption'> & { readonly encryption?: StoreEncryptionSpec } {
  const { encryption, ...rest } = options;
  return { ...rest, ...(encryption ? { encryption: storeEncryption(encryption) } : {}) };
}

/** A cluster to create, or a StorageClass of one that exists. */
export function cluster(
  nameOrExisting: string | ExistingAks,
  options: NewAksOptions | AksDiskOptions,
): ClusterSpec {
  const disks = { diskEncryptionSet: diskEncryptionSet(options.diskEncryptionSet) };
  return typeof nameOrExisting === 'object' && nameOrExisting !== null
    ? { ...nameOrExisting, ...disks }
    : { create: { name: nameOrExisting, ...options, ...disks } };
}
