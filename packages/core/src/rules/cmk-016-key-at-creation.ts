import { defineRule, type Rule } from './types.ts';

export const rule: Rule = defineRule({
  id: 'CMK-016',
  name: 'key-at-creation',
  statement:
    'The key of a workspace is given when the workspace is created, the keys of container groups and clusters when those are configured.',
  class: 'state',
  sources: [
    { document: 'HOWTO-B', line: 16, anchor: 'when you create your workspace' },
    { document: 'HOWTO-B', line: 16, anchor: 'when configuring those resources' },
  ],
  holds: [{ from: 'howto-b', level: 'must' }],
  appliesTo: ['keyAssignments'],
  check: ({ keyAssignments = [] }) =>
    keyAssignments.length === 0
      ? undefined
      : keyAssignments.flatMap(({ target, givenAt }, index) =>
          target === 'workspace' && givenAt !== 'creation'
            ? [
                {
                  path: `keyAssignments[${index}].givenAt`,
                  expected: 'a key given with the creation of the workspace',
                  received: givenAt === 'later' ? 'one given later' : 'none',
                },
              ]
            : [],
        ),
  remarks: [
    'The stores behind the workspace are made under the key; there is no moment at which they hold data under another one.',
    'A deployment reads the workspace that is there: to one without a key it gives none. Of a workspace without one that is to have it, a posture report says that none was given. Of a workspace with a key no read can tell when it got it; Azure refuses any moment but its creation (CMK-031).',
    'CMK-030 tells how the key changes later, CMK-063 which disks of a cluster can still get one.',
  ],
  fix: 'Name the key in the specification before the workspace is made; for a workspace without one make a new workspace.',
});
