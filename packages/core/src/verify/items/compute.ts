import type { PostureItem } from '../posture.ts';
import { evidenceAt, type Json } from '../reader.ts';

/** Disks of Azure ML compute: never under the customer's key, whatever the workspace is under. */
export function computeDisks(
  workspace: { readonly request: string; readonly value: Json },
  id: string,
): readonly PostureItem[] {
  const hbi = evidenceAt(workspace, 'properties.hbiWorkspace');
  const isEncrypted = hbi.value === 'true';
  const temporary = isEncrypted
    ? 'High business impact is on: encrypted with keys of the system for the time of a job.'
    : 'High business impact is off: the temporary disk is not encrypted.';
  return [
    {
      what: 'Compute cluster: OS disk',
      where: id,
      under: 'platform',
      evidence: [],
      ruleIds: ['CMK-070', 'CMK-067'],
      note: 'Always under a key of Microsoft; Azure has no property for it. Deleted when the cluster scales down.',
    },
    {
      what: 'Compute cluster: temporary disk',
      where: id,
      under: 'platform',
      evidence: [hbi],
      ruleIds: ['CMK-071', 'CMK-033'],
      note: temporary,
    },
    {
      what: 'Compute instance: OS disk and temporary disk',
      where: id,
      under: 'platform',
      evidence: [hbi],
      ruleIds: ['CMK-072'],
      note: `OS disk under a key of Microsoft. ${temporary}`,
    },
  ];
}
