import { describe, expect, it } from 'vitest';
import { deploy, deployments, emptyGroup, FAST, GROUP, LOCATION, template } from './deploying.ts';

const IDENTITY = 'Microsoft.ManagedIdentity/userAssignedIdentities';
const identity = (name: string, tags: Record<string, string> = {}) => ({
  type: IDENTITY,
  apiVersion: '2023-01-31',
  name,
  location: LOCATION,
  tags,
});

const nested = (name: string, scope: 'inner' | 'outer') => ({
  type: 'Microsoft.Resources/deployments',
  apiVersion: '2022-09-01',
  name,
  properties: {
    mode: 'Incremental',
    expressionEvaluationOptions: { scope },
    template: template({
      resources: [
        identity('within', {
          of: `[reference(resourceId('${IDENTITY}', 'same'), '2023-01-31').clientId]`,
        }),
      ],
    }),
  },
});

describe.each(['instant', 'realistic'] as const)('what-if, %s', (latency) => {
  it('tells what would be made, changed, left and taken away', async () => {
    const sim = await emptyGroup({ latency });
    const old = {
      resources: [identity('aside'), identity('changed', { a: '1', b: '2' }), identity('same')],
    };
    await deploy(sim, old, {}, { name: 'before' });
    const given = {
      parameters: { secret: { type: 'securestring' } },
      resources: [
        identity('changed', { a: '3', c: '4' }),
        identity('same'),
        identity('new', { secret: "[parameters('secret')]" }),
        nested('known', 'inner'),
        // Its outer template would have to run to know what it would make.
        nested('unknown', 'outer'),
      ],
    };
    const ask = async (
      mode: 'Incremental' | 'Complete',
      resultFormat: 'ResourceIdOnly' | 'FullResourcePayloads',
    ) => {
      const { status, changes } = await deployments(sim).deployments.whatIf(
        GROUP,
        'main',
        {
          properties: {
            mode,
            template: template(given),
            parameters: { secret: { value: 'sim-hidden' } },
            whatIfSettings: { resultFormat },
          },
        },
        FAST,
      );
      expect(status).toBe('Succeeded');
      return changes ?? [];
    };
    const types = (changes: Awaited<ReturnType<typeof ask>>) =>
      changes.map(({ resourceId, changeType }) => [resourceId?.split('/').pop(), changeType]);
    const full = await ask('Incremental', 'FullResourcePayloads');
    expect(types(full)).toEqual([
      ['aside', 'Ignore'],
      ['changed', 'Modify'],
      ['new', 'Create'],
      ['same', 'NoChange'],
      ['within', 'Create'],
      ['unknown', 'Unsupported'],
    ]);
    expect(full[1]?.delta).toEqual([
      { path: 'tags.a', propertyChangeType: 'Modify', before: '1', after: '3' },
      { path: 'tags.c', propertyChangeType: 'Create', after: '4' },
      { path: 'tags.b', propertyChangeType: 'Delete', before: '2' },
    ]);
    expect(full[2]?.after).toMatchObject({
      name: 'new',
      tags: { secret: "[parameters('secret')]" },
    });
    expect(JSON.stringify(full)).not.toContain('sim-hidden');
    expect(types(await ask('Complete', 'ResourceIdOnly'))).toEqual([
      ['aside', 'Delete'],
      ['changed', 'Deploy'],
      ['new', 'Create'],
      ['same', 'Deploy'],
      ['within', 'Create'],
      ['unknown', 'Unsupported'],
    ]);
    const group = `/subscriptions/${sim.subscriptionId}/resourceGroups/${GROUP}`;
    expect(sim.resource(`${group}/providers/${IDENTITY}/new`)).toBeUndefined();
  });
});
