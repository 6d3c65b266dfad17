import type { ManagedStoreFacts } from './facts.ts';
import { revocationMinutesMaxInclusive } from './limits.ts';
import { defineRule, type Rule } from './types.ts';

const MINUTE_MS = 60_000;

/** The services of which the document says it. */
const NOUNS: Readonly<Partial<Record<ManagedStoreFacts['service'], string>>> = {
  cosmosDb: 'the Azure Cosmos DB account',
  storage: 'the storage account',
};

export const rule: Rule = defineRule({
  id: 'CMK-021',
  name: 'revocation',
  statement: `Once its key is revoked, Azure Cosmos DB and storage refuse requests within about an hour (${revocationMinutesMaxInclusive} minutes).`,
  class: 'state',
  sources: [
    {
      document: 'ENC',
      section: 'Azure Cosmos DB',
      line: 76,
      anchor: 'takes care of failing requests',
    },
    {
      document: 'ENC',
      section: 'Azure Blob storage',
      line: 34,
      anchor: 'takes care of failing requests',
    },
  ],
  holds: [{ from: 'enc', level: 'must' }],
  appliesTo: ['revocation'],
  check: ({ revocation, asOf }) => {
    if (!revocation) return undefined;
    const elapsed = (Date.parse(asOf) - Date.parse(revocation.revokedAt)) / MINUTE_MS;
    if (elapsed < revocationMinutesMaxInclusive) return [];
    return revocation.stores.flatMap(({ service, isServing }, index) =>
      isServing && NOUNS[service] !== undefined
        ? [
            {
              path: `revocation.stores[${index}].isServing`,
              expected: `requests to ${NOUNS[service]} refused`,
              received: `requests served ${elapsed} minutes after the key was revoked`,
            },
          ]
        : [],
    );
  },
  remarks: [
    'A key is revoked when it is disabled or deleted, when it expires, and when who uses it loses the permission.',
    'When access returns, so does the data: nothing is lost while the key is there.',
    'What the document says of revocation it does not say of Azure AI Search.',
    'A posture report counts from what the vault shows: the last change of a disabled version, its expiry, or the deletion of the key. Since when a permission is gone no read can tell.',
    'Only Azure Cosmos DB shows whether it still takes requests (customerManagedKeyStatus). No read through Resource Manager tells it of the storage account, whose data nobody but the workspace can ask for.',
  ],
  fix: 'Wait until the hour has passed; to lock data up at once delete the role assignment or access policy of the service too, and close the network of the store.',
});
