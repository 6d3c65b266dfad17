import { describe, expect, it } from 'vitest';

import type { CmkSpec } from '../../src/spec/types.ts';
import { verify } from '../../src/verify/verify.ts';
import { planOf, resultsOf, run, simulator, smallSpec, wholeSpec } from './chain.ts';

const userAssigned: Partial<CmkSpec> = {
  vault: { create: { name: 'kv-claims', accessModel: 'accessPolicies' } },
  workspace: {
    name: 'ml-claims',
    identity: { type: 'UserAssigned', identities: [{ create: { name: 'id-claims' } }] },
    encryption: { identity: { create: { name: 'id-claims' } } },
  },
};

describe.each(['instant', 'realistic'] as const)('with %s latency', (latency) => {
  it.each([
    ['the small chain', smallSpec, {}],
    ['the whole chain', wholeSpec, {}],
    ['access policies and a user-assigned identity', smallSpec, userAssigned],
    [
      'service-side encryption',
      smallSpec,
      { workspace: { name: 'ml-claims', encryption: { architecture: 'serviceSide' } } },
    ],
  ] as const)('deploys %s, and a second run changes nothing', async (_, specOf, more) => {
    const sim = simulator({ latency });
    const plan = planOf(sim, specOf(sim, more));
    const first = await run(sim, plan);
    expect(first.error?.toJSON()).toBeUndefined();
    expect(first.outcome).toMatchObject({ status: 'succeeded' });
    expect(first.outcome.changed).toBeGreaterThan(5);
    expect(first.outcome.writes).toBeGreaterThanOrEqual(first.outcome.changed);

    sim.ledger.clear();
    const second = await run(sim, plan);
    expect(second.error).toBeUndefined();
    expect(second.events.filter((event) => event.type === 'step.succeeded')).toEqual([]);
    expect(second.outcome).toMatchObject({
      status: 'succeeded',
      changed: 0,
      writes: 0,
      resources: [],
    });
    expect(new Set(Object.values(resultsOf(second.outcome)))).toEqual(new Set(['unchanged']));
    // The simulator's own book says the same: nothing but reads, and challenges that were answered with 401.
    const writes = sim.ledger
      .entries()
      .filter(({ method, status }) => method !== 'GET' && method !== 'HEAD' && status !== 401)
      .map(({ method, url }) => `${method} ${url}`);
    expect(writes).toEqual([]);
  });
});

describe('the outcome names the workspace and its key', () => {
  const version = /^https:\/\/kv-claims\.vault\.azure\.net\/keys\/claims-cmk\/[0-9a-f]{32}$/;

  it('as the workspace itself does, and again when nothing changed', async () => {
    const sim = simulator();
    const plan = planOf(sim, smallSpec(sim));
    const { outcome } = await run(sim, plan);
    const workspaceId = `/subscriptions/${sim.subscriptionId}/resourceGroups/rg-claims/providers/Microsoft.MachineLearningServices/workspaces/ml-claims`;
    expect(outcome).toMatchObject({ workspaceId, keyIdentifier: expect.stringMatching(version) });
    const posture = await verify(plan, sim.azure());
    expect(outcome.keyIdentifier).toBe(posture.keyIdentifier);
    const managed = `/subscriptions/${sim.subscriptionId}/resourceGroups/${outcome.managedResourceGroup}`;
    expect(sim.resource(managed)).toBeDefined();
    const again = (await run(sim, plan)).outcome;
    const { keyIdentifier, managedResourceGroup } = outcome;
    expect(again).toMatchObject({ workspaceId, keyIdentifier, managedResourceGroup });
  });

  it('without a managed resource group where there is none', async () => {
    const sim = simulator();
    const workspace = {
      name: 'ml-claims',
      encryption: { architecture: 'serviceSide' as const },
    };
    const { outcome } = await run(sim, planOf(sim, smallSpec(sim, { workspace })));
    expect(outcome.workspaceId).toMatch(/ml-claims$/);
    expect(outcome).not.toHaveProperty('managedResourceGroup');
  });

  it('as far as the deployment got', async () => {
    const sim = simulator();
    sim.quota.set('Microsoft.DocumentDB/databaseAccounts', 'westeurope', 0);
    const { error, outcome } = await run(sim, planOf(sim, smallSpec(sim)));
    expect(error).toBeDefined();
    expect(outcome.keyIdentifier).toMatch(version);
    expect(outcome).not.toHaveProperty('workspaceId');
  });
});

describe('in other clouds', () => {
  it('deploys and verifies in Azure Government', async () => {
    const sim = simulator({ cloud: 'usGovernment' });
    const spec = wholeSpec(sim, { cloud: 'usGovernment', location: 'usgovvirginia' });
    const { error, outcome } = await run(sim, planOf(sim, spec));
    expect(error?.toJSON()).toBeUndefined();
    expect(outcome.keyIdentifier).toMatch(
      /^https:\/\/kv-claims\.vault\.usgovcloudapi\.net\/keys\//,
    );
    const posture = await verify(spec, sim.azure());
    expect(posture).toMatchObject({ cloud: 'usGovernment', unread: [] });
    expect(posture.items.filter(({ under }) => under === 'customer')).toHaveLength(7);
  });

  it('says in China that the Azure Cosmos DB principal must be given', async () => {
    const sim = simulator({ cloud: 'china' });
    const spec = smallSpec(sim, { cloud: 'china', location: 'chinaeast2' });
    const plan = planOf(sim, spec, { accept: ['CMK-014'] });
    const { error } = await run(sim, plan);
    expect(error?.toJSON()).toMatchObject({
      code: 'CMK_PRINCIPAL_UNPUBLISHED',
      hop: 'principal',
      ruleId: 'CMK-014',
      retryable: false,
    });
    expect(error?.fix).toContain('cosmosDbPrincipalObjectId');
  });
});
