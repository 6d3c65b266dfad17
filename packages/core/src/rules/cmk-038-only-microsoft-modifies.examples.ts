import { encryptedChain } from './example-facts.ts';
import type { ChainFacts, ManagedGroupRequestFacts } from './facts.ts';
import type { RuleExamples } from './types.ts';

function asking(managedGroupRequest: ManagedGroupRequestFacts): ChainFacts {
  return { ...encryptedChain, managedGroupRequest };
}

export const examples: RuleExamples = {
  good: [
    { name: 'reading the group', facts: asking({ what: 'read', target: 'group' }) },
    { name: 'reading the database account', facts: asking({ what: 'read', target: 'cosmosDb' }) },
  ],
  bad: [
    { name: 'tagging the group', facts: asking({ what: 'write', target: 'group' }) },
    { name: 'changing the database account', facts: asking({ what: 'write', target: 'cosmosDb' }) },
    { name: 'changing the search service', facts: asking({ what: 'write', target: 'search' }) },
    { name: 'changing the storage account', facts: asking({ what: 'write', target: 'storage' }) },
  ],
};
