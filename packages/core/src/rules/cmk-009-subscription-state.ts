import type { ChainFacts } from './facts.ts';
import { defineRule, type Refusal, type Rule, type Stage } from './types.ts';

const idOf = ({ workspace }: ChainFacts): string => workspace?.subscriptionId ?? '';

const STAGES: readonly Stage[] = [
  'workspace.create.request',
  'containerGroup.create.request',
  'managedCluster.create.request',
];

export const rule: Rule = defineRule({
  id: 'CMK-009',
  name: 'subscription-state',
  statement: 'The subscription is there and enabled.',
  class: 'wire',
  sources: [
    { document: 'HOWTO-A', section: 'Prerequisites', line: 9, anchor: 'An Azure subscription' },
    { document: 'HOWTO-B', line: 19, anchor: 'An Azure subscription' },
    { document: 'CONCEPT', section: 'Prerequisites', line: 31, anchor: 'An Azure subscription' },
    { document: 'AISTUDIO', line: 6, anchor: 'An Azure subscription' },
  ],
  holds: [{ from: 'howto-a', level: 'must' }],
  appliesTo: ['subscriptionState'],
  check: ({ subscriptionState }) => {
    if (subscriptionState === undefined) return undefined;
    if (subscriptionState === 'Enabled' || subscriptionState === 'PastDue') return [];
    return [
      {
        path: 'subscriptionState',
        expected: 'an enabled subscription',
        received: subscriptionState,
      },
    ];
  },
  refusals: STAGES.flatMap((stage): Refusal[] => [
    {
      stage,
      status: 409,
      code: 'ReadOnlyDisabledSubscription',
      message: (_violation, facts) =>
        `The subscription '${idOf(facts)}' is disabled and therefore marked as read only. You cannot perform any write actions on this subscription until it is re-enabled.`,
      evidence: 'reported',
      seenIn: 'quoted by users of the Terraform provider, with the status',
      when: ({ received }) => received === 'Disabled',
    },
    {
      stage,
      status: 409,
      code: 'ReadOnlyDisabledSubscription',
      message: (_violation, facts) =>
        `The subscription '${idOf(facts)}' is in state 'Warned' and therefore marked as read only.`,
      evidence: 'assumed',
      when: ({ received }) => received === 'Warned',
    },
  ]),
  remarks: [
    'A warned or disabled subscription takes reads and deletes only; one past due takes everything.',
  ],
  fix: 'Enable the subscription in the portal, or use another one.',
});
