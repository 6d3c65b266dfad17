/** A built-in role: the same GUID in every tenant and cloud. */
export interface BuiltInRole {
  readonly name: string;
  readonly id: string;
}

/** The built-in roles that plans assign. */
export const builtInRoles: {
  readonly keyVaultCryptoOfficer: BuiltInRole;
  readonly keyVaultReader: BuiltInRole;
  readonly keyVaultCryptoServiceEncryptionUser: BuiltInRole;
  readonly reader: BuiltInRole;
  readonly contributor: BuiltInRole;
  readonly storageBlobDataContributor: BuiltInRole;
  readonly keyVaultAdministrator: BuiltInRole;
} = Object.freeze({
  /** Everything with keys, nothing with secrets. */
  keyVaultCryptoOfficer: Object.freeze({
    name: 'Key Vault Crypto Officer',
    id: '14b46e9e-c2b7-41b4-b07b-48a6ebf60603',
  }),
  /** Reads keys and their attributes, uses none of them. */
  keyVaultReader: Object.freeze({
    name: 'Key Vault Reader',
    id: '21090545-7ca7-4776-b22c-e363652d74d2',
  }),
  /** Reads, wraps and unwraps with keys. */
  keyVaultCryptoServiceEncryptionUser: Object.freeze({
    name: 'Key Vault Crypto Service Encryption User',
    id: 'e147488a-f6f5-4113-8e2d-b22465e65bf6',
  }),
  /** Reads resources. */
  reader: Object.freeze({ name: 'Reader', id: 'acdd72a7-3385-48ef-bd42-f606fba81ae7' }),
  /** Changes resources, gives no access to others. */
  contributor: Object.freeze({
    name: 'Contributor',
    id: 'b24988ac-6180-42a0-ab88-20f7382dd24c',
  }),
  /** Reads and writes blobs. */
  storageBlobDataContributor: Object.freeze({
    name: 'Storage Blob Data Contributor',
    id: 'ba92f5b4-2d11-453d-a403-e96b0029c9fe',
  }),
  /** Everything with keys, secrets and certificates of a vault that goes by roles. */
  keyVaultAdministrator: Object.freeze({
    name: 'Key Vault Administrator',
    id: '00482a5a-887f-4fb3-b363-3b7fe8e74483',
  }),
});
