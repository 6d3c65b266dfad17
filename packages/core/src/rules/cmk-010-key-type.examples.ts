import { keyState, withKeyState } from './example-facts.ts';
import type { RuleExamples } from './types.ts';

export const examples: RuleExamples = {
  good: [
    { name: 'RSA', facts: withKeyState(keyState) },
    { name: 'RSA in an HSM', facts: withKeyState({ ...keyState, type: 'RSA-HSM' }) },
  ],
  bad: [
    { name: 'elliptic curve', facts: withKeyState({ type: 'EC' }) },
    { name: 'elliptic curve in an HSM', facts: withKeyState({ type: 'EC-HSM' }) },
    { name: 'symmetric', facts: withKeyState({ type: 'oct-HSM' }) },
  ],
};
