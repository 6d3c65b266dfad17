import { withClaims } from './example-facts.ts';
import type { RuleExamples } from './types.ts';

export const examples: RuleExamples = {
  good: [
    {
      name: 'a key that Databricks shows',
      facts: withClaims([{ place: 'databricksDbfsRoot', under: 'customer', provenBy: 'resource' }]),
    },
    {
      name: 'none',
      facts: withClaims([
        { place: 'databricksDbfsRoot', under: 'microsoft', provenBy: 'resource' },
      ]),
    },
  ],
  bad: [
    {
      name: 'said to have the key of the workspace',
      facts: withClaims([
        { place: 'databricksDbfsRoot', under: 'customer', provenBy: 'workspace' },
      ]),
    },
  ],
};
