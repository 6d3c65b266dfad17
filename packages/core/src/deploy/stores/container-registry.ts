import { at, textAt } from '../../azure/json.ts';
import { defineStoreKind, keyAttribute, type KnownKey, type StoreKindUnit } from './store-kind.ts';

/** A registry is given a key by its identifier, without the version when it is to follow new ones. */
function keyIdentifierOf({ vaultUri, keyName, keyVersion }: KnownKey): string {
  const versionless = `${vaultUri}/keys/${keyName}`;
  return keyVersion === undefined ? versionless : `${versionless}/${keyVersion}`;
}

/** Premium container registries: under a key when they are made, or never. */
export const containerRegistry: StoreKindUnit = defineStoreKind({
  kind: 'containerRegistry',
  body: ({ sku, settings }) => ({ sku: { name: sku }, properties: { ...settings } }),
  update: ({ settings }) => ({ properties: { ...settings } }),
  encryption: (key) => ({
    encryption: {
      status: 'enabled',
      keyVaultProperties: {
        keyIdentifier: keyIdentifierOf(key),
        // The service asks for the client id.
        identity: key.identityClientId,
      },
    },
  }),
  fixed: ({ sku }, found) => [
    ['sku.name', sku, found.sku?.name, 'caseless'],
    [
      'properties.encryption.status',
      'enabled',
      textAt(found, 'properties.encryption.status'),
      'caseless',
    ],
  ],
  changeable: ({ settings }, found) => [
    [
      'properties.adminUserEnabled',
      settings['adminUserEnabled'],
      at(found, 'properties.adminUserEnabled') ?? false,
    ],
  ],
  changedBy: 'PATCH',
  encrypted(key, found) {
    const properties = 'properties.encryption.keyVaultProperties';
    return [
      keyAttribute(`${properties}.keyIdentifier`, keyIdentifierOf(key), found),
      keyAttribute(`${properties}.identity`, key.identityClientId, found),
    ];
  },
});
