import { withKeyOrigin } from './example-facts.ts';
import type { RuleExamples } from './types.ts';

export const examples: RuleExamples = {
  good: [{ name: 'generated', facts: withKeyOrigin('generated') }],
  bad: [{ name: 'imported', facts: withKeyOrigin('imported') }],
};
