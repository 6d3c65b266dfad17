import { describe, expect, it } from 'vitest';

import { planOf, resultsOf, run, simulator, smallSpec, wholeSpec } from './chain.ts';

describe('a deployment on a bad day', () => {
  it('survives throttling, outages, broken connections and slow operations', async () => {
    const sim = simulator({ latency: 'realistic' });
    const plan = planOf(sim, wholeSpec(sim));
    sim.faults.add({
      method: 'PUT',
      path: '**/vaults/kv-claims',
      times: 2,
      answer: { status: 429, retryAfterSeconds: 17 },
    });
    sim.faults.add({ method: 'PUT', path: '**/workspaces/*', times: 1, answer: { status: 503 } });
    sim.faults.add({ path: '**/managedClusters/*', operation: { endsAtPoll: 5 } });
    sim.faults.add({ path: '**/containerGroups/*', method: 'PUT', times: 1, drop: true });
    sim.faults.add({ latencyMs: 250 });
    const { error, events, outcome } = await run(sim, plan);
    expect(error).toBeUndefined();
    expect(Object.values(resultsOf(outcome))).not.toContain('failed');
    expect(resultsOf(outcome)).toMatchObject({ vault: 'changed', workspace: 'changed' });
    const reasons = events
      .filter((event) => event.type === 'step.waiting')
      .map(({ stepId, waitMs, reason }) => ({ stepId, waitMs, reason }));
    expect(reasons).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ stepId: 'vault', waitMs: 17_000 }),
        expect.objectContaining({ reason: 'Azure could not answer at this moment' }),
        expect.objectContaining({ reason: 'the request did not get through' }),
      ]),
    );
    expect(sim.faults.list().map(({ fired }) => fired > 0)).toEqual([true, true, true, true, true]);
  });

  it('reports what fails for good, and what stands', async () => {
    const sim = simulator({ latency: 'realistic' });
    sim.faults.add({
      path: '**/workspaces/ml-claims',
      operation: {
        endsAtPoll: 3,
        error: { code: 'InternalServerError', message: 'Something went wrong in the region.' },
      },
    });
    const { error, outcome } = await run(sim, planOf(sim, smallSpec(sim)));
    expect(error?.toJSON()).toMatchObject({ stepId: 'workspace' });
    expect(JSON.stringify(error?.toJSON())).toContain('Something went wrong in the region.');
    const results = resultsOf(outcome);
    expect(results['workspace']).toBe('failed');
    expect(results['vault']).toBe('changed');
  });
});
