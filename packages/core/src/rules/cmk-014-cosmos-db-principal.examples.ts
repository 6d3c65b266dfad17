import { encryptedChain, vaultState, withVaultState } from './example-facts.ts';
import type { ChainFacts, GrantFacts } from './facts.ts';
import type { RuleExamples } from './types.ts';

function granting(principalId: string, via: GrantFacts['via']): ChainFacts {
  const accessModel = via === 'role' ? 'rbac' : 'accessPolicies';
  return {
    ...withVaultState({ ...vaultState, accessModel }),
    grants: [{ principalId, permissions: ['get', 'wrapKey', 'unwrapKey'], via }],
  };
}

export const examples: RuleExamples = {
  good: [
    { name: 'the object id', facts: encryptedChain },
    { name: 'no grant at all', facts: { ...encryptedChain, grants: [] } },
    {
      name: 'looked up by the application id',
      facts: {
        ...encryptedChain,
        lookups: [{ consumer: 'cosmosDb', applicationId: 'a232010e-820c-4083-83bb-3ace5fc29d0b' }],
      },
    },
  ],
  bad: [
    {
      name: 'the application id in an access policy',
      facts: granting('a232010e-820c-4083-83bb-3ace5fc29d0b', 'accessPolicy'),
    },
    {
      name: 'the application id in a role assignment, in capitals',
      facts: granting('A232010E-820C-4083-83BB-3ACE5FC29D0B', 'role'),
    },
    {
      name: 'the application id of another cloud',
      facts: granting('57506a73-e302-42a9-b869-6f12d9ec29e9', 'accessPolicy'),
    },
    {
      name: 'object id omitted where nothing can be looked up',
      facts: { ...encryptedChain, lookups: [{ consumer: 'cosmosDb' }] },
    },
  ],
};
