import { encryptedChain, vaultState, withVaultState } from './example-facts.ts';
import type { ChainFacts, KeyMakerFacts } from './facts.ts';
import type { Edition, RuleExamples } from './types.ts';

const ALL: KeyMakerFacts['granted'] = ['create', 'get', 'delete', 'purge'];
const HOWTO: readonly Edition[] = ['howto-a', 'howto-b', 'concept-2023-09'];

function by(maker: Partial<KeyMakerFacts>, accessModel = vaultState.accessModel): ChainFacts {
  const keyMakers: readonly KeyMakerFacts[] = [{ who: 'deployer', granted: ALL, ...maker }];
  return { ...encryptedChain, ...withVaultState({ ...vaultState, accessModel }), keyMakers };
}

export const examples: RuleExamples = {
  good: [
    { name: 'a role for keys', facts: by({}) },
    {
      name: 'a role for keys, and Contributor of the vault',
      facts: by({ isContributor: true }),
    },
    {
      name: 'an access policy, and Contributor of the vault',
      facts: by({ isContributor: true }, 'accessPolicies'),
    },
    {
      name: 'no more than it takes',
      facts: by({ granted: ['create', 'get'], isContributor: false }, 'accessPolicies'),
      editions: ['current'],
    },
  ],
  bad: [
    { name: 'nothing granted', facts: by({ granted: [] }) },
    { name: 'Contributor of the vault only', facts: by({ granted: [], isContributor: true }) },
    {
      name: 'an access policy that does not create',
      facts: by({ granted: ['get', 'delete', 'purge'], isContributor: true }, 'accessPolicies'),
    },
    {
      name: 'an access policy that does not purge',
      facts: by({ granted: ['create', 'get', 'delete'], isContributor: true }, 'accessPolicies'),
      editions: HOWTO,
    },
    {
      name: 'not Contributor of the vault',
      facts: by({ isContributor: false }, 'accessPolicies'),
      editions: HOWTO,
    },
    {
      name: 'an identity of the workspace without a policy',
      facts: by({ who: 'workspaceIdentity', granted: [] }, 'accessPolicies'),
      editions: HOWTO,
    },
  ],
};
