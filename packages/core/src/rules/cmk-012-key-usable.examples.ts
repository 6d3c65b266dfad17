import { keyState, withKeyState, without } from './example-facts.ts';
import type { RuleExamples } from './types.ts';

export const examples: RuleExamples = {
  good: [
    { name: 'enabled, no dates', facts: withKeyState(keyState) },
    {
      name: 'enabled omitted: enabled by default',
      facts: withKeyState(without(keyState, 'enabled')),
    },
    {
      name: 'within its dates',
      facts: withKeyState({
        ...keyState,
        notBefore: '2026-08-01T00:00:00Z',
        expires: '2026-08-01T00:00:01Z',
      }),
    },
  ],
  bad: [
    { name: 'disabled', facts: withKeyState({ ...keyState, enabled: false }) },
    {
      name: 'deleted an hour ago',
      facts: withKeyState({ ...keyState, deletedOn: '2026-07-31T23:00:00Z' }),
    },
    {
      name: 'not active before tomorrow',
      facts: withKeyState({ ...keyState, notBefore: '2026-08-02T00:00:00Z' }),
    },
    {
      name: 'expires this very moment',
      facts: withKeyState({ ...keyState, expires: '2026-08-01T00:00:00Z' }),
    },
    {
      name: 'expired, written in another time zone',
      facts: withKeyState({ ...keyState, expires: '2026-08-01T01:00:00+02:00' }),
    },
  ],
};
