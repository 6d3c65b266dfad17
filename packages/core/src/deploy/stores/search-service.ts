import { textAt } from '../../azure/json.ts';
import { defineStoreKind, keyAttribute, type StoreKindUnit } from './store-kind.ts';

const USER_ASSIGNED = '#Microsoft.Azure.Search.DataUserAssignedIdentity';
const ENFORCEMENT = 'properties.encryptionWithCmk.enforcement';

/** AI Search services: from the first moment on they demand a key of their objects; then they bring one themselves. */
export const searchService: StoreKindUnit = defineStoreKind({
  kind: 'searchService',
  body: ({ sku }) => ({
    sku: { name: sku },
    properties: { encryptionWithCmk: { enforcement: 'Enabled' } },
  }),
  update: () => ({ properties: { encryptionWithCmk: { enforcement: 'Enabled' } } }),
  encryption: ({ vaultUri, keyName, keyVersion, identityId }) => ({
    encryptionWithCmk: {
      enforcement: 'Enabled',
      serviceLevelEncryptionKey: {
        keyVaultUri: vaultUri,
        keyVaultKeyName: keyName,
        ...(keyVersion === undefined ? {} : { keyVaultKeyVersion: keyVersion }),
        ...(identityId === undefined
          ? {}
          : { identity: { '@odata.type': USER_ASSIGNED, userAssignedIdentity: identityId } }),
      },
    },
  }),
  fixed: ({ sku }, found) => [['sku.name', sku, found.sku?.name, 'caseless']],
  changeable: (_, found) => [[ENFORCEMENT, 'Enabled', textAt(found, ENFORCEMENT), 'caseless']],
  changedBy: 'PATCH',
  encrypted({ vaultUri, keyName, keyVersion, identityId }, found) {
    const key = 'properties.encryptionWithCmk.serviceLevelEncryptionKey';
    return [
      keyAttribute(`${key}.keyVaultUri`, vaultUri, found),
      keyAttribute(`${key}.keyVaultKeyName`, keyName, found),
      keyAttribute(`${key}.keyVaultKeyVersion`, keyVersion, found),
      keyAttribute(`${key}.identity.userAssignedIdentity`, identityId, found),
    ];
  },
});
