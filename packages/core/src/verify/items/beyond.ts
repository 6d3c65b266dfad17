import { apiVersions } from '../../plan/api-versions.ts';
import type { PostureItem } from '../posture.ts';
import { evidenceAt, evidenceOf, type Json, type Reader, textAt } from '../reader.ts';
import { unknownItem } from './under-key.ts';

/** What no key of the customer's reaches: what Microsoft collects and keeps, and what passes over the network. */
export async function beyond(
  reader: Reader,
  workspace: { readonly request: string; readonly value: Json },
  id: string,
): Promise<readonly PostureItem[]> {
  const hbi = evidenceAt(workspace, 'properties.hbiWorkspace');
  const isOptedOut = hbi.value === 'true';
  const storage = textAt(workspace.value, 'properties.storageAccount');
  return [
    ...(storage === undefined ? [] : [await transit(reader, storage)]),
    {
      place: 'diagnostics',
      what: 'Diagnostics that computes send to Microsoft',
      where: id,
      under: isOptedOut ? 'none' : 'platform',
      evidence: [hbi],
      ruleIds: ['CMK-081'],
      note: isOptedOut
        ? 'High business impact is on, which opts out of them; a later document says only that less is collected. Troubleshooting gets harder.'
        : 'High business impact is off: collected, under keys of Microsoft.',
    },
    {
      place: 'collectedByMicrosoft',
      what: 'Names of resources and variables of jobs that Microsoft collects',
      where: id,
      under: 'platform',
      evidence: [evidenceAt(workspace, 'location')],
      ruleIds: ['CMK-085', 'CMK-080'],
      note: 'Under keys of Microsoft in its subscription, in the region of the workspace: put no secrets and no names of persons there.',
    },
    {
      place: 'attachedComputeCredentials',
      what: 'Keys and passwords of attached computes that are reached by SSH',
      where: id,
      under: 'platform',
      evidence: [],
      ruleIds: ['CMK-082'],
      note: 'In a vault in the subscription of Microsoft, which cannot be read. Azure ML makes SSH keys of its own there, and keeps none that users give.',
    },
  ];
}

async function transit(reader: Reader, storageId: string): Promise<PostureItem> {
  const what = 'On the wire: storage account of the workspace';
  const ruleIds = ['CMK-079'];
  const reading = await reader.resource(storageId, apiVersions.storage, 'storage');
  if (!reading.ok) return unknownItem('transit', what, storageId, reading, ruleIds);
  const evidence = evidenceOf(reading, [
    'properties.supportsHttpsTrafficOnly',
    'properties.minimumTlsVersion',
  ]);
  const isSecure = evidence[0]?.value === 'true';
  return {
    place: 'transit',
    what,
    where: storageId,
    under: isSecure ? 'platform' : 'none',
    evidence,
    ruleIds,
    note: isSecure
      ? 'TLS only, with keys of the service. Inside Azure ML and at scoring endpoints it is TLS too, which no property shows.'
      : 'Plain HTTP is allowed: require secure transfer.',
  };
}
