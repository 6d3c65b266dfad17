import { defineRule, type Rule } from './types.ts';

export const rule: Rule = defineRule({
  id: 'CMK-065',
  name: 'production-compute',
  statement:
    'Production serves models from AKS and trains on compute clusters; a compute instance is for development.',
  class: 'report',
  sources: [
    { document: 'ENC', line: 6, anchor: 'Azure Machine Learning compute cluster' },
    { document: 'ENC', line: 6, anchor: 'recommends using Azure Kubernetes Service' },
    { document: 'ENC', line: 8, anchor: 'dev/test environment' },
  ],
  holds: [{ from: 'enc', level: 'should' }],
  appliesTo: ['environment'],
  check: ({ environment, containerGroups = [], computes = [] }) => {
    if (environment !== 'production') return undefined;
    return [
      ...containerGroups.map(({ name }, index) => ({
        path: `containerGroups[${index}]`,
        expected: 'inference on AKS',
        received: `container group ${name}`,
      })),
      ...computes.flatMap(({ name, kind }, index) =>
        kind === 'instance'
          ? [
              {
                path: `computes[${index}].kind`,
                expected: 'training on a compute cluster',
                received: `compute instance ${name}`,
              },
            ]
          : [],
      ),
    ];
  },
  fix: 'Serve from an encrypted cluster (`encryptAks`) and train on a compute cluster.',
});
