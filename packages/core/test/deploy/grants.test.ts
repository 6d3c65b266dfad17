import { describe, expect, it } from 'vitest';

import type { GrantsSpec } from '../../src/spec/types.ts';
import { planOf, resultsOf, run, simulator, wholeSpec } from './chain.ts';

/** Each switch, the step that then fails, and how. */
const switches: readonly (readonly [keyof GrantsSpec, string, object])[] = [
  [
    'deployer',
    'key',
    { code: 'CMK_KEY_ACCESS_DENIED', hop: 'access', ruleId: 'CMK-008', retryable: false },
  ],
  [
    'workspace',
    'workspace',
    { code: 'CMK_CONSUMER_ACCESS_DENIED', hop: 'access', ruleId: 'CMK-013', retryable: false },
  ],
  [
    'containerGroups',
    'aci.score',
    { code: 'CMK_CONTAINER_KEY_ACCESS_DENIED', hop: 'access', ruleId: 'CMK-013', retryable: false },
  ],
  [
    'diskEncryptionSets',
    'aks.aks-claims',
    {
      code: 'CMK_DISK_KEY_ACCESS_DENIED',
      hop: 'diskEncryptionSet',
      ruleId: 'CMK-013',
      retryable: false,
    },
  ],
  [
    'clusters',
    'aks.aks-claims',
    { code: 'CMK_DISK_SET_NOT_READABLE', hop: 'diskEncryptionSet', retryable: false },
  ],
];

describe.each(['instant', 'realistic'] as const)('with %s latency', (latency) => {
  it.each(switches)(
    'without the grant to %s, step %s fails as its rule says',
    async (grant, stepId, expected) => {
      const sim = simulator({ latency });
      const { error, outcome } = await run(
        sim,
        planOf(sim, wholeSpec(sim, { grants: { [grant]: false } })),
      );
      expect(error?.toJSON()).toMatchObject({ ...expected, stepId });
      expect(error?.fix).toContain(`grants.${grant}`);
      expect(outcome.status).toBe('failed');
      expect(resultsOf(outcome)[stepId]).toBe('failed');
      // What does not depend on it was made all the same.
      expect(resultsOf(outcome)['storage']).toBe('changed');

      // With the grant, the same plan is finished; what was there stays as it was.
      const again = await run(sim, planOf(sim, wholeSpec(sim)));
      expect(again.error?.toJSON()).toBeUndefined();
      expect(resultsOf(again.outcome)).toMatchObject({ [stepId]: 'changed', storage: 'unchanged' });
    },
  );
});
