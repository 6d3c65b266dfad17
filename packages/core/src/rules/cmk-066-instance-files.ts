import { defineRule, type Rule } from './types.ts';

export const rule: Rule = defineRule({
  id: 'CMK-066',
  name: 'instance-files',
  statement: 'With a compute instance files are kept in a file share and data in a datastore.',
  class: 'report',
  sources: [{ document: 'ENC', line: 8, anchor: 'in a file share' }],
  holds: [{ from: 'enc', level: 'should' }],
  appliesTo: ['computes'],
  check: ({ computes = [] }) => {
    const instances = computes.flatMap((compute, index) =>
      compute.kind === 'instance' ? [{ compute, index }] : [],
    );
    if (instances.length === 0) return undefined;
    return instances.flatMap(({ compute: { dataDiskCount = 0 }, index }) =>
      dataDiskCount === 0
        ? []
        : [
            {
              path: `computes[${index}].dataDiskCount`,
              expected: 'files in a file share and data in a datastore',
              received: `${dataDiskCount} data ${dataDiskCount === 1 ? 'disk' : 'disks'}`,
            },
          ],
    );
  },
  fix: 'Mount a datastore instead of a data disk: disks of an instance are never under your key (CMK-072).',
});
