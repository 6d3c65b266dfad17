import { describe, expect, it } from 'vitest';
import {
  deploy,
  deployments,
  emptyGroup,
  FAST,
  GROUP,
  groupId,
  identity,
  IDENTITY,
  nested,
  template,
} from './deploying.ts';

const withId = template({
  resources: [
    identity('within', {
      tags: { of: `[reference(resourceId('${IDENTITY}', 'same'), '2023-01-31').clientId]` },
    }),
  ],
});

describe.each(['instant', 'realistic'] as const)('what-if, %s', (latency) => {
  it('tells what would be made, changed, left and taken away', async () => {
    const sim = await emptyGroup({ latency });
    const old = {
      resources: [
        identity('aside'),
        identity('changed', { tags: { a: '1', b: '2' } }),
        identity('same'),
      ],
    };
    await deploy(sim, old, {}, { name: 'before' });
    const given = {
      parameters: { secret: { type: 'securestring' } },
      resources: [
        identity('changed', { tags: { a: '3', c: '4' } }),
        identity('same'),
        identity('new', { tags: { secret: "[parameters('secret')]" } }),
        nested('known', withId, 'inner'),
        // Its outer template would have to run to know what it would make.
        nested('unknown', withId),
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
    expect(sim.resource(`${groupId(sim)}/providers/${IDENTITY}/new`)).toBeUndefined();
  });
});
