import {
  cosmosDbAccess,
  diskEncryptionSet,
  encryptedChain,
  vaultState,
  withVaultState,
} from './example-facts.ts';
import type { ChainFacts, KeyAccessFacts } from './facts.ts';
import type { RuleExamples } from './types.ts';

function withAccess(...keyAccess: readonly KeyAccessFacts[]): ChainFacts {
  return { ...encryptedChain, keyAccess };
}

/** Only an access policy gives some of the three permissions; the built-in roles give all or none. */
function withPolicy(entry: KeyAccessFacts): ChainFacts {
  return {
    ...withVaultState({ ...vaultState, accessModel: 'accessPolicies' }),
    keyAccess: [entry],
  };
}

export const examples: RuleExamples = {
  good: [
    { name: 'the Azure Cosmos DB principal may get, wrap and unwrap', facts: encryptedChain },
    {
      name: 'the encryption identity instead of the Azure Cosmos DB principal',
      facts: withAccess({ ...cosmosDbAccess, consumer: 'workspaceEncryptionIdentity' }),
    },
    {
      name: 'a container group may get and unwrap',
      facts: withPolicy({
        consumer: 'containerInstance',
        target: 'aci-scoring',
        granted: ['unwrapKey', 'get'],
      }),
    },
    {
      name: 'a disk encryption set may get, wrap and unwrap',
      facts: withAccess({ ...cosmosDbAccess, consumer: 'diskEncryptionSet', target: 'des-ml' }),
    },
  ],
  bad: [
    { name: 'nothing granted', facts: withAccess({ ...cosmosDbAccess, granted: [] }) },
    {
      name: 'wrap missing',
      facts: withPolicy({ ...cosmosDbAccess, granted: ['get', 'unwrapKey'] }),
    },
    {
      name: 'the encryption identity cannot get',
      facts: withPolicy({
        ...cosmosDbAccess,
        consumer: 'workspaceEncryptionIdentity',
        granted: ['wrapKey', 'unwrapKey'],
      }),
    },
    {
      name: 'a container group may wrap but not unwrap',
      facts: withPolicy({
        consumer: 'containerInstance',
        target: 'aci-scoring',
        granted: ['get', 'wrapKey'],
      }),
    },
    {
      name: "a container group's identity without any grant",
      facts: withAccess({ consumer: 'containerGroupIdentity', target: 'aci-scoring', granted: [] }),
    },
    {
      name: 'a disk encryption set without any grant',
      facts: withAccess({ consumer: 'diskEncryptionSet', target: 'des-ml', granted: [] }),
    },
    {
      name: 'a disk encryption set with a user-assigned identity without any grant',
      facts: {
        ...withAccess({ consumer: 'diskEncryptionSet', target: 'des-ml', granted: [] }),
        diskEncryptionSets: [
          {
            ...diskEncryptionSet,
            identityId:
              '/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg-ml/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-des',
          },
        ],
      },
    },
  ],
};
