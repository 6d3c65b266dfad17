import type { GenericResource } from '@azure/arm-resources';

import { at, type Json, textAt } from '../../azure/json.ts';
import { defineStoreKind, keyAttribute, type StoreKindUnit } from './store-kind.ts';

const SOURCE = 'Microsoft.Keyvault';
const GROUP = 'properties.managedResourceGroupId';
const PREPARED = 'properties.parameters.prepareEncryption.value';

/** The parameters of a workspace as it is, to be sent again: their values only, and none that can only be read. */
function parametersOf(found: GenericResource | undefined): Json {
  const parameters = (at(found, 'properties.parameters') ?? {}) as Json;
  return Object.fromEntries(
    Object.entries(parameters)
      .filter(([name]) => name !== 'resourceTags')
      .map(([name, parameter]) => [name, { value: at(parameter, 'value') }]),
  );
}

/** Keys of disks and services that somebody set on Databricks: a workspace is sent as a whole, so they are sent again. */
function otherKeysOf(found: GenericResource | undefined): Json {
  const encryption = at(found, 'properties.encryption');
  return encryption === undefined ? {} : { encryption };
}

/**
 * Premium Databricks workspaces, prepared for encryption: that gives the storage account of the DBFS root an identity,
 * which uses the key.
 */
export const databricksWorkspace: StoreKindUnit = defineStoreKind({
  kind: 'databricksWorkspace',
  body: ({ sku, settings }) => ({
    sku: { name: sku },
    properties: { ...settings, parameters: { prepareEncryption: { value: true } } },
  }),
  update: ({ sku, settings }, found) => ({
    sku: { name: sku },
    properties: {
      ...settings,
      ...otherKeysOf(found),
      parameters: { ...parametersOf(found), prepareEncryption: { value: true } },
    },
  }),
  encryption: ({ vaultUri, keyName, keyVersion }, found) => ({
    managedResourceGroupId: textAt(found, GROUP),
    ...otherKeysOf(found),
    parameters: {
      ...parametersOf(found),
      prepareEncryption: { value: true },
      encryption: {
        value: {
          keySource: SOURCE,
          KeyName: keyName,
          keyversion: keyVersion,
          keyvaulturi: vaultUri,
        },
      },
    },
  }),
  fixed: ({ settings }, found) => [
    [GROUP, settings['managedResourceGroupId'], textAt(found, GROUP), 'caseless'],
  ],
  changeable: ({ sku }, found) => [
    ['sku.name', sku, found.sku?.name, 'caseless'],
    [PREPARED, true, at(found, PREPARED) ?? false],
  ],
  changedBy: 'PUT',
  principal: 'properties.storageAccountIdentity.principalId',
  encrypted({ vaultUri, keyName, keyVersion }, found) {
    const key = 'properties.parameters.encryption.value';
    return [
      keyAttribute(`${key}.keySource`, SOURCE, found),
      keyAttribute(`${key}.keyvaulturi`, vaultUri, found),
      keyAttribute(`${key}.KeyName`, keyName, found),
      keyAttribute(`${key}.keyversion`, keyVersion, found),
    ];
  },
});
