/** Every operation of the data plane of Key Vault. */
import { keyOperations } from './key-operations.ts';
import type { VaultOperation } from './request.ts';
import { secretOperations } from './secrets/secret-operations.ts';

/** In the order in which they are matched. */
export const vaultOperations: readonly VaultOperation[] = [...keyOperations, ...secretOperations];
