import { textAt } from '../../azure/json.ts';
import { defineStoreKind, keyAttribute, type StoreKindUnit } from './store-kind.ts';

const SOURCE = 'Microsoft.KeyVault';

/** Accounts of Azure AI services. Their key is always pinned to a version. */
export const aiServicesAccount: StoreKindUnit = defineStoreKind({
  kind: 'aiServicesAccount',
  body: ({ sku, settings }) => ({
    kind: String(settings['kind']),
    sku: { name: sku },
    // Without a host of its own an account takes no tokens of Entra ID.
    properties: { customSubDomainName: settings['customSubDomainName'] },
  }),
  update: ({ sku }) => ({ sku: { name: sku }, properties: {} }),
  encryption: ({ vaultUri, keyName, keyVersion, identityClientId }) => ({
    encryption: {
      keySource: SOURCE,
      keyVaultProperties: {
        keyVaultUri: vaultUri,
        keyName,
        keyVersion,
        ...(identityClientId === undefined ? {} : { identityClientId }),
      },
    },
  }),
  fixed: ({ settings }, found) => [
    ['kind', settings['kind'], found.kind, 'caseless'],
    [
      'properties.customSubDomainName',
      settings['customSubDomainName'],
      textAt(found, 'properties.customSubDomainName'),
      'caseless',
    ],
  ],
  changeable: ({ sku }, found) => [['sku.name', sku, found.sku?.name, 'caseless']],
  changedBy: 'PATCH',
  encrypted({ vaultUri, keyName, keyVersion, identityClientId }, found) {
    const encryption = 'properties.encryption';
    const key = `${encryption}.keyVaultProperties`;
    return [
      keyAttribute(`${encryption}.keySource`, SOURCE, found),
      keyAttribute(`${key}.keyVaultUri`, vaultUri, found),
      keyAttribute(`${key}.keyName`, keyName, found),
      keyAttribute(`${key}.keyVersion`, keyVersion, found),
      keyAttribute(`${key}.identityClientId`, identityClientId, found),
    ];
  },
});
