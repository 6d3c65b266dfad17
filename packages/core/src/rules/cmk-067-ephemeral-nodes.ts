import { defineRule, type Rule } from './types.ts';

export const rule: Rule = defineRule({
  id: 'CMK-067',
  name: 'ephemeral-nodes',
  statement:
    'The OS disk of a cluster node is deleted when the cluster scales down, which takes a minimum of no nodes.',
  class: 'report',
  sources: [
    {
      document: 'ENC',
      section: 'Machine Learning Compute',
      line: 118,
      anchor: 'no runs are queued',
    },
    {
      document: 'CONCEPT',
      section: 'How compute data is stored',
      line: 115,
      anchor: 'minimum node count is',
    },
    {
      document: 'AISTUDIO',
      section: 'How compute data is stored',
      line: 64,
      anchor: 'no jobs are queued',
    },
  ],
  holds: [{ from: 'enc', level: 'note' }],
  appliesTo: ['computes'],
  check: ({ computes = [] }) => {
    const clusters = computes.flatMap((compute, index) =>
      compute.kind === 'cluster' ? [{ compute, index }] : [],
    );
    if (clusters.length === 0) return undefined;
    return clusters.flatMap(({ compute: { nodeCountMin = 0 }, index }) =>
      nodeCountMin === 0
        ? []
        : [
            {
              path: `computes[${index}].nodeCountMin`,
              expected: 'a minimum of 0 nodes',
              received: `${nodeCountMin}: that many OS disks stay`,
            },
          ],
    );
  },
  fix: 'Set the minimum node count of the cluster to 0 and leave autoscale on.',
});
