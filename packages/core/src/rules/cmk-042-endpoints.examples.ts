import { encryptedChain, without, workspace } from './example-facts.ts';
import type { ChainFacts, EndpointFacts } from './facts.ts';
import type { RuleExamples } from './types.ts';

function withEndpoint(kind: EndpointFacts['kind']): ChainFacts {
  return { ...encryptedChain, endpoints: [{ name: 'churn', kind }] };
}

const onMicrosoftsKeys = { workspace: without(workspace, 'encryption') };

export const examples: RuleExamples = {
  good: [
    {
      name: 'an online endpoint, when only batch endpoints were ruled out',
      facts: withEndpoint('online'),
      editions: ['howto-b', 'concept-2023-09'],
    },
    {
      name: 'an online endpoint under keys of Microsoft',
      facts: { ...withEndpoint('online'), ...onMicrosoftsKeys },
    },
    {
      name: 'a batch endpoint under keys of Microsoft',
      facts: { ...withEndpoint('batch'), ...onMicrosoftsKeys },
    },
  ],
  bad: [
    { name: 'a batch endpoint', facts: withEndpoint('batch') },
    {
      name: 'an online endpoint, when both were ruled out',
      facts: withEndpoint('online'),
      editions: ['howto-a'],
    },
  ],
};
