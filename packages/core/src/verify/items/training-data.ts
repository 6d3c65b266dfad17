import type { ComputeResource, Datastore } from '@azure/arm-machinelearning';

import { armId, parseArmId } from '../../azure/arm-id.ts';
import { apiVersions } from '../../plan/api-versions.ts';
import type { ComputeFacts } from '../../rules/index.ts';
import type { PostureItem } from '../posture.ts';
import { at, type Reader, type Reading, textAt } from '../reader.ts';
import { databricksParts } from './databricks.ts';
import { keyShown, shownKeys } from './shown-key.ts';
import { unknownItem } from './under-key.ts';

/** The computes and datastores of a workspace, as they were read. */
export interface Holdings {
  readonly workspaceId: string;
  readonly computes: Reading<readonly ComputeResource[]>;
  readonly datastores: Reading<readonly Datastore[]>;
}

/** Reads the computes and datastores of a workspace. */
export async function readHoldings(reader: Reader, workspaceId: string): Promise<Holdings> {
  const { subscriptionId = '', resourceGroup = '', name = '' } = parseArmId(workspaceId) ?? {};
  const options = { abortSignal: reader.signal };
  const [computes, datastores] = await Promise.all([
    reader.read(`GET ${workspaceId}/computes`, 'workspace', async () => {
      const client = await reader.clients.workspaces(subscriptionId);
      return Array.fromAsync(client.computeOperations.list(resourceGroup, name, options));
    }),
    reader.read(`GET ${workspaceId}/datastores`, 'workspace', async () => {
      const client = await reader.clients.workspaces(subscriptionId);
      return Array.fromAsync(client.datastores.list(resourceGroup, name, options));
    }),
  ]);
  return { workspaceId, computes, datastores };
}

/** Clusters and instances as rules read them; `undefined` when they could not be read. */
export function computeFactsOf({ computes }: Holdings): readonly ComputeFacts[] | undefined {
  if (!computes.ok) return undefined;
  return computes.value.flatMap(({ name = '', properties }): ComputeFacts[] => {
    const min = at(properties, 'properties.scaleSettings.minNodeCount');
    const disks = at(properties, 'properties.dataDisks');
    switch (properties?.computeType) {
      case 'AmlCompute':
        return [
          { name, kind: 'cluster', ...(typeof min === 'number' ? { nodeCountMin: min } : {}) },
        ];
      case 'ComputeInstance':
        return [
          {
            name,
            kind: 'instance',
            ...(Array.isArray(disks) ? { dataDiskCount: disks.length } : {}),
          },
        ];
      default:
        return [];
    }
  });
}

/**
 * Where training data is: the storage accounts of datastores beside the workspace's own, the file systems of attached
 * Databricks workspaces, and what Automated Machine Learning leaves in the default datastore.
 */
export async function trainingData(
  reader: Reader,
  holdings: Holdings,
  own: PostureItem | undefined,
): Promise<readonly PostureItem[]> {
  const [accounts, databricks] = await Promise.all([
    attachedAccounts(reader, holdings, own?.where),
    databricksRoots(reader, holdings),
  ]);
  return [...accounts, ...databricks, ...(own === undefined ? [] : [automatedMl(own)])];
}

async function attachedAccounts(
  reader: Reader,
  { workspaceId, datastores }: Holdings,
  ownId: string | undefined,
): Promise<readonly PostureItem[]> {
  const what = 'Storage accounts of datastores';
  const ruleIds = ['CMK-083'];
  if (!datastores.ok) {
    return [unknownItem('attachedStorage', what, workspaceId, datastores, ruleIds)];
  }
  const ownName = parseArmId(ownId ?? '')?.name.toLowerCase();
  const named = datastores.value.flatMap(({ name = '', properties }) => {
    const account = textAt(properties, 'accountName') ?? textAt(properties, 'storeName');
    return account === undefined || account.toLowerCase() === ownName
      ? []
      : [{ account, datastore: name, properties }];
  });
  const byAccount = new Map(named.map((each) => [each.account.toLowerCase(), each]));
  return Promise.all(
    [...byAccount.values()].map(async ({ account, datastore, properties }) => {
      const title = `Storage account ${account} of datastore ${datastore}`;
      const id = accountId(workspaceId, account, properties);
      const reading = await reader.resource(id, apiVersions.storage, 'storage');
      if (!reading.ok) return unknownItem('attachedStorage', title, id, reading, ruleIds);
      const shown = keyShown(reading, shownKeys.storageAccount);
      return {
        place: 'attachedStorage' as const,
        what: title,
        where: id,
        ...shown,
        ruleIds,
        ...(shown.under === 'microsoft'
          ? { note: 'The key of the workspace does not reach it; set one on the account itself.' }
          : {}),
      };
    }),
  );
}

/** Newer datastores say where their account is; of others it is taken to be beside the workspace, and read there or not. */
function accountId(workspaceId: string, account: string, properties: unknown): string {
  const parsed = parseArmId(workspaceId);
  return armId(
    textAt(properties, 'subscriptionId') ?? parsed?.subscriptionId ?? '',
    textAt(properties, 'resourceGroup') ?? parsed?.resourceGroup ?? '',
    'Microsoft.Storage/storageAccounts',
    account,
  );
}

async function databricksRoots(
  reader: Reader,
  { computes }: Holdings,
): Promise<readonly PostureItem[]> {
  if (!computes.ok) return [];
  const attached = computes.value.flatMap(({ name = '', properties }) => {
    const id = properties?.resourceId;
    return properties?.computeType === 'Databricks' && id ? [{ name, id }] : [];
  });
  const items = attached.map(async ({ name, id }): Promise<readonly PostureItem[]> => {
    const title = `Databricks ${name}`;
    const what = `${title}: root of its file system`;
    const ruleIds = ['CMK-077'];
    const reading = await reader.resource(id, apiVersions.databricksWorkspace, 'workspace');
    if (!reading.ok) return [unknownItem('databricksDbfsRoot', what, id, reading, ruleIds)];
    return [
      {
        place: 'databricksDbfsRoot',
        what,
        where: id,
        ...keyShown(reading, shownKeys.databricksWorkspace),
        ruleIds,
        note: 'Its key is set on Databricks; the key of the workspace does not reach it.',
      },
      ...databricksParts(title, id, reading),
    ];
  });
  return (await Promise.all(items)).flat();
}

/** In the default datastore, so under the key of the workspace's own account. */
function automatedMl({
  what: _what,
  place: _place,
  ruleIds: _rules,
  ...own
}: PostureItem): PostureItem {
  return {
    ...own,
    place: 'automatedMlData',
    what: 'Data that Automated Machine Learning generates: in the default datastore',
    ruleIds: ['CMK-078'],
  };
}
