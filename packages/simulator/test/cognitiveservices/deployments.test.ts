import { CognitiveServicesManagementClient, type Deployment } from '@azure/arm-cognitiveservices';
import { ResourceManagementClient } from '@azure/arm-resources';
import { describe, expect, it } from 'vitest';
import type { Simulator } from '../../src/index.ts';
import { FAST, GROUP, idOf, LOCATION, scene, send } from '../machinelearning/scene.ts';

const NAME = 'ais-credit-risk';
const VERSION = '2025-09-01';
const CHAT: Deployment = {
  sku: { name: 'GlobalStandard', capacity: 10 },
  properties: { model: { format: 'OpenAI', name: 'gpt-4o', version: '2024-11-20' } },
};

const cognitive = (sim: Simulator): CognitiveServicesManagementClient =>
  new CognitiveServicesManagementClient(sim.credential(), sim.subscriptionId, sim.clientOptions());

const idOfAccount = (sim: Simulator): string =>
  idOf(sim, 'Microsoft.CognitiveServices/accounts', NAME);

async function accountScene(kind = 'AIServices'): Promise<Simulator> {
  const { sim } = await scene({ grantCosmosDb: false });
  const account = { location: LOCATION, kind, sku: { name: 'S0' }, properties: {} };
  await cognitive(sim).accounts.beginCreateAndWait(GROUP, NAME, account, FAST);
  return sim;
}

const deployed = (sim: Simulator, change: Partial<Deployment> = {}, name = 'chat') =>
  cognitive(sim).deployments.beginCreateOrUpdateAndWait(
    GROUP,
    NAME,
    name,
    { ...CHAT, ...change },
    FAST,
  );

describe('a model that is deployed to an account', () => {
  it.each(['AIServices', 'OpenAI'])('is made, listed, changed and deleted: %s', async (kind) => {
    const sim = await accountScene(kind);
    const { deployments } = cognitive(sim);
    expect(await deployed(sim)).toMatchObject({
      id: `${idOfAccount(sim)}/deployments/chat`,
      name: 'chat',
      type: 'Microsoft.CognitiveServices/accounts/deployments',
      sku: { name: 'GlobalStandard', capacity: 10 },
      properties: {
        model: CHAT.properties?.model,
        provisioningState: 'Succeeded',
        versionUpgradeOption: 'OnceNewDefaultVersionAvailable',
        currentCapacity: 10,
      },
    });
    await deployed(sim, { sku: { name: 'Standard' } }, 'small');
    const listed: unknown[] = [];
    for await (const { name, sku } of deployments.list(GROUP, NAME)) listed.push([name, sku]);
    expect(listed).toEqual([
      ['chat', CHAT.sku],
      ['small', { name: 'Standard', capacity: 1 }],
    ]);
    const changed = await deployments.beginUpdateAndWait(
      GROUP,
      NAME,
      'chat',
      { sku: { name: 'GlobalStandard', capacity: 20 }, tags: { team: 'risk' } },
      FAST,
    );
    expect(changed).toMatchObject({
      sku: { capacity: 20 },
      tags: { team: 'risk' },
      properties: { model: CHAT.properties?.model, currentCapacity: 20 },
    });
    await deployments.beginDeleteAndWait(GROUP, NAME, 'chat', FAST);
    await expect(deployments.get(GROUP, NAME, 'chat')).rejects.toMatchObject({
      statusCode: 404,
      code: 'ResourceNotFound',
    });
  });

  it('keeps its account from being deleted, in the reported words', async () => {
    const sim = await accountScene();
    await deployed(sim);
    await deployed(sim, {}, 'small');
    const { accounts, deployments } = cognitive(sim);
    await expect(accounts.beginDeleteAndWait(GROUP, NAME, FAST)).rejects.toMatchObject({
      statusCode: 409,
      code: 'CannotDeleteResource',
      message: `Cannot delete resource while nested resources exist. Some existing nested resource IDs include: 'Microsoft.CognitiveServices/accounts/${NAME}/deployments/chat, Microsoft.CognitiveServices/accounts/${NAME}/deployments/small'. Please delete all nested resources before deleting this resource.`,
    });
    for (const name of ['chat', 'small']) {
      await deployments.beginDeleteAndWait(GROUP, NAME, name, FAST);
    }
    await accounts.beginDeleteAndWait(GROUP, NAME, FAST);
  });

  it('goes with the group', async () => {
    const sim = await accountScene();
    await deployed(sim);
    const groups = new ResourceManagementClient(
      sim.credential(),
      sim.subscriptionId,
      sim.clientOptions(),
    ).resourceGroups;
    await groups.delete(GROUP, FAST);
    expect(await groups.checkExistence(GROUP)).toMatchObject({ body: false });
  });

  it.each([
    [{ sku: { name: '' } }, "A deployment needs a 'sku.name'."],
    [
      { sku: { name: 'Standard', capacity: 0 } },
      "'sku.capacity' must be a whole number of at least 1.",
    ],
    [
      { properties: { model: { name: 'gpt-4o', version: '1' } } },
      "A deployment needs 'properties.model' with a 'format' and a 'name'.",
    ],
  ])('is refused with %j', async (change, message) => {
    const sim = await accountScene();
    await expect(deployed(sim, change)).rejects.toMatchObject({
      statusCode: 400,
      code: 'BadRequest',
      message: `${message} (simulator wording)`,
    });
  });

  it('is refused by accounts of other kinds', async () => {
    const sim = await accountScene('TextAnalytics');
    await expect(deployed(sim)).rejects.toThrow(
      "Models are deployed to accounts of the kinds AIServices and OpenAI; 'ais-credit-risk' is of the kind TextAnalytics. (simulator wording)",
    );
  });

  it('says its version, since only Azure knows which is the default', async () => {
    const sim = await accountScene();
    const properties = { model: { format: 'OpenAI', name: 'gpt-4o' } };
    await expect(deployed(sim, { properties })).rejects.toMatchObject({
      statusCode: 501,
      message: "the default version of the model 'gpt-4o' is not simulated (simulator wording)",
    });
  });
});

describe('what only Azure knows of models', () => {
  it.each([
    ['models', 'GET Microsoft.CognitiveServices/accounts/models'],
    ['skus', 'GET Microsoft.CognitiveServices/accounts/skus'],
    ['usages', 'GET Microsoft.CognitiveServices/accounts/usages'],
  ])('is refused by name: the %s of an account', async (list, named) => {
    const sim = await accountScene();
    const { status, body } = await send(sim, 'GET', `${idOfAccount(sim)}/${list}`, VERSION);
    expect([status, body.error.message]).toEqual([
      501,
      `${named} is not simulated (simulator wording)`,
    ]);
  });

  it.each(['skus', 'locations/westeurope/models', 'locations/westeurope/usages'])(
    'is refused by name: the %s of a subscription',
    async (list) => {
      const { sim } = await scene({ grantCosmosDb: false });
      const path = `/subscriptions/${sim.subscriptionId}/providers/Microsoft.CognitiveServices/${list}`;
      const { status, body } = await send(sim, 'GET', path, VERSION);
      expect([status, body.error.code]).toEqual([501, 'NotSimulated']);
      expect(body.error.message).toContain(list);
    },
  );
});
