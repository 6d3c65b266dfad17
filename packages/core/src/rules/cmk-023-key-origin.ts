import { defineRule, type Rule } from './types.ts';

export const rule: Rule = defineRule({
  id: 'CMK-023',
  name: 'key-origin',
  statement: 'The documents describe a key that the vault generates; an imported one works too.',
  class: 'report',
  sources: [
    {
      document: 'HOWTO-A',
      section: 'Create a key',
      line: 57,
      anchor: '__Options__ to __Generate__',
    },
    { document: 'HOWTO-B', section: 'Create a key', line: 63, anchor: 'Options to Generate' },
  ],
  holds: [{ from: 'howto-a', level: 'note' }],
  appliesTo: ['key'],
  check: ({ key }) => {
    if (key?.origin === undefined) return undefined;
    if (key.origin === 'generated') return [];
    return [
      {
        path: 'key.origin',
        expected: 'to know that whoever made the material may keep a copy of it',
        received: 'an imported key',
      },
    ];
  },
  remarks: [
    'Tags, activation and expiry are optional.',
    'Azure shows of no key where its material comes from.',
  ],
  fix: 'Leave `key` to be created when no copy of the key may exist outside the vault.',
});
