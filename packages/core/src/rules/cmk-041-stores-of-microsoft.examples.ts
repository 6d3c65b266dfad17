import type { ChainFacts, ClaimFacts } from './facts.ts';
import { encryptedChain, without, workspace } from './example-facts.ts';
import type { RuleExamples } from './types.ts';

/** A workspace without a key of the customer's, and what is said of its database. */
function unencrypted(under: ClaimFacts['under']): ChainFacts {
  return {
    ...encryptedChain,
    workspace: without(workspace, 'encryption'),
    claims: [{ place: 'cosmosDb', under }],
  };
}

export const examples: RuleExamples = {
  good: [{ name: 'said to be under keys of Microsoft', facts: unencrypted('microsoft') }],
  bad: [
    { name: "said to be under the customer's key", facts: unencrypted('customer') },
    { name: "said never to be the customer's", facts: unencrypted('platform') },
  ],
};
