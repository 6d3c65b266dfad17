/** What the rest of a simulator has of Key Vault's data plane. */
export { VaultKeyRecords } from './key-records.ts';
export { VaultKeys } from './key-port.ts';
export { VaultSecretRecords } from './secret-records.ts';
export { VaultSecrets } from './secrets/secret-port.ts';
export { KeyVaultService } from './service.ts';
