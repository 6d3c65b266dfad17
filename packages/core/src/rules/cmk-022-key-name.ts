import { defineRule, type Rule } from './types.ts';

/** Words for "a key", numbers and GUIDs: names that tell nothing of the use. */
const SAYS_NOTHING =
  /^(?:(?:my|the|new|test|default|sample|example|temp|tmp)?-?(?:keys?|cmk|rsa|test|default)?-?\d*|[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})$/i;

export const rule: Rule = defineRule({
  id: 'CMK-022',
  name: 'key-name',
  statement: 'The name of the key says what the key is for.',
  class: 'report',
  sources: [
    { document: 'HOWTO-A', section: 'Create a key', line: 58, anchor: 'what the planned use is' },
    { document: 'HOWTO-B', section: 'Create a key', line: 64, anchor: 'what the planned use is' },
  ],
  holds: [{ from: 'howto-a', level: 'should' }],
  appliesTo: ['key'],
  check: ({ key }) => {
    if (key?.name === undefined) return undefined;
    if (!SAYS_NOTHING.test(key.name)) return [];
    return [
      {
        path: 'key.name',
        expected: 'a name that tells the use, such as ml-workspace-key',
        received: `'${key.name}'`,
      },
    ];
  },
  remarks: ['It is judged by what says nothing: words for a key, numbers, GUIDs.'],
  fix: 'Name a new key after its use in `key.create.name`: a key cannot be renamed.',
});
