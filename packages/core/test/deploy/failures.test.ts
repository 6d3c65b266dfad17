import { KeyVaultManagementClient } from '@azure/arm-keyvault';
import type { Simulator } from '@azureml-cmk/simulator';
import { KeyClient } from '@azure/keyvault-keys';
import { describe, expect, it } from 'vitest';

import { planOf, resultsOf, run, simulator, smallSpec, start, wholeSpec } from './chain.ts';

const tenantId = (sim: Simulator): string => sim.tenantId;

async function makeVault(
  sim: Simulator,
  name: string,
  more: object = {},
  location = 'westeurope',
): Promise<string> {
  const client = new KeyVaultManagementClient(sim.credential(), sim.subscriptionId, {
    ...sim.clientOptions(),
  });
  const vault = await client.vaults.createOrUpdate('rg-claims', name, {
    location,
    properties: {
      tenantId: tenantId(sim),
      sku: { family: 'A', name: 'standard' },
      accessPolicies: [],
      enableRbacAuthorization: true,
      ...more,
    },
  });
  return vault.id ?? '';
}

/** A group with nothing in it, so that a vault can be put there. */
async function withGroup(): Promise<Simulator> {
  const sim = simulator();
  const { ResourceManagementClient } = await import('@azure/arm-resources');
  const client = new ResourceManagementClient(sim.credential(), sim.subscriptionId, {
    ...sim.clientOptions(),
  });
  await client.resourceGroups.createOrUpdate('rg-claims', { location: 'westeurope' });
  return sim;
}

describe('an existing vault without purge protection', () => {
  it('is refused by its rule before anything that takes long is started', async () => {
    const sim = await withGroup();
    const existing = await makeVault(sim, 'kv-old');
    const plan = planOf(sim, smallSpec(sim, { vault: { existing } }));
    sim.ledger.clear();
    const { error, outcome } = await run(sim, plan);
    expect(error?.toJSON()).toMatchObject({
      code: 'CMK_RULE_VIOLATED',
      ruleId: 'CMK-002',
      stepId: 'vault',
      hop: 'vault',
      retryable: false,
      issues: [{ code: 'CMK-002', severity: 'error', path: 'vault.state.purgeProtection' }],
    });
    expect(error?.message).toContain('Vault kv-old breaks CMK-002');
    expect(resultsOf(outcome)).toMatchObject({ key: 'skipped', workspace: 'skipped' });
    expect(sim.ledger.entries().some(({ url }) => url.includes('/workspaces/'))).toBe(false);
  });

  it('is used when the breach was accepted, and then Azure refuses the workspace in its own words', async () => {
    const sim = await withGroup();
    const existing = await makeVault(sim, 'kv-old');
    const plan = planOf(sim, smallSpec(sim, { vault: { existing } }));
    const { error, outcome } = await run(sim, { ...plan, accepted: ['CMK-002'] });
    expect(error?.toJSON()).toMatchObject({
      code: 'CMK_PURGE_PROTECTION_MISSING',
      ruleId: 'CMK-002',
      stepId: 'workspace',
      hop: 'vault',
      cause: {
        code: 'BadRequest',
        message: 'CMK workspaces should have purge protection enabled on their CMK keyvault.',
      },
    });
    expect(error?.intact).toEqual(outcome.resources);
    expect(outcome.resources.some((id) => id.includes('/storageAccounts/'))).toBe(true);
  });
});

describe('what exists and differs', () => {
  it('is brought up to the description where Azure allows it: purge protection, tags', async () => {
    const sim = await withGroup();
    await makeVault(sim, 'kv-claims', { softDeleteRetentionInDays: 90 });
    const { error, outcome } = await run(
      sim,
      planOf(sim, smallSpec(sim, { tags: { team: 'claims' } })),
    );
    expect(error).toBeUndefined();
    expect(resultsOf(outcome)['vault']).toBe('changed');
    const vault = sim.resource(
      `/subscriptions/${sim.subscriptionId}/resourceGroups/rg-claims/providers/Microsoft.KeyVault/vaults/kv-claims`,
    );
    expect(vault).toMatchObject({
      tags: { team: 'claims' },
      properties: { enablePurgeProtection: true },
    });
  });

  it('is refused where Azure fixes it at creation: the retention of a vault', async () => {
    const sim = await withGroup();
    await makeVault(sim, 'kv-claims', { softDeleteRetentionInDays: 7 });
    const { error } = await run(sim, planOf(sim, smallSpec(sim)));
    expect(error?.toJSON()).toMatchObject({
      code: 'CMK_IMMUTABLE',
      hop: 'vault',
      stepId: 'vault',
      retryable: false,
    });
    expect(error?.message).toBe(
      'Vault kv-claims exists and differs: softDeleteRetentionInDays is 7, described as 90.',
    );
  });

  it('keeps the access of everybody else when a policy is added', async () => {
    const sim = await withGroup();
    const other = '11111111-2222-4333-8444-555555555555';
    await makeVault(sim, 'kv-claims', {
      enableRbacAuthorization: false,
      enablePurgeProtection: true,
      accessPolicies: [
        {
          tenantId: tenantId(sim),
          objectId: other,
          permissions: { keys: ['list'], secrets: ['get'] },
        },
      ],
    });
    const vault = { create: { name: 'kv-claims', accessModel: 'accessPolicies' } } as const;
    const { error } = await run(sim, planOf(sim, smallSpec(sim, { vault })));
    expect(error).toBeUndefined();
    const client = new KeyVaultManagementClient(sim.credential(), sim.subscriptionId, {
      ...sim.clientOptions(),
    });
    const { properties } = await client.vaults.get('rg-claims', 'kv-claims');
    expect(properties.accessPolicies).toHaveLength(3);
    expect(
      properties.accessPolicies?.find(({ objectId }) => objectId === other)?.permissions,
    ).toMatchObject({
      keys: ['list'],
      secrets: ['get'],
    });
  });

  it.each([
    ['another vault', { vault: { create: { name: 'kv-other' } } }, 'CMK-030'],
    [
      'high business impact',
      { workspace: { name: 'ml-claims', highBusinessImpact: true } },
      'CMK-032',
    ],
  ])('refuses a workspace with %s by its rule', async (_, more, ruleId) => {
    const sim = simulator();
    expect((await run(sim, planOf(sim, smallSpec(sim)))).error).toBeUndefined();
    const { error, outcome } = await run(sim, planOf(sim, smallSpec(sim, more)));
    expect(error?.toJSON()).toMatchObject({
      code: 'CMK_IMMUTABLE',
      hop: 'workspace',
      stepId: 'workspace',
      ruleId,
    });
    expect(resultsOf(outcome)['workspace']).toBe('failed');
  });

  it('refuses to put the OS disks of an existing cluster under another disk encryption set', async () => {
    const sim = simulator();
    expect((await run(sim, planOf(sim, wholeSpec(sim)))).error).toBeUndefined();
    const clusters = [
      {
        create: {
          name: 'aks-claims',
          diskEncryptionSet: { create: { name: 'des-other' } },
          nodeCount: 1,
        },
      },
    ];
    const { error } = await run(sim, planOf(sim, wholeSpec(sim, { clusters })));
    expect(error?.toJSON()).toMatchObject({
      code: 'CMK_IMMUTABLE',
      hop: 'managedCluster',
      ruleId: 'CMK-063',
    });
  });

  it('moves the workspace on to the new version of its key, in place', async () => {
    const sim = simulator();
    const plan = planOf(sim, smallSpec(sim));
    expect((await run(sim, plan)).error).toBeUndefined();
    const keys = new KeyClient('https://kv-claims.vault.azure.net', sim.credential(), {
      ...sim.clientOptions('vault'),
    });
    const rotated = await keys.rotateKey('claims-cmk');
    const { error, outcome } = await run(sim, plan);
    expect(error?.toJSON()).toBeUndefined();
    expect(resultsOf(outcome)).toMatchObject({ key: 'unchanged', workspace: 'changed' });
    const again = await run(sim, plan);
    expect(again.outcome.changed).toBe(0);
    expect(JSON.stringify(sim.resource(again.outcome.workspaceId ?? ''))).toContain(rotated.id);
  });
});

describe('a failed step', () => {
  it('leaves what was made intact and named; running again finishes the job', async () => {
    const sim = simulator();
    sim.quota.set('Microsoft.DocumentDB/databaseAccounts', 'westeurope', 0);
    const plan = planOf(sim, wholeSpec(sim));
    const first = await run(sim, plan);
    expect(first.error?.toJSON()).toMatchObject({ stepId: 'workspace', hop: 'managedResources' });
    expect(first.error?.intact.some((id) => id.endsWith('/vaults/kv-claims'))).toBe(true);
    expect(resultsOf(first.outcome)).toMatchObject({
      workspace: 'failed',
      'aci.score': 'changed',
      'aks.aks-claims': 'changed',
    });

    sim.quota.set('Microsoft.DocumentDB/databaseAccounts', 'westeurope', undefined);
    const second = await run(sim, plan);
    expect(second.error).toBeUndefined();
    expect(second.outcome.changed).toBe(1);
    expect(resultsOf(second.outcome)['workspace']).toBe('changed');
  });

  it('is an error also for whoever only reads the events, without ending the process', async () => {
    const sim = simulator();
    const plan = planOf(sim, smallSpec(sim, { grants: { deployer: false } }));
    const types: string[] = [];
    for await (const event of start(sim, plan)) types.push(event.type);
    expect(types[0]).toBe('started');
    expect(types).toContain('step.failed');
    expect(types.at(-1)).toBe('finished');
  });

  it('is told when the caller has no rights at all, and a 403 is not taken for "not there"', async () => {
    const sim = simulator({
      world: { principals: [{ name: 'owner', roles: [{ role: 'Owner' }] }, { name: 'nobody' }] },
    });
    const { error, outcome } = await run(sim, planOf(sim, smallSpec(sim)), {
      credential: sim.credential('nobody'),
    });
    expect(error?.toJSON()).toMatchObject({ code: 'CMK_AUTHORIZATION_FAILED', retryable: false });
    expect(outcome).toMatchObject({ writes: 0, changed: 0 });
  });
});

describe('aborting', () => {
  it('starts nothing new, names what was made, and running again finishes the job', async () => {
    const sim = simulator({ latency: 'realistic' });
    const plan = planOf(sim, wholeSpec(sim));
    const abort = new AbortController();
    const deployment = start(sim, plan, { signal: abort.signal });
    for await (const event of deployment) {
      if (event.type === 'step.succeeded' && event.stepId === 'vault') abort.abort();
      if (event.type === 'finished') expect(event.outcome.status).toBe('aborted');
    }
    await expect(deployment.outcome).rejects.toMatchObject({
      code: 'CMK_ABORTED',
      retryable: true,
      intact: expect.arrayContaining([expect.stringMatching(/vaults\/kv-claims$/)]) as unknown,
    });
    const again = await run(sim, plan);
    expect(again.error?.toJSON()).toBeUndefined();
    expect(resultsOf(again.outcome)).toMatchObject({ vault: 'unchanged', workspace: 'changed' });
  });

  it('in the middle of the workspace goes on from there', async () => {
    const sim = simulator({ latency: 'realistic', timeWarp: false });
    const plan = planOf(sim, smallSpec(sim));
    const abort = new AbortController();
    const deployment = start(sim, plan, { signal: abort.signal });
    for await (const event of deployment) {
      if (event.type === 'step.waiting' && event.stepId === 'workspace') abort.abort();
    }
    await expect(deployment.outcome).rejects.toMatchObject({ code: 'CMK_ABORTED' });
    const again = await run(sim, plan);
    expect(again.error?.toJSON()).toBeUndefined();
    expect((await run(sim, plan)).outcome.changed).toBe(0);
  });

  it('before it begins sends nothing', async () => {
    const sim = simulator();
    const plan = planOf(sim, smallSpec(sim));
    const { error, outcome } = await run(sim, plan, { signal: AbortSignal.abort() });
    expect(error?.code).toBe('CMK_ABORTED');
    expect(outcome).toMatchObject({ status: 'aborted', requests: 0 });
    expect(sim.ledger.size).toBe(0);
  });
});

describe('bad input', () => {
  it.each([
    [
      { concurrency: 0 },
      'CMK_OPTION_INVALID',
      'concurrency is 0; it is a whole number from 1 to 32.',
    ],
    [
      { pollIntervalMs: -1 },
      'CMK_OPTION_INVALID',
      'pollIntervalMs is -1; it is a number of milliseconds from 0 on.',
    ],
  ])('%j is refused', async (options, code, message) => {
    const sim = simulator();
    const deployment = start(sim, planOf(sim, smallSpec(sim)), options);
    await expect(deployment.outcome).rejects.toMatchObject({ code, message });
    expect(await Array.fromAsync(deployment)).toEqual([]);
  });

  it('a plan whose steps cannot run is refused', async () => {
    const sim = simulator();
    const plan = planOf(sim, smallSpec(sim));
    const steps = plan.steps.toReversed();
    await expect(start(sim, { ...plan, steps }).outcome).rejects.toMatchObject({
      code: 'CMK_PLAN_INVALID',
      hop: 'spec',
    });
    expect(sim.ledger.size).toBe(0);
  });
});

describe('Microsoft Graph', () => {
  const world = {
    principals: [
      { name: 'owner', roles: [{ role: 'Owner' }] },
      { name: 'blind', roles: [{ role: 'Owner' }], readsDirectory: false },
    ],
  } as const;

  it('that does not let the caller look is an error with the way out', async () => {
    const sim = simulator({ world });
    const { error } = await run(sim, planOf(sim, smallSpec(sim)), {
      credential: sim.credential('blind'),
    });
    expect(error?.toJSON()).toMatchObject({
      code: 'CMK_GRAPH_FORBIDDEN',
      hop: 'principal',
      stepId: 'principal.cosmosDb',
      retryable: false,
      cause: { code: 'Authorization_RequestDenied' },
    });
    expect(error?.fix).toContain('cosmosDbPrincipalObjectId');
  });

  it('is not asked when the object id is given', async () => {
    const sim = simulator({ world });
    const first = await run(sim, planOf(sim, smallSpec(sim)));
    const principal = first.outcome.steps.find(({ stepId }) => stepId === 'principal.cosmosDb');
    const cosmosDbPrincipalObjectId = principal?.outputs['objectId'] ?? '';
    const other = simulator({ world });
    const spec = smallSpec(other, { cosmosDbPrincipalObjectId });
    const { error } = await run(other, planOf(other, spec), {
      credential: other.credential('blind'),
    });
    expect(error?.toJSON()).toBeUndefined();
    expect(other.ledger.entries().some(({ url }) => url.includes('graph.microsoft'))).toBe(false);
  });

  it('that finds no such principal in the tenant says how to bring it there', async () => {
    const sim = simulator({
      world: { tenants: [{ firstParty: [] }], subscriptions: [{ providers: 'all' }] },
    });
    const spec = smallSpec(sim, {
      containerGroups: [{ name: 'score', image: 'mcr.microsoft.com/azuredocs/aci-helloworld' }],
    });
    const { error, outcome } = await run(sim, planOf(sim, spec));
    expect(error?.toJSON()).toMatchObject({
      code: 'CMK_PRINCIPAL_MISSING',
      hop: 'principal',
      stepId: 'principal.containerInstance',
      retryable: false,
    });
    expect(error?.fix).toContain('6bb8e274-af5d-4df2-98a3-4fd78b4cafd9');
    const ends = new Map(outcome.steps.map(({ stepId, result }) => [stepId, result]));
    expect(ends.get('workspace')).toBe('changed');
    expect(ends.get('aci.score')).toBe('skipped');
  });
});
