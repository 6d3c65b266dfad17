import { apiVersions } from '../../plan/api-versions.ts';
import { isHubOrProjectKind } from '../../rules/index.ts';
import type { PostureItem } from '../posture.ts';
import { evidenceAt, evidenceOf, type Json, type Reader, textAt } from '../reader.ts';
import { keyShown, shownKeys } from './shown-key.ts';
import { unknownItem } from './under-key.ts';

const VAULT_API_VERSION = '2023-07-01';

/** What the customer gave the workspace: their keys do not follow from the workspace's. */
export async function associates(reader: Reader, workspace: Json): Promise<readonly PostureItem[]> {
  const storage = textAt(workspace, 'properties.storageAccount');
  const registry = textAt(workspace, 'properties.containerRegistry');
  const vault = textAt(workspace, 'properties.keyVault');
  const insights = textAt(workspace, 'properties.applicationInsights');
  // Only the document on hubs says that a key does not pass down.
  const passing = isHubOrProjectKind(textAt(workspace, 'kind') ?? '') ? ['CMK-051'] : [];
  const items = await Promise.all(
    [
      storage === undefined ? [] : [storageItem(reader, storage, passing)],
      registry === undefined ? [] : [registryItem(reader, registry, passing)],
      vault === undefined ? [] : [vaultItem(reader, vault)],
      insights === undefined ? [] : [insightsItem(reader, insights)],
    ].flat(),
  );
  return items;
}

async function storageItem(
  reader: Reader,
  id: string,
  passing: readonly string[],
): Promise<PostureItem> {
  const what = 'Storage account of the workspace: snapshots, outputs, logs';
  const ruleIds = ['CMK-073', 'CMK-083', ...passing];
  const reading = await reader.resource(id, apiVersions.storage, 'storage');
  if (!reading.ok) return unknownItem('workspaceStorage', what, id, reading, ruleIds);
  const shown = keyShown(reading, shownKeys.storageAccount);
  return {
    place: 'workspaceStorage',
    what,
    where: id,
    ...shown,
    ruleIds,
    ...(shown.under === 'microsoft'
      ? { note: 'The key of the workspace does not pass down; set one on the account itself.' }
      : {}),
  };
}

async function registryItem(
  reader: Reader,
  id: string,
  passing: readonly string[],
): Promise<PostureItem> {
  const what = 'Container registry: images of environments';
  const ruleIds = ['CMK-074', ...passing];
  const reading = await reader.resource(id, apiVersions.containerRegistry, 'containerRegistry');
  if (!reading.ok) return unknownItem('containerRegistry', what, id, reading, ruleIds);
  const shown = keyShown(reading, shownKeys.containerRegistry);
  return {
    place: 'containerRegistry',
    what,
    where: id,
    ...shown,
    ruleIds,
    ...(shown.under === 'microsoft'
      ? { note: 'A key can be set only when a Premium registry is made.' }
      : {}),
  };
}

async function vaultItem(reader: Reader, id: string): Promise<PostureItem> {
  const what = 'Key vault of the workspace: credentials of datastores and connections';
  const ruleIds = ['CMK-019', 'CMK-044'];
  const reading = await reader.resource(id, VAULT_API_VERSION, 'vault');
  if (!reading.ok) return unknownItem('workspaceVault', what, id, reading, ruleIds);
  return {
    place: 'workspaceVault',
    what,
    where: id,
    under: 'platform',
    evidence: evidenceOf(reading, ['properties.enablePurgeProtection', 'properties.sku.name']),
    ruleIds,
    note: "Secrets in a vault are always under keys of the vault's own hardware.",
  };
}

async function insightsItem(reader: Reader, id: string): Promise<PostureItem> {
  const what = 'Application Insights: telemetry of endpoints';
  const ruleIds = ['CMK-078'];
  const reading = await reader.resource(id, apiVersions.applicationInsights, 'applicationInsights');
  if (!reading.ok) return unknownItem('applicationInsights', what, id, reading, ruleIds);
  const path = 'properties.WorkspaceResourceId';
  const isOnWorkspace = textAt(reading.value, path) !== undefined;
  return {
    place: 'applicationInsights',
    what,
    where: id,
    under: isOnWorkspace ? 'unknown' : 'microsoft',
    evidence: [evidenceAt(reading, path)],
    ruleIds,
    note: isOnWorkspace
      ? 'Under the key of its Log Analytics workspace, or of the dedicated cluster that is linked to it; not read here.'
      : 'A component without a Log Analytics workspace cannot be put under a key of yours.',
  };
}
