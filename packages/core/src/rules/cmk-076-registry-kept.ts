import { defineRule, type Rule } from './types.ts';

export const rule: Rule = defineRule({
  id: 'CMK-076',
  name: 'registry-kept',
  statement: 'The registry of a workspace is not deleted: that breaks the workspace.',
  class: 'state',
  sources: [
    {
      document: 'ENC',
      section: 'Azure Container Registry',
      line: 89,
      anchor: 'Doing so will break',
    },
  ],
  holds: [{ from: 'enc', level: 'must' }],
  appliesTo: ['registry'],
  check: ({ registry }) => {
    if (!registry) return undefined;
    if (registry.isThere !== false) return [];
    return [
      {
        path: 'registry.isThere',
        expected: `the registry ${registry.name}`,
        received: 'none: it was deleted',
      },
    ];
  },
  fix: 'Make a registry of the same name again, or attach another one with `az ml workspace update --container-registry`.',
});
