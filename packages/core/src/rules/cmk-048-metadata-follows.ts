import { defineRule, type Rule } from './types.ts';

const THERE = { true: 'there', false: 'not there' } as const;

export const rule: Rule = defineRule({
  id: 'CMK-048',
  name: 'metadata-follows',
  statement:
    'Metadata in the managed stores is made and deleted with what it is about, through Azure Machine Learning and in no other way.',
  class: 'state',
  sources: [
    {
      document: 'CONCEPT',
      section: 'How and what workspace metadata is stored',
      line: 62,
      anchor: 'created and deleted as you',
    },
    {
      document: 'CONCEPT',
      section: 'Limitations',
      line: 46,
      anchor: 'managed indirectly via the',
    },
  ],
  holds: [{ from: 'concept-2023-09', level: 'must' }],
  appliesTo: ['metadata'],
  check: ({ metadata = [] }) =>
    metadata.length === 0
      ? undefined
      : metadata.flatMap(({ of, isObjectThere, isRecordThere }, index) =>
          isObjectThere === isRecordThere
            ? []
            : [
                {
                  path: `metadata[${index}].isRecordThere`,
                  expected: `metadata of ${of} that is ${THERE[`${isObjectThere}`]}, as the object is`,
                  received: `metadata that is ${THERE[`${isRecordThere}`]}`,
                },
              ],
        ),
  remarks: [
    'The stores are closed to everybody but the service and the identity of the workspace (CMK-038).',
    'So no read can tell it of a live workspace, and posture reports say nothing of it; the simulator is judged by it, whose stores can be looked into.',
    'To be rid of metadata, delete what it is about; to be rid of all, delete the workspace for good (CMK-039).',
  ],
  fix: 'Delete jobs, computes and assets through Azure Machine Learning, and leave the stores to it.',
});
