import type { GenericResourceExpanded } from '@azure/arm-resources';

import { resourceGroupId } from '../../azure/arm-id.ts';
import { apiVersions } from '../../plan/api-versions.ts';
import type { Place } from '../../rules/index.ts';
import type { Evidence, PostureItem } from '../posture.ts';
import { type Json, type Reader, type Reading, textAt } from '../reader.ts';
import { keyShown, type ShownKey, shownKeys } from './shown-key.ts';
import { unknownItem } from './under-key.ts';

/** A kind of store that Azure Machine Learning makes for a workspace under a customer's key. */
interface StoreKind {
  readonly place: Place;
  readonly type: string;
  readonly what: string;
  /** What that of a hub holds: another document tells of it. */
  readonly whatOfHub: string;
  readonly apiVersion: string;
  readonly key: ShownKey;
  /** What a store says that has lost its key. */
  readonly lost?: (body: Json) => string | undefined;
}

const kinds: readonly StoreKind[] = [
  {
    place: 'cosmosDb',
    type: 'Microsoft.DocumentDB/databaseAccounts',
    what: 'Azure Cosmos DB: job history, compute and asset metadata',
    whatOfHub: 'Azure Cosmos DB: times of flows, tags of deployments, metrics of evaluations',
    apiVersion: '2025-04-15',
    key: {
      evidence: [
        'properties.keyVaultKeyUri',
        'properties.customerManagedKeyStatus',
        'properties.defaultIdentity',
      ],
      keyOf: (body) => textAt(body, 'properties.keyVaultKeyUri'),
    },
    lost: (body) => {
      const status = textAt(body, 'properties.customerManagedKeyStatus');
      return status === undefined || isConfirmed(status) ? undefined : status;
    },
  },
  {
    place: 'search',
    type: 'Microsoft.Search/searchServices',
    what: 'Azure AI Search: indices over the metadata',
    whatOfHub: 'Azure AI Search: indices, by names of deployments',
    apiVersion: apiVersions.searchService,
    key: shownKeys.searchService,
  },
  {
    place: 'managedStorage',
    type: 'Microsoft.Storage/storageAccounts',
    what: 'Managed storage account: pipeline metadata',
    whatOfHub: 'Managed storage account: artifacts, also fine-tuned models',
    apiVersion: apiVersions.storage,
    key: shownKeys.storageAccount,
  },
];

/** Whether Azure Cosmos DB says that it has its key. */
export const isConfirmed = (customerManagedKeyStatus: string): boolean =>
  /confirmed/i.test(customerManagedKeyStatus);

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

/** A kind of store with what it holds for one kind of workspace, and the rules that tell of it. */
interface HeldKind extends StoreKind {
  readonly ruleIds: readonly string[];
}

const kindsOf = (isHub: boolean): readonly HeldKind[] =>
  kinds.map((kind) =>
    isHub
      ? { ...kind, what: kind.whatOfHub, ruleIds: ['CMK-015', 'CMK-035', 'CMK-054'] }
      : { ...kind, ruleIds: RULES },
  );

/** The stores in the managed resource group. */
export async function managedStores(
  reader: Reader,
  subscriptionId: string,
  group: string | undefined,
  isHub: boolean,
): Promise<readonly PostureItem[]> {
  const held = kindsOf(isHub);
  if (group === undefined) {
    return held.map(({ place, what, ruleIds }) => ({
      place,
      what,
      where: '',
      under: 'unknown' as const,
      evidence: [],
      ruleIds,
      note: 'The workspace names no managed resource group (serviceProvisionedResourceGroup).',
    }));
  }
  const groupId = resourceGroupId(subscriptionId, group);
  const listing = await listManaged(reader, subscriptionId, group);
  if (!listing.ok)
    return held.map(({ place, what, ruleIds }) =>
      unknownItem(place, what, groupId, listing, ruleIds),
    );

  const items = held.map(async (kind): Promise<readonly PostureItem[]> => {
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
          ruleIds: kind.ruleIds,
          note,
        },
      ];
    }
    return Promise.all(found.map(({ id = '' }) => storeItem(reader, kind, id)));
  });
  return (await Promise.all(items)).flat();
}

async function storeItem(reader: Reader, kind: HeldKind, id: string): Promise<PostureItem> {
  const reading = await reader.resource(id, kind.apiVersion, 'managedResources');
  if (!reading.ok) return unknownItem(kind.place, kind.what, id, reading, kind.ruleIds);
  const shown = keyShown(reading, kind.key);
  const isEnforced =
    textAt(reading.value, 'properties.encryptionWithCmk.enforcement')?.toLowerCase() === 'enabled';
  const isHidden = shown.keyIdentifier === undefined && isEnforced;
  const lost = kind.lost?.(reading.value);
  const note =
    lost ?? (isHidden ? 'A key of the customer is enforced; which one is not shown.' : undefined);
  return {
    place: kind.place,
    what: kind.what,
    where: id,
    ...shown,
    ...(isHidden ? { under: 'customer' as const } : {}),
    ruleIds: lost === undefined ? kind.ruleIds : [...kind.ruleIds, 'CMK-021'],
    ...(note === undefined ? {} : { note }),
  };
}
