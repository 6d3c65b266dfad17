import { defineRule, type Rule } from './types.ts';

export const rule: Rule = defineRule({
  id: 'CMK-061',
  name: 'container-group-path',
  statement: 'Azure Machine Learning deploys to container groups with SDK and CLI v1 only.',
  class: 'report',
  sources: [
    {
      document: 'HOWTO-B',
      section: 'Azure Container Instance',
      line: 128,
      anchor: 'CLI v2. Only through',
    },
  ],
  holds: [{ from: 'howto-b', level: 'note' }],
  appliesTo: ['containerGroups'],
  check: ({ containerGroups = [] }) => {
    if (containerGroups.length === 0) return undefined;
    return containerGroups.flatMap(({ through }, index) =>
      through === 'azureMlV2'
        ? [
            {
              path: `containerGroups[${index}].through`,
              expected: 'version 1 of SDK or CLI, or Resource Manager',
              received: 'version 2 of SDK or CLI',
            },
          ]
        : [],
    );
  },
  fix: 'Deploy the container group through Resource Manager, as a plan does, or serve the model from an online endpoint.',
});
