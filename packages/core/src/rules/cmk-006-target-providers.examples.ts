import {
  diskEncryptionSet,
  encryptedChain,
  neededProviders,
  withoutProviders,
} from './example-facts.ts';
import type { RuleExamples } from './types.ts';

const IDENTITY =
  '/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg-ml/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-des';

export const examples: RuleExamples = {
  good: [
    { name: 'all registered', facts: { ...encryptedChain, registeredProviders: neededProviders } },
  ],
  bad: [
    { name: 'Container Instances missing', facts: withoutProviders('Microsoft.ContainerInstance') },
    { name: 'AKS missing', facts: withoutProviders('Microsoft.ContainerService') },
    { name: 'disk encryption sets missing', facts: withoutProviders('Microsoft.Compute') },
    {
      name: 'managed identities missing, and used',
      facts: {
        ...withoutProviders('Microsoft.ManagedIdentity'),
        diskEncryptionSets: [{ ...diskEncryptionSet, identityId: IDENTITY }],
      },
    },
    {
      name: 'registries missing, and used',
      facts: { ...withoutProviders(), registry: { name: 'crml', sku: 'Premium', adminUser: true } },
    },
    {
      name: 'AI services missing, and used',
      facts: {
        ...withoutProviders(),
        claims: [{ place: 'aiServices', under: 'microsoft', provenBy: 'resource' }],
      },
    },
    {
      name: 'Databricks missing, and used',
      facts: {
        ...withoutProviders(),
        claims: [{ place: 'databricksDbfsRoot', under: 'microsoft', provenBy: 'resource' }],
      },
    },
  ],
};
