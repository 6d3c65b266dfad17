import { keyState, withKeyState, without } from './example-facts.ts';
import type { RuleExamples } from './types.ts';

export const examples: RuleExamples = {
  good: [
    { name: '3072 bits', facts: withKeyState(keyState) },
    { name: '4096 bits', facts: withKeyState({ ...keyState, sizeBits: 4096 }) },
  ],
  bad: [
    { name: '2048 bits', facts: withKeyState({ ...keyState, sizeBits: 2048 }) },
    {
      name: 'size omitted: 2048 bits by default',
      facts: withKeyState(without(keyState, 'sizeBits')),
    },
  ],
};
