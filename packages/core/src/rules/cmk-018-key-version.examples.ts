import { encryptedChain, withEncryption } from './example-facts.ts';
import type { ChainFacts, KeyFacts } from './facts.ts';
import type { RuleExamples } from './types.ts';

const VERSIONLESS: KeyFacts = {
  id: 'https://kv-ml.vault.azure.net/keys/cosmos-key',
  vaultUri: 'https://kv-ml.vault.azure.net',
  name: 'cosmos-key',
};

function withKey(key: KeyFacts): ChainFacts {
  return { ...withEncryption({ keyIdentifier: key.id }), key };
}

export const examples: RuleExamples = {
  good: [
    { name: 'with a version', facts: encryptedChain },
    {
      name: 'a key that the plan creates and pins',
      facts: withKey({ ...VERSIONLESS, planned: true }),
    },
  ],
  bad: [
    { name: 'version omitted', facts: withKey(VERSIONLESS) },
    {
      name: 'version omitted, and pinned by the plan',
      facts: withKey({ ...VERSIONLESS, pinned: true }),
    },
    {
      name: 'version omitted, with a slash in its place',
      facts: withKey({ ...VERSIONLESS, id: `${VERSIONLESS.id}/` }),
    },
  ],
};
