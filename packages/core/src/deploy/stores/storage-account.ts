import { at } from '../../azure/json.ts';
import { defineStoreKind, keyAttribute, type StoreKindUnit } from './store-kind.ts';

const SOURCE = 'Microsoft.Keyvault';

/** Storage accounts: TLS only, no anonymous blobs. */
export const storageAccount: StoreKindUnit = defineStoreKind({
  kind: 'storageAccount',
  body: ({ sku, settings }) => ({
    kind: 'StorageV2',
    sku: { name: sku },
    properties: {
      supportsHttpsTrafficOnly: true,
      minimumTlsVersion: 'TLS1_2',
      allowBlobPublicAccess: false,
      ...settings,
    },
  }),
  update: ({ sku }) => ({
    sku: { name: sku },
    properties: { supportsHttpsTrafficOnly: true },
  }),
  // In the lower case that the service answers in.
  encryption: ({ vaultUri, keyName, keyVersion, identityId }) => ({
    encryption: {
      keySource: SOURCE,
      keyvaultproperties: {
        keyvaulturi: vaultUri,
        keyname: keyName,
        // An empty version replaces one that is there; an absent one would keep it.
        keyversion: keyVersion ?? '',
      },
      // Empty: the account's own identity.
      identity: { userAssignedIdentity: identityId ?? '' },
    },
  }),
  fixed: ({ settings }, found) => [
    [
      'properties.isHnsEnabled',
      settings['isHnsEnabled'],
      at(found, 'properties.isHnsEnabled') ?? false,
    ],
  ],
  changeable: ({ sku }, found) => [
    ['sku.name', sku, found.sku?.name],
    [
      'properties.supportsHttpsTrafficOnly',
      true,
      at(found, 'properties.supportsHttpsTrafficOnly') ?? true,
    ],
  ],
  changedBy: 'PATCH',
  encrypted({ vaultUri, keyName, keyVersion, identityId }, found) {
    const encryption = 'properties.encryption';
    const key = `${encryption}.keyvaultproperties`;
    return [
      keyAttribute(`${encryption}.keySource`, SOURCE, found),
      keyAttribute(`${key}.keyvaulturi`, vaultUri, found),
      keyAttribute(`${key}.keyname`, keyName, found),
      keyAttribute(`${key}.keyversion`, keyVersion, found),
      keyAttribute(`${encryption}.identity.userAssignedIdentity`, identityId, found),
    ];
  },
});
