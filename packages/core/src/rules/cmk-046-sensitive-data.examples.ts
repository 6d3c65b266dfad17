import { encryptedChain, withWorkspace, without, workspace } from './example-facts.ts';
import type { RuleExamples } from './types.ts';

export const examples: RuleExamples = {
  good: [
    {
      name: 'sensitive, high business impact',
      facts: withWorkspace({ holdsSensitiveData: true, highBusinessImpact: true }),
    },
  ],
  bad: [
    {
      name: 'sensitive, high business impact off',
      facts: withWorkspace({ holdsSensitiveData: true, highBusinessImpact: false }),
    },
    {
      name: 'sensitive, high business impact omitted: off by default',
      facts: {
        ...encryptedChain,
        workspace: { ...without(workspace, 'highBusinessImpact'), holdsSensitiveData: true },
      },
    },
  ],
};
