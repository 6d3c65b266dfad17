import { describe, expect, it } from 'vitest';
import {
  GROUP,
  LOCATION,
  machineLearning,
  type Scene,
  send,
  type Wire,
  WORKSPACE,
  workspaceScene,
} from './child-scene.ts';

const VERSION = '2022-10-01';

/** Puts one after the other, a minute apart. */
async function made(paths: readonly (readonly [path: string, body: object])[]): Promise<Scene> {
  const given = await workspaceScene();
  for (const [path, body] of paths) {
    const { status } = await send(given.sim, 'PUT', `${given.workspaceId}/${path}`, VERSION, body);
    expect(status).toBe(201);
    await given.sim.clock.advance({ minutes: 1 });
  }
  return given;
}

const namesOf = async (list: AsyncIterable<{ readonly name?: string }>): Promise<unknown[]> =>
  (await Array.fromAsync(list)).map(({ name }) => name);

const answer = async (given: Scene, path: string): Promise<Wire> => {
  const { status, body } = await send(given.sim, 'GET', `${given.workspaceId}/${path}`, VERSION);
  return [status, body.error?.code, body.error?.message ?? body.value.map((one: Wire) => one.name)];
};

const endpoint = (tags: object, properties: object = {}, compute?: string) => ({
  location: LOCATION,
  tags,
  properties: { authMode: 'Key', properties, ...(compute === undefined ? {} : { compute }) },
});

const endpoints = () =>
  made([
    ['onlineEndpoints/b', endpoint({ team: 'risk' }, { tier: 'gold' })],
    ['onlineEndpoints/a', endpoint({ team: 'fraud', stage: 'test' })],
    ['onlineEndpoints/c', endpoint({}, { tier: 'tin' }, '/subscriptions/s/aks')],
  ]);

describe('a list of online endpoints', () => {
  it.each([
    [{}, ['a', 'b', 'c']],
    [{ orderBy: 'CreatedAtAsc' }, ['b', 'a', 'c']],
    [{ orderBy: 'CreatedAtDesc' }, ['c', 'a', 'b']],
    [{ computeType: 'Managed' }, ['a', 'b']],
    [{ computeType: 'Kubernetes' }, ['c']],
    [{ computeType: 'AzureMLCompute' }, []],
    [{ tags: 'team' }, ['a', 'b']],
    [{ tags: 'team=risk' }, ['b']],
    [{ tags: 'team,stage=test' }, ['a']],
    [{ tags: 'team=other' }, []],
    [{ properties: 'tier=tin' }, ['c']],
    [{ tags: 'team', orderBy: 'CreatedAtAsc' }, ['b', 'a']],
  ] as const)('shows for %j %j', async (options, names) => {
    const { sim } = await endpoints();
    const { onlineEndpoints } = machineLearning(sim);
    expect(await namesOf(onlineEndpoints.list(GROUP, WORKSPACE, options))).toEqual(names);
  });

  it('is sorted by the last change too, and across its pages', async () => {
    const given = await endpoints();
    const { onlineEndpoints } = machineLearning(given.sim);
    await send(given.sim, 'PATCH', `${given.workspaceId}/onlineEndpoints/b`, VERSION, {
      tags: { team: 'risk', seen: 'yes' },
    });
    const options = { orderBy: 'UpdatedAtDesc', count: 1 } as const;
    const pages = onlineEndpoints.list(GROUP, WORKSPACE, options).byPage();
    const sizes: number[] = [];
    const names: unknown[] = [];
    for await (const page of pages) {
      sizes.push(page.length);
      names.push(...page.map(({ name }) => name));
    }
    expect([sizes, names]).toEqual([
      [1, 1, 1],
      ['b', 'c', 'a'],
    ]);
    expect(
      await namesOf(onlineEndpoints.list(GROUP, WORKSPACE, { orderBy: 'UpdatedAtAsc' })),
    ).toEqual(['a', 'c', 'b']);
  });

  it('knows no other order and no other compute', async () => {
    const given = await endpoints();
    expect(await answer(given, 'onlineEndpoints?orderBy=Name')).toEqual([
      400,
      'UserError',
      `'orderBy' is "Name"; it must be one of CreatedAtDesc, CreatedAtAsc, UpdatedAtDesc, UpdatedAtAsc (simulator wording)`,
    ]);
    expect((await answer(given, 'onlineEndpoints?computeType=Abacus'))[0]).toBe(400);
  });
});

describe('a list of versions', () => {
  const model = (tags: object, properties: object = {}) => ({
    properties: { modelUri: 'azureml://m', description: 'churn', tags, properties },
  });
  const models = () =>
    made([
      ['models/churn/versions/2', model({ stage: 'test' })],
      ['models/churn/versions/10', model({ stage: 'prod' }, { auc: '0.9' })],
      ['models/churn/versions/1', model({})],
    ]);

  it.each([
    ['', ['1', '10', '2']],
    ['$orderBy=createdtime', ['2', '10', '1']],
    ['$orderBy=createdtime asc', ['2', '10', '1']],
    ['$orderBy=createdtime desc', ['1', '10', '2']],
    ['$orderBy=modifiedtime desc&$top=2', ['1', '10']],
    ['offset=0', ['1', '10', '2']],
    ['offset=1', ['10', '2']],
    ['offset=2&$orderBy=createdtime', ['1']],
    ['offset=3', []],
    ['tags=stage&offset=1', ['2']],
    ['tags=stage', ['10', '2']],
    ['tags=stage=prod', ['10']],
    ['properties=auc', ['10']],
    ['version=2', ['2']],
    ['description=churn&version=1', ['1']],
    ['description=other', []],
  ])('shows for %j %j', async (query, names) => {
    const given = await models();
    const path = `models/churn/versions?${query.replaceAll(' ', '%20')}`;
    expect(await answer(given, path)).toEqual([200, undefined, names]);
  });

  it('is refused by name in an order that is no time', async () => {
    const given = await models();
    expect(await answer(given, 'models/churn/versions?$orderBy=string')).toEqual([
      501,
      'NotSimulated',
      "the order 'string' of the list of Microsoft.MachineLearningServices/workspaces/models/versions is not simulated (simulator wording)",
    ]);
    expect((await answer(given, 'models/churn/versions?feed=one'))[0]).toBe(501);
  });

  it('passes over the first ones once, not on each page', async () => {
    const { sim } = await models();
    const { modelVersions } = machineLearning(sim);
    const listed = modelVersions.list(GROUP, WORKSPACE, 'churn', { offset: 1, top: 1 });
    expect(await namesOf(listed)).toEqual(['10', '2']);
  });

  it.each(['-1', '1.5', 'x', ''])('is refused with the offset %j', async (offset) => {
    const given = await models();
    expect(await answer(given, `models/churn/versions?offset=${offset}`)).toEqual([
      400,
      'InvalidQueryParameter',
      `The value '${offset}' of the query parameter 'offset' is not a whole number of at least 0. (simulator wording)`,
    ]);
  });

  it('of data is filtered by $tags', async () => {
    const data = (tags: object) => ({
      properties: { dataType: 'uri_file', dataUri: 'azureml://d', tags },
    });
    const { sim } = await made([
      ['data/raw/versions/1', data({ kept: 'yes' })],
      ['data/raw/versions/2', data({})],
    ]);
    const { dataVersions } = machineLearning(sim);
    expect(await namesOf(dataVersions.list(GROUP, WORKSPACE, 'raw', { tags: 'kept' }))).toEqual([
      '1',
    ]);
  });
});

describe('a list of datastores', () => {
  const store = {
    properties: {
      datastoreType: 'AzureBlob',
      accountName: 'stml',
      containerName: 'raw',
      credentials: { credentialsType: 'None' },
    },
  };

  it.each([
    ['searchText=RAW', ['raw_one', 'raw_two']],
    ['searchText=raw&orderBy=name&orderByAsc=false', ['raw_two', 'raw_one']],
    ['searchText=raw&orderBy=createdtime&orderByAsc=true', ['raw_two', 'raw_one']],
    ['searchText=raw&orderBy=createdtime', ['raw_one', 'raw_two']],
    ['searchText=nothing', []],
  ])('shows for %s %j', async (query, names) => {
    const given = await made([
      ['datastores/raw_two', store],
      ['datastores/raw_one', store],
    ]);
    expect(await answer(given, `datastores?${query}`)).toEqual([200, undefined, names]);
  });

  it('is refused by name in another order', async () => {
    const given = await made([]);
    expect((await answer(given, 'datastores?orderBy=size'))[0]).toBe(501);
  });
});

it('a list of jobs is filtered by what was kept of them', async () => {
  const job = (properties: object) => ({
    properties: { jobType: 'Command', command: 'ls', environmentId: 'azureml:e:1', properties },
  });
  const given = await made([
    ['jobs/one', job({ run: '7' })],
    ['jobs/two', job({ run: '8' })],
  ]);
  expect(await answer(given, 'jobs?properties=run=8')).toEqual([200, undefined, ['two']]);
  expect(await answer(given, 'jobs?properties=run')).toEqual([200, undefined, ['one', 'two']]);
  expect(await answer(given, 'jobs?properties=run,other')).toEqual([200, undefined, []]);
});
