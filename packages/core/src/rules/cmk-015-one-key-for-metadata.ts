import { sameText } from './compare.ts';
import { defineRule, type Rule } from './types.ts';

/** `https://{vault}/keys/{name}`: stores name the key with or without its version. */
function withoutVersion(id: string): string {
  return id.split('/').slice(0, 5).join('/');
}

export const rule: Rule = defineRule({
  id: 'CMK-015',
  name: 'one-key-for-metadata',
  statement:
    'Azure Cosmos DB, Azure AI Search and the managed storage account are under the same key.',
  class: 'state',
  sources: [
    { document: 'HOWTO-B', line: 15, anchor: 'secured using the same key' },
    {
      document: 'AISTUDIO',
      section: 'How metadata is stored',
      line: 29,
      anchor: 'encrypted using the same key',
    },
  ],
  holds: [{ from: 'howto-b', level: 'must' }],
  appliesTo: ['managedGroup'],
  check: ({ managedGroup, key }) => {
    if (!managedGroup || !key) return undefined;
    const expected = withoutVersion(key.id);
    return managedGroup.stores.flatMap(({ service, keyIdentifier }, index) =>
      keyIdentifier !== undefined && sameText(withoutVersion(keyIdentifier), expected)
        ? []
        : [
            {
              path: `managedGroup.stores[${index}].keyIdentifier`,
              expected: `the key of the workspace for ${service}`,
              received: keyIdentifier ?? "a key of Microsoft's",
            },
          ],
    );
  },
  remarks: ['Container groups and clusters may use other keys.'],
  fix: 'Nothing to change by hand: the service sets the key. Rotate through the workspace, and open a support request when a store stays behind.',
});
