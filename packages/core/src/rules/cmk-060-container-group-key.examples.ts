import { containerGroup, encryptedChain, without } from './example-facts.ts';
import type { ChainFacts, ContainerGroupFacts } from './facts.ts';
import type { RuleExamples } from './types.ts';

function withGroup(group: ContainerGroupFacts): ChainFacts {
  return { ...encryptedChain, containerGroups: [group] };
}

export const examples: RuleExamples = {
  good: [
    { name: 'all three given', facts: encryptedChain },
    {
      name: 'a version that the plan pins',
      facts: withGroup({ ...without(containerGroup, 'keyVersion'), planned: true }),
    },
  ],
  bad: [
    { name: 'version omitted', facts: withGroup(without(containerGroup, 'keyVersion')) },
    { name: 'key name omitted', facts: withGroup(without(containerGroup, 'keyName')) },
    { name: 'vault URL omitted', facts: withGroup(without(containerGroup, 'vaultBaseUrl')) },
    { name: 'version empty', facts: withGroup({ ...containerGroup, keyVersion: '' }) },
  ],
};
