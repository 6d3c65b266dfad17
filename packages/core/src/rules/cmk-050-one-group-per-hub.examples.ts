import { encryptedChain, managedGroup, workspace } from './example-facts.ts';
import type { ChainFacts, ProjectFacts } from './facts.ts';
import type { RuleExamples } from './types.ts';

const GROUP = 'azureml-rg-mlw-credit-risk_44444444-4444-4444-8444-444444444444';

/** The group is named as it is today, and that is another rule's in other editions. */
function hubWith(...projects: readonly Partial<ProjectFacts>[]): ChainFacts {
  return {
    ...encryptedChain,
    workspace: { ...workspace, kind: 'Hub' },
    managedGroup,
    projects: projects.map((project, index) => ({
      name: `project-${index + 1}`,
      location: workspace.location,
      ...project,
    })),
  };
}

export const examples: RuleExamples = {
  good: [
    { name: 'no projects', facts: hubWith() },
    { name: 'two projects that show nothing of their own', facts: hubWith({}, {}) },
    {
      name: 'a project that shows the key of its hub',
      facts: hubWith({ keyIdentifier: workspace.encryption?.keyIdentifier ?? '' }),
    },
  ],
  bad: [
    {
      name: 'a project under another key',
      facts: hubWith({ keyIdentifier: 'https://kv-ml.vault.azure.net/keys/project-key' }),
    },
    {
      name: 'a project with a managed resource group of its own',
      facts: hubWith({ managedGroupName: GROUP }),
    },
  ],
};
