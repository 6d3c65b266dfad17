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
});
