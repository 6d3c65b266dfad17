import type { PostureItem } from '../posture.ts';
import { evidenceAt, type Json, textAt } from '../reader.ts';
import { underKey } from './under-key.ts';

/** The metadata when it is in Microsoft's subscription: service-side encrypted, or under a key of Microsoft's. */
export function metadataItem(
  id: string,
  read: { readonly request: string; readonly value: Json },
  isEncrypted: boolean,
): PostureItem {
  const key = isEncrypted
    ? textAt(read.value, 'properties.encryption.keyVaultProperties.keyIdentifier')
    : undefined;
  return {
    place: 'cosmosDb',
    what: 'Workspace metadata in stores of Microsoft',
    where: id,
    ...underKey(key),
    evidence: ['properties.encryption', 'properties.enableServiceSideCMKEncryption'].map((path) =>
      evidenceAt(read, path),
    ),
    ruleIds: isEncrypted ? ['CMK-047'] : ['CMK-041'],
    note: isEncrypted
      ? 'Encrypted document by document on the side of the service; the stores themselves cannot be read.'
      : 'Without a key of your own the metadata is in stores that customers share.',
  };
}
