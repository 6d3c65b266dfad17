/** What stores under a key by themselves have in common. */
import type { Path } from '../issue.ts';
import type { StoreEncryptionSpec } from '../store-types.ts';
import type { Loose, LooseSpec } from './loose.ts';

/** A store that has a list of its own in the spec. */
interface LooseStore extends Loose<StoreEncryptionSpec> {
  readonly name?: string;
  readonly tags?: Readonly<Record<string, unknown>>;
}

/** The lists of stores of a spec. */
const lists = ['storageAccounts'] as const;

/** The stores that have a list of their own, each with where it stands. */
export function listedStores(spec: LooseSpec): readonly (readonly [Path, LooseStore])[] {
  return lists.flatMap((list) =>
    (spec[list] ?? []).flatMap((store, index) =>
      store ? [[[list, index], store as LooseStore] as const] : [],
    ),
  );
}

/** Every store under a key by itself, those of the workspace first: where its key is said, and what. */
export function storeEncryptions(
  spec: LooseSpec,
): readonly (readonly [Path, Loose<StoreEncryptionSpec>])[] {
  const ofStorage = spec.workspace?.storage?.create?.encryption;
  return [
    ...(ofStorage ? [[['workspace', 'storage', 'create', 'encryption'], ofStorage] as const] : []),
    ...listedStores(spec),
  ];
}
