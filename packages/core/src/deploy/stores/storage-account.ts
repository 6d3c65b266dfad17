import { textAt } from '../../azure/json.ts';
import { defineStoreKind, type StoreKindUnit, withoutSlash } from './store-kind.ts';

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
  fixed: ({ settings }, { properties }) => [
    [
      'properties.isHnsEnabled',
      settings['isHnsEnabled'],
      (properties as { readonly isHnsEnabled?: boolean }).isHnsEnabled ?? false,
    ],
  ],
  changeable: ({ sku }, found) => [
    ['sku.name', sku, found.sku?.name],
    [
      'properties.supportsHttpsTrafficOnly',
      true,
      (found.properties as { readonly supportsHttpsTrafficOnly?: boolean })
        .supportsHttpsTrafficOnly ?? true,
    ],
  ],
  encrypted({ vaultUri, keyName, keyVersion, identityId }, found) {
    const key = 'properties.encryption.keyvaultproperties';
    const user = 'properties.encryption.identity.userAssignedIdentity';
    const source = 'properties.encryption.keySource';
    return [
      [source, SOURCE, textAt(found, source), 'caseless'],
      [
        `${key}.keyvaulturi`,
        vaultUri,
        withoutSlash(textAt(found, `${key}.keyvaulturi`)),
        'caseless',
      ],
      [`${key}.keyname`, keyName, textAt(found, `${key}.keyname`), 'caseless'],
      [`${key}.keyversion`, keyVersion ?? '', textAt(found, `${key}.keyversion`) ?? '', 'caseless'],
      [user, identityId ?? '', textAt(found, user) ?? '', 'caseless'],
    ];
  },
});
