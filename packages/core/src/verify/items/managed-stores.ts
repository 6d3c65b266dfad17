import type { GenericResourceExpanded } from '@azure/arm-resources';

import { resourceGroupId } from '../../azure/arm-id.ts';
import type { Place } from '../../rules/index.ts';
import type { Evidence, PostureItem } from '../posture.ts';
import { at, evidenceOf, type Json, type Reader, type Reading, textAt } from '../reader.ts';
import { keyIdOf, underKey, unknownItem } from './under-key.ts';

/** A kind of store that Azure Machine Learning makes for a workspace under a customer's key. */
interface StoreKind {
  readonly place: Place;
  readonly type: string;
  readonly what: string;
  readonly apiVersion: string;
  readonly evidence: readonly string[];
  readonly keyOf: (body: Json) => string | undefined;
  readonly note?: (body: Json) => string | undefined;
}

/** The key of a storage account; absent when it is under a key of Microsoft's. */
export function storageKeyOf(body: Json): string | undefined {
  const encryption = at(body, 'properties.encryption');
  if (textAt(encryption, 'keySource')?.toLowerCase() !== 'microsoft.keyvault') return undefined;
  const current = textAt(encryption, 'keyVaultProperties.currentVersionedKeyIdentifier');
  return (
    current ??
    keyIdOf(
      textAt(encryption, 'keyVaultProperties.keyVaultUri'),
      textAt(encryption, 'keyVaultProperties.keyName'),
      textAt(encryption, 'keyVaultProperties.keyVersion'),
    )
  );
}

/** What proves under whose key a storage account is. */
export const storageEvidence: readonly string[] = [
  'properties.encryption.keySource',
  'properties.encryption.keyVaultProperties.keyVaultUri',
  'properties.encryption.keyVaultProperties.keyName',
  'properties.encryption.keyVaultProperties.keyVersion',
];
/** The api-version that storage accounts are read in. */
export const storageApiVersion = '2025-08-01';

/** The key of an AI Search service as a whole; absent when it has none. */
export function searchKeyOf(body: Json): string | undefined {
  const key = at(body, 'properties.encryptionWithCmk.serviceLevelEncryptionKey');
  return keyIdOf(
    textAt(key, 'keyVaultUri'),
    textAt(key, 'keyVaultKeyName'),
    textAt(key, 'keyVaultKeyVersion'),
  );
}

/** What proves under whose key an AI Search service is. */
export const searchEvidence: readonly string[] = [
  'properties.encryptionWithCmk.enforcement',
  'properties.encryptionWithCmk.serviceLevelEncryptionKey.keyVaultUri',
  'properties.encryptionWithCmk.serviceLevelEncryptionKey.keyVaultKeyName',
  'properties.encryptionWithCmk.serviceLevelEncryptionKey.keyVaultKeyVersion',
];

const kinds: readonly StoreKind[] = [
  {
    place: 'cosmosDb',
    type: 'Microsoft.DocumentDB/databaseAccounts',
    what: 'Azure Cosmos DB: job history, compute and asset metadata',
    apiVersion: '2025-04-15',
    evidence: [
      'properties.keyVaultKeyUri',
      'properties.customerManagedKeyStatus',
      'properties.defaultIdentity',
    ],
    keyOf: (body) => textAt(body, 'properties.keyVaultKeyUri'),
    note: (body) => {
      const status = textAt(body, 'properties.customerManagedKeyStatus');
      return status === undefined || /confirmed/i.test(status) ? undefined : status;
    },
  },
  {
    place: 'search',
    type: 'Microsoft.Search/searchServices',
    what: 'Azure AI Search: indices over the metadata',
    // The first in which the key of the service as a whole is shown.
    apiVersion: '2026-03-01-preview',
    evidence: searchEvidence,
    keyOf: searchKeyOf,
  },
  {
    place: 'managedStorage',
    type: 'Microsoft.Storage/storageAccounts',
    what: 'Managed storage account: pipeline metadata',
    apiVersion: storageApiVersion,
    evidence: storageEvidence,
    keyOf: storageKeyOf,
  },
];

const RULES: readonly string[] = ['CMK-015', 'CMK-035', 'CMK-045'];

/** What is in the managed resource group. */
export function listManaged(
  reader: Reader,
  subscriptionId: string,
  group: string,
): Promise<Reading<readonly GenericResourceExpanded[]>> {
  const request = `GET ${resourceGroupId(subscriptionId, group)}/resources`;
  return reader.read(request, 'managedResources', async () => {
    const client = await reader.clients.resources(subscriptionId);
    const options = { abortSignal: reader.signal };
    return Array.fromAsync(client.resources.listByResourceGroup(group, options));
  });
}

/** The stores in the managed resource group. */
export async function managedStores(
  reader: Reader,
  subscriptionId: string,
  group: string | undefined,
): Promise<readonly PostureItem[]> {
  if (group === undefined) {
    return kinds.map(({ place, what }) => ({
      place,
      what,
      where: '',
      under: 'unknown' as const,
      evidence: [],
      ruleIds: RULES,
      note: 'The workspace names no managed resource group (serviceProvisionedResourceGroup).',
    }));
  }
  const groupId = resourceGroupId(subscriptionId, group);
  const listing = await listManaged(reader, subscriptionId, group);
  if (!listing.ok)
    return kinds.map(({ place, what }) => unknownItem(place, what, groupId, listing, RULES));

  const items = kinds.map(async (kind): Promise<readonly PostureItem[]> => {
    const found = listing.value.filter(
      ({ type }) => type?.toLowerCase() === kind.type.toLowerCase(),
    );
    if (found.length === 0) {
      const evidence: Evidence = {
        request: listing.request,
        property: 'value[].type',
        value: `no ${kind.type}`,
      };
      const note = 'The managed resource group holds none; it may be made with the first data.';
      return [
        {
          place: kind.place,
          what: kind.what,
          where: groupId,
          under: 'unknown',
          evidence: [evidence],
          ruleIds: RULES,
          note,
        },
      ];
    }
    return Promise.all(found.map(({ id = '' }) => storeItem(reader, kind, id)));
  });
  return (await Promise.all(items)).flat();
}

async function storeItem(reader: Reader, kind: StoreKind, id: string): Promise<PostureItem> {
  const reading = await reader.resource(id, kind.apiVersion, 'managedResources');
  if (!reading.ok) return unknownItem(kind.place, kind.what, id, reading, RULES);
  const key = kind.keyOf(reading.value);
  const isEnforced =
    textAt(reading.value, 'properties.encryptionWithCmk.enforcement')?.toLowerCase() === 'enabled';
  const note =
    kind.note?.(reading.value) ??
    (key === undefined && isEnforced
      ? 'A key of the customer is enforced; which one is not shown.'
      : undefined);
  return {
    place: kind.place,
    what: kind.what,
    where: id,
    ...(key === undefined && isEnforced ? { under: 'customer' as const } : underKey(key)),
    evidence: evidenceOf(reading, kind.evidence),
    ruleIds: RULES,
    ...(note === undefined ? {} : { note }),
  };
}
