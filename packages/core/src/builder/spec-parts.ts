/** Turns what the builder's methods take into parts of a spec. */
import type { RegistryEncryptionSpec, StoreEncryptionSpec } from '../spec/store-types.ts';
import type {
  ClusterSpec,
  ContainerGroupSpec,
  ContainerRegistrySpec,
  DiskEncryptionSetSpec,
  IdentityRef,
  StorageSpec,
} from '../spec/types.ts';
import type {
  AciOptions,
  AksDiskOptions,
  ContainerRegistryOptions,
  DiskEncryptionSetOptions,
  ExistingAks,
  NameOrId,
  NewAksOptions,
  RegistryEncryptionOptions,
  StorageOptions,
  StoreEncryptionOptions,
} from './builder-options.ts';

type Created<T> = T extends { readonly create: infer C } ? C : never;

/** An ARM id begins with a slash, no name does. */
function isId(nameOrId: unknown): boolean {
  return typeof nameOrId === 'string' && nameOrId.startsWith('/');
}

/** An identity to create or to use. */
export function identityRef(nameOrId: NameOrId): IdentityRef {
  return isId(nameOrId) ? { existing: nameOrId } : { create: { name: nameOrId } };
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

/** The same of a registry, which always names an identity. */
export function registryEncryption<T extends RegistryEncryptionOptions>(
  options: T,
): Omit<T, 'identity'> & Pick<RegistryEncryptionSpec, 'identity'> {
  return { ...options, identity: identityRef(options.identity) };
}

/** The workspace's storage account. */
export function storage(name: string, options: StorageOptions): Created<StorageSpec> {
  const { encryption, ...rest } = options;
  return { name, ...rest, ...(encryption ? { encryption: storeEncryption(encryption) } : {}) };
}

/** The workspace's container registry. */
export function containerRegistry(
  name: string,
  options: ContainerRegistryOptions,
): Created<ContainerRegistrySpec> {
  const { encryption, ...rest } = options;
  return { name, ...rest, ...(encryption ? { encryption: registryEncryption(encryption) } : {}) };
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
