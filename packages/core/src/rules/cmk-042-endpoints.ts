import type { EndpointFacts } from './facts.ts';
import { defineRule, type Edition, type Rule } from './types.ts';

/** Which endpoints a document rules out; one that is silent takes nothing back. */
function ruledOut(edition: Edition): readonly EndpointFacts['kind'][] {
  return edition === 'howto-a' ? ['online', 'batch'] : ['batch'];
}

const NO_BATCH = "A workspace under the customer's key has no batch endpoints of version 2.";

export const rule: Rule = defineRule({
  id: 'CMK-042',
  name: 'endpoints',
  statement:
    "A workspace under the customer's key has no batch endpoints, and by the earlier how-to no online endpoints either; today it has both.",
  statementBy: {
    'howto-a':
      "A workspace under the customer's key has neither online nor batch endpoints of version 2.",
    'howto-b': NO_BATCH,
    'concept-2023-09': NO_BATCH,
  },
  class: 'wire',
  sources: [
    {
      document: 'HOWTO-A',
      section: 'Limitations',
      line: 30,
      anchor: 'online endpoint and batch endpoint',
    },
    { document: 'HOWTO-B', line: 38, anchor: 'support v2 batch endpoint' },
    {
      document: 'AZURE',
      anchor:
        'https://learn.microsoft.com/azure/machine-learning/how-to-setup-customer-managed-keys',
    },
  ],
  holds: [
    { from: 'howto-a', level: 'must' },
    { from: 'current', level: 'withdrawn' },
  ],
  contradictions: [
    {
      says: 'Neither online nor batch endpoints of the second version are supported.',
      source: {
        document: 'HOWTO-A',
        section: 'Limitations',
        line: 30,
        anchor: 'online endpoint and batch endpoint',
      },
    },
    {
      says: 'Batch endpoints of the second version are not supported; of online ones nothing is said.',
      source: { document: 'HOWTO-B', line: 38, anchor: 'support v2 batch endpoint' },
    },
    {
      says: 'No such limit is named.',
      source: {
        document: 'AZURE',
        anchor:
          'https://learn.microsoft.com/azure/machine-learning/how-to-setup-customer-managed-keys',
      },
    },
  ],
  appliesTo: ['workspace', 'endpoints'],
  check: ({ workspace, endpoints = [] }, edition) => {
    if (!workspace || endpoints.length === 0) return undefined;
    if (!workspace.encryption) return [];
    return endpoints.flatMap(({ kind }, index) =>
      ruledOut(edition).includes(kind)
        ? [
            {
              path: `endpoints[${index}].kind`,
              expected: kind === 'batch' ? 'no batch endpoint' : 'no online endpoint',
              received: `a${kind === 'batch' ? ' batch' : 'n online'} endpoint`,
            },
          ]
        : [],
    );
  },
  refusals: [
    {
      stage: 'endpoint.create.request',
      status: 400,
      code: 'BadRequest',
      message: ({ received }, { workspace }) =>
        `The workspace '${workspace?.name}' is encrypted with a customer-managed key, with which ${received} is not supported.`,
      evidence: 'assumed',
    },
  ],
  remarks: [
    'The limit was lifted without a date: the article of 2022-03-17 does not name it, and neither does that of 2025-02-05.',
    'Deployments of endpoints run on compute of the workspace, and their disks follow its rules (CMK-070, CMK-071).',
  ],
  fix: 'Judge by the edition `current`, or use a workspace under keys of Microsoft for the endpoint.',
});
