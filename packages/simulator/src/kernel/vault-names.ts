/**
 * Where the two planes of Key Vault meet: vault names are unique in the whole world, and what lies in a vault stays or
 * goes with its name. The management plane writes the first table, the data plane the second.
 */
import type { StoredResource } from './resource.ts';

/** Table of {@link NamedVault} by lower-cased name, soft-deleted vaults included. */
export const VAULTS_BY_NAME = 'vaultsByName';
/** Table of what lies in vaults, key `{vault name}/…`, lower case: purging a vault removes all under its name. */
export const VAULT_CONTENTS = 'vaultContents';

/** Who holds a vault name. */
export type NamedVault =
  | { readonly state: 'live'; readonly vaultId: string }
  | {
      readonly state: 'deleted';
      readonly vaultId: string;
      readonly subscriptionId: string;
      /** Virtual epoch milliseconds, whole seconds. */
      readonly deletedAt: number;
      /** Virtual epoch milliseconds, whole seconds. */
      readonly purgeAt: number;
      /** The vault as it was; recovering stores it again. */
      readonly resource: StoredResource;
    };
