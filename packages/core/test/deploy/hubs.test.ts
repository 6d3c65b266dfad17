import { AuthorizationManagementClient } from '@azure/arm-authorization';
import { describe, expect, it } from 'vitest';
import type { Simulator } from '@azureml-cmk/simulator';

import { CmkWorkspaceBuilder } from '../../src/builder/cmk-workspace-builder.ts';
import { explain } from '../../src/plan/explain/explain.ts';
import { parsePlan } from '../../src/plan/parse-plan.ts';
import { parseSpec } from '../../src/spec/parse-spec.ts';
import type { CmkSpec, ProjectSpec } from '../../src/spec/types.ts';
import { validateSpec } from '../../src/validate/validate.ts';
import type { Posture } from '../../src/verify/posture.ts';
import { verify } from '../../src/verify/verify.ts';
import { planOf, resultsOf, run, simulator, smallSpec } from './chain.ts';

const PROJECTS: readonly ProjectSpec[] = [
  {
    name: 'project-fraud',
    friendlyName: 'Fraud',
    highBusinessImpact: true,
    tags: { team: 'fraud' },
  },
  { name: 'project-risk', identity: { create: { name: 'id-risk' } } },
];

function hubSpec(sim: Simulator, more: Partial<CmkSpec> = {}): CmkSpec {
  return smallSpec(sim, {
    workspace: { name: 'hub-claims', kind: 'Hub' },
    projects: PROJECTS,
    ...more,
  });
}

async function deployed(sim: Simulator, spec = hubSpec(sim)): Promise<CmkSpec> {
  const { error } = await run(sim, planOf(sim, spec));
  expect(error?.toJSON()).toBeUndefined();
  return spec;
}

const workspaceId = (sim: Simulator, name: string): string =>
  `/subscriptions/${sim.subscriptionId}/resourceGroups/rg-claims/providers/Microsoft.MachineLearningServices/workspaces/${name}`;

async function send(sim: Simulator, method: string, id: string, body?: object): Promise<Response> {
  const token = await sim.credential().getToken('https://management.azure.com/.default');
  return sim.fetch(
    new Request(`https://management.azure.com${id}?api-version=2025-09-01&forceToPurge=true`, {
      method,
      headers: { authorization: `Bearer ${token?.token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }),
  );
}

const projectRows = (posture: Posture): Posture['items'] =>
  posture.items.filter(({ what }) => what.startsWith('Project '));

describe.each(['instant', 'realistic'] as const)('a hub with projects, latency %s', (latency) => {
  it('is made in order, all of it under one key, and stays as it is when deployed again', async () => {
    const sim = simulator({ latency });
    const spec = hubSpec(sim);
    const first = await run(sim, planOf(sim, spec));
    expect(first.error?.toJSON()).toBeUndefined();
    expect(resultsOf(first.outcome)).toMatchObject({
      workspace: 'changed',
      'project.project-fraud': 'changed',
      'project.project-risk': 'changed',
    });
    const hub = sim.resource(workspaceId(sim, 'hub-claims'));
    expect(hub).toMatchObject({
      kind: 'Hub',
      properties: {
        associatedWorkspaces: [workspaceId(sim, 'project-fraud'), workspaceId(sim, 'project-risk')],
        encryption: { keyVaultProperties: { keyIdentifier: first.outcome.keyIdentifier } },
        serviceProvisionedResourceGroup: first.outcome.managedResourceGroup,
      },
    });
    const fraud = sim.resource(workspaceId(sim, 'project-fraud'));
    expect(fraud).toMatchObject({
      kind: 'Project',
      tags: { team: 'fraud' },
      identity: { type: 'SystemAssigned' },
      properties: { friendlyName: 'Fraud', hbiWorkspace: true },
    });
    expect(fraud?.properties).not.toHaveProperty('encryption');
    const risk = sim.resource(workspaceId(sim, 'project-risk'));
    expect(risk?.identity).toMatchObject({ type: 'UserAssigned' });
    const again = await run(sim, planOf(sim, spec));
    expect(new Set(Object.values(resultsOf(again.outcome)))).toEqual(new Set(['unchanged']));
  });
});

describe('what differs', () => {
  it('and can be changed is changed, nothing else is touched', async () => {
    const sim = simulator();
    await deployed(sim);
    const changed = PROJECTS.map((project) =>
      project.name === 'project-fraud' ? { ...project, friendlyName: 'Fraud desk' } : project,
    );
    const { outcome, error } = await run(sim, planOf(sim, hubSpec(sim, { projects: changed })));
    expect(error?.toJSON()).toBeUndefined();
    expect(Object.entries(resultsOf(outcome)).filter(([, is]) => is === 'changed')).toEqual([
      ['project.project-fraud', 'changed'],
    ]);
    const { properties } = sim.resource(workspaceId(sim, 'project-fraud')) ?? {};
    expect(properties).toMatchObject({ friendlyName: 'Fraud desk', hbiWorkspace: true });
  });

  it('is refused where it is fixed: high business impact, the hub, the kind', async () => {
    const sim = simulator();
    await deployed(sim);
    const refusal = async (spec: CmkSpec): Promise<object> => {
      const { error } = await run(sim, planOf(sim, spec));
      return { code: error?.code, stepId: error?.stepId, message: error?.message };
    };
    expect(await refusal(hubSpec(sim, { projects: [{ name: 'project-fraud' }] }))).toEqual({
      code: 'CMK_IMMUTABLE',
      stepId: 'project.project-fraud',
      message:
        'Project project-fraud exists and differs: hbiWorkspace is true, described as false.',
    });
    const other = { workspace: { name: 'hub-other', kind: 'Hub' as const } };
    expect(await refusal(hubSpec(sim, { ...other, projects: [{ name: 'project-risk' }] }))).toEqual(
      {
        code: 'CMK_IMMUTABLE',
        stepId: 'project.project-risk',
        message: `Project project-risk exists and differs: hubResourceId is ${workspaceId(sim, 'hub-claims')}, described as ${workspaceId(sim, 'hub-other')}.`,
      },
    );
    expect(await refusal(smallSpec(sim, { workspace: { name: 'hub-claims' } }))).toMatchObject({
      code: 'CMK_IMMUTABLE',
      stepId: 'workspace',
      message: expect.stringContaining('kind is Hub, described as Default'),
    });
  });
});

describe('the posture', () => {
  it('tells of each project that its data is in the stores of the hub, and what proves it', async () => {
    const sim = simulator();
    const spec = await deployed(sim);
    const posture = await verify(spec, sim.azure());
    const cosmosDb = posture.items.find(({ what }) => what.startsWith('Azure Cosmos DB'));
    expect(posture.unread).toEqual([]);
    expect(projectRows(posture)).toEqual(
      ['project-fraud', 'project-risk'].map((name) =>
        expect.objectContaining({
          place: 'cosmosDb',
          what: `Project ${name}: metadata, in the stores of its hub`,
          where: workspaceId(sim, name),
          under: 'customer',
          keyIdentifier: cosmosDb?.keyIdentifier,
          evidence: expect.arrayContaining([
            expect.objectContaining({ property: 'kind', value: 'Project' }),
            expect.objectContaining({
              property: 'properties.hubResourceId',
              value: workspaceId(sim, 'hub-claims'),
            }),
            expect.objectContaining({ property: 'properties.encryption', value: 'absent' }),
            expect.objectContaining({ property: 'properties.keyVaultKeyUri' }),
          ]),
        }),
      ),
    );
    const broken = posture.rules.filter(
      ({ level, result }) => level === 'must' && result === 'broken',
    );
    expect(broken).toEqual([]);
  });

  it('tells what the stores hold in the words of the document on hubs (CMK-054), and gives no two rows one name', async () => {
    const sim = simulator();
    const { items } = await verify(await deployed(sim), sim.azure());
    const stores = items.filter(({ ruleIds }) => ruleIds.includes('CMK-035'));
    expect(stores.map(({ what, ruleIds }) => [what, ruleIds])).toEqual(
      [
        'Azure Cosmos DB: times of flows, tags of deployments, metrics of evaluations',
        'Azure AI Search: indices, by names of deployments',
        'Managed storage account: artifacts, also fine-tuned models',
      ].map((what) => [what, ['CMK-015', 'CMK-035', 'CMK-054']]),
    );
    const names = items.map(({ what }) => what);
    expect(names).toEqual([...new Set(names)]);
    expect(names).toContain('Compute instance of project project-fraud: temporary disk');
    expect(names).toContain('Compute instance: temporary disk');
  });

  it('tells the disks of each project apart by high business impact', async () => {
    const sim = simulator();
    const spec = await deployed(sim);
    const { items } = await verify(spec, sim.azure());
    const temporary = (name: string): string | undefined =>
      items.find(
        ({ place, where }) => place === 'instanceTemporaryDisk' && where === workspaceId(sim, name),
      )?.under;
    expect(temporary('project-fraud')).toBe('platform');
    expect(temporary('project-risk')).not.toBe('platform');
  });

  it('finds projects that nobody described, and says when one is gone or in another hub', async () => {
    const sim = simulator();
    await deployed(sim);
    const two = await deployed(
      sim,
      hubSpec(sim, { workspace: { name: 'hub-two', kind: 'Hub' }, projects: [] }),
    );
    const undescribed = await verify(hubSpec(sim, { projects: [] }), sim.azure());
    expect(projectRows(undescribed).map(({ under }) => under)).toEqual(['customer', 'customer']);
    expect((await send(sim, 'DELETE', workspaceId(sim, 'project-risk'))).status).toBe(200);
    const rows = projectRows(
      await verify(hubSpec(sim, { ...two, projects: PROJECTS }), sim.azure()),
    );
    expect(rows).toEqual([
      expect.objectContaining({ under: 'unknown', note: 'It is in another hub: hub-claims.' }),
      expect.objectContaining({
        under: 'unknown',
        evidence: [expect.objectContaining({ value: 'not found' })],
      }),
    ]);
  });

  it('does not take the stores for under one key when they are not', async () => {
    const sim = simulator();
    const spec = await deployed(sim);
    const { managedResourceGroup: group = '' } = (await run(sim, planOf(sim, spec))).outcome;
    const search = sim.resources.one({ type: 'Microsoft.Search/searchServices', group });
    sim.faults.add({
      path: `**/searchServices/${search.name}`,
      method: 'GET',
      answer: { status: 403, code: 'AuthorizationFailed', message: 'No.' },
    });
    const rows = projectRows(await verify(spec, sim.azure()));
    expect(rows.map(({ under, note }) => [under, note])).toEqual(
      Array.from({ length: 2 }, () => [
        'unknown',
        'The stores of the hub are not all under the same key: see the row of each.',
      ]),
    );
  });
});

describe('AI Services that the hub is connected to', () => {
  it('have rows of their own: under your key only when they show it themselves', async () => {
    const sim = simulator();
    // AI Services take keys of this size alone.
    const key = { create: { name: 'claims-cmk', size: 2048 as const } };
    const spec = await deployed(sim, hubSpec(sim, { projects: [], key }));
    const group = `/subscriptions/${sim.subscriptionId}/resourceGroups/rg-claims/providers`;
    const account = (name: string): string =>
      `${group}/Microsoft.CognitiveServices/accounts/${name}`;
    const put = async (
      id: string,
      body: object,
    ): Promise<{ identity?: { principalId: string } }> => {
      const answer = await send(sim, 'PUT', id, body);
      const text = await answer.text();
      expect(answer.ok, text).toBe(true);
      return JSON.parse(text) as { identity?: { principalId: string } };
    };
    const services = { location: 'westeurope', kind: 'AIServices', sku: { name: 'S0' } };
    const asItself = { ...services, identity: { type: 'SystemAssigned' } };
    await put(account('ai-plain'), { ...services, properties: {} });
    const keyed = await put(account('ai-keyed'), { ...asItself, properties: {} });
    await new AuthorizationManagementClient(
      sim.credential(),
      sim.subscriptionId,
      sim.clientOptions(),
    ).roleAssignments.create(
      `${group}/Microsoft.KeyVault/vaults/kv-claims`,
      '0f0f0f0f-1111-4222-8333-444444444444',
      {
        roleDefinitionId: `/subscriptions/${sim.subscriptionId}/providers/Microsoft.Authorization/roleDefinitions/e147488a-f6f5-4113-8e2d-b22465e65bf6`,
        principalId: keyed.identity?.principalId ?? '',
        principalType: 'ServicePrincipal',
      },
    );
    await sim.clock.advance({ minutes: 10 });
    const posture = await verify(spec, sim.azure());
    const version = posture.keyIdentifier?.split('/').at(-1);
    const keyVaultProperties = {
      keyVaultUri: 'https://kv-claims.vault.azure.net',
      keyName: 'claims-cmk',
      keyVersion: version,
    };
    await put(account('ai-keyed'), {
      ...asItself,
      properties: { encryption: { keySource: 'Microsoft.KeyVault', keyVaultProperties } },
    });
    const connect = (name: string, more: object): Promise<object> =>
      put(`${workspaceId(sim, 'hub-claims')}/connections/${name}`, {
        properties: {
          authType: 'AAD',
          category: 'AIServices',
          target: 'https://ai-claims.cognitiveservices.azure.com/',
          ...more,
        },
      });
    await connect('plain', { metadata: { ApiType: 'Azure', ResourceId: account('ai-plain') } });
    await connect('keyed', { metadata: { ApiType: 'Azure', ResourceId: account('ai-keyed') } });
    await connect('again', { metadata: { ApiType: 'Azure', ResourceId: account('ai-keyed') } });
    await connect('address', {});
    await connect('feed', { category: 'PythonFeed' });
    const { items, rules } = await verify(spec, sim.azure());
    const rows = items.filter(({ place }) => place === 'aiServices');
    expect(rows.map(({ what, under, keyIdentifier }) => [what, under, keyIdentifier])).toEqual([
      ['AI Services ai-keyed: connected to the hub', 'customer', posture.keyIdentifier],
      ['AI Services ai-plain: connected to the hub', 'microsoft', undefined],
      ['AI Services behind connection address of the hub', 'unknown', undefined],
    ]);
    expect(rules.find(({ ruleId }) => ruleId === 'CMK-051')?.result).toBe('holds');
  });
});

describe('a description of a hub', () => {
  it('is the same from the builder, from JSON and in a plan', () => {
    const sim = simulator();
    const spec = hubSpec(sim);
    const base = CmkWorkspaceBuilder.create()
      .tenant(sim.tenantId)
      .subscription(sim.subscriptionId)
      .resourceGroup('rg-claims')
      .region('westeurope')
      .vault('kv-claims')
      .key('claims-cmk');
    const options = { friendlyName: 'Fraud', highBusinessImpact: true, tags: { team: 'fraud' } };
    const built = base
      .hub('hub-claims')
      .project('project-fraud', options)
      .project('project-risk', { identity: 'id-risk' });
    expect(built.toSpec()).toEqual(spec);
    expect(CmkWorkspaceBuilder.from(spec).project('project-more').toSpec().projects).toHaveLength(
      3,
    );
    expect(parseSpec(JSON.parse(JSON.stringify(spec)))).toMatchObject({ ok: true });
    const plan = planOf(sim, spec);
    expect(parsePlan(JSON.parse(JSON.stringify(plan)))).toEqual(plan);
    const step = plan.steps.find(({ id }) => id === 'project.project-risk');
    expect(step).toMatchObject({
      kind: 'project.ensure',
      title: 'Make project project-risk in hub hub-claims',
      hubId: { from: 'workspace', output: 'id' },
      permissions: expect.arrayContaining([
        {
          action: 'Microsoft.MachineLearningServices/workspaces/hubs/join/action',
          scope: workspaceId(sim, 'hub-claims'),
        },
      ]),
    });
    expect(step?.dependsOn).toEqual(expect.arrayContaining(['workspace']));
    const text = explain(plan);
    expect(text).toContain('hub hub-claims: its metadata in Cosmos DB');
    expect(text).toContain('project project-fraud: its metadata in the stores of its hub');
  });

  it('without a hub, or with one name twice, is refused where it stands', () => {
    const sim = simulator();
    const issues = (more: Partial<CmkSpec>): unknown[] =>
      validateSpec(hubSpec(sim, more), { asOf: sim.clock.iso() })
        .filter(({ severity }) => severity === 'error')
        .map(({ code, path }) => [code, path]);
    expect(issues({ workspace: { name: 'hub-claims' } })).toEqual([['SPEC-CONFLICT', 'projects']]);
    expect(issues({ projects: [{ name: 'Hub-Claims' }] })).toEqual([
      ['SPEC-DUPLICATE', 'projects[0].name'],
    ]);
    expect(issues({})).toEqual([]);
  });

  it.each(['aistudio', 'current'] as const)(
    'is held against the rules of hubs in %s, as the simulator holds it',
    async (edition) => {
      const sim = simulator({ edition });
      const spec = hubSpec(sim, { edition });
      expect(
        validateSpec(spec, { asOf: sim.clock.iso() }).filter(
          ({ severity }) => severity === 'error',
        ),
      ).toEqual([]);
      await deployed(sim, spec);
      const open = hubSpec(sim, {
        edition,
        vault: { create: { name: 'kv-open', purgeProtection: false } },
        workspace: { name: 'hub-open', kind: 'Hub' },
        projects: [],
      });
      const codes = validateSpec(open, { asOf: sim.clock.iso() }).map(({ code }) => code);
      expect(codes).toContain('CMK-002');
      const { error } = await run(sim, planOf(sim, open, { accept: ['CMK-002'] }));
      expect([error?.ruleId, error?.stepId]).toEqual(['CMK-002', 'workspace']);
    },
  );
});
