import { defineRule, type Rule } from './types.ts';

export const rule: Rule = defineRule({
  id: 'CMK-040',
  name: 'workspace-roles',
  statement:
    'The identity of the workspace reads and writes the managed stores through role assignments.',
  class: 'state',
  sources: [
    {
      document: 'CONCEPT',
      section: 'How and what workspace metadata is stored',
      line: 64,
      anchor: 'using a role assignment',
    },
    {
      document: 'AISTUDIO',
      section: 'How metadata is stored',
      line: 29,
      anchor: 'using a role assignment',
    },
  ],
  holds: [{ from: 'concept-2023-09', level: 'must' }],
  appliesTo: ['managedGroup'],
  check: ({ managedGroup }) => {
    const known = (managedGroup?.stores ?? []).flatMap(({ isReadByWorkspace, service }, index) =>
      isReadByWorkspace === undefined ? [] : [{ isReadByWorkspace, service, index }],
    );
    if (known.length === 0) return undefined;
    return known
      .filter(({ isReadByWorkspace }) => !isReadByWorkspace)
      .map(({ service, index }) => ({
        path: `managedGroup.stores[${index}].isReadByWorkspace`,
        expected: `a role of the workspace's identity on ${service}`,
        received: 'none',
      }));
  },
  fix: "Open a support request: role assignments in the group are Microsoft's.",
});
