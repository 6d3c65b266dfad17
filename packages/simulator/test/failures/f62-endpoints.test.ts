import type { BatchEndpoint, OnlineEndpoint } from '@azure/arm-machinelearning';
import { describe, expect, it } from 'vitest';
import {
  create,
  encryptedWorkspace,
  FAST,
  GROUP,
  LOCATION,
  machineLearning,
  scene,
  type Scene,
  type SceneOptions,
  send,
  WORKSPACE,
} from './workspace-failure.ts';

const endpoint: OnlineEndpoint & BatchEndpoint = {
  location: LOCATION,
  identity: { type: 'SystemAssigned' },
  properties: { authMode: 'AADToken' },
};

const online = ({ sim }: Scene) =>
  machineLearning(sim).onlineEndpoints.beginCreateOrUpdateAndWait(
    GROUP,
    WORKSPACE,
    'scoring-online',
    endpoint,
    FAST,
  );

const batch = ({ sim }: Scene) =>
  machineLearning(sim).batchEndpoints.beginCreateOrUpdateAndWait(
    GROUP,
    WORKSPACE,
    'scoring-batch',
    endpoint,
    FAST,
  );

const refusal = (what: string) => ({
  statusCode: 400,
  code: 'BadRequest',
  message: `The workspace '${WORKSPACE}' is encrypted with a customer-managed key, with which ${what} is not supported. (simulator wording)`,
});

async function encrypted(edition: NonNullable<SceneOptions['edition']>): Promise<Scene> {
  const given = await scene({ edition });
  await create(given);
  return given;
}

describe('F62 endpoints of a workspace under a key', () => {
  it('F62 are refused, both kinds, by the earlier how-to article', async () => {
    const given = await encrypted('howto-a');
    await expect(online(given)).rejects.toMatchObject(refusal('an online endpoint'));
    await expect(batch(given)).rejects.toMatchObject(refusal('a batch endpoint'));
    const told = given.sim.ledger.entries().filter(({ ruleId }) => ruleId === 'CMK-042');
    expect(told).toHaveLength(2);
  });

  it('F62 are refused for batches alone by the later one', async () => {
    const given = await encrypted('howto-b');
    expect((await online(given)).name).toBe('scoring-online');
    await expect(batch(given)).rejects.toMatchObject(refusal('a batch endpoint'));
  });

  it('F62 are no failure any more', async () => {
    const given = await encrypted('current');
    expect((await online(given)).name).toBe('scoring-online');
    expect((await batch(given)).name).toBe('scoring-batch');
  });

  it("F62 never was one under Microsoft's keys", async () => {
    const given = await scene({ edition: 'howto-a' });
    const { encryption: _encryption, ...plain } = encryptedWorkspace(given);
    await machineLearning(given.sim).workspaces.beginCreateOrUpdateAndWait(
      GROUP,
      WORKSPACE,
      plain,
      FAST,
    );
    expect((await online(given)).name).toBe('scoring-online');
    expect((await batch(given)).name).toBe('scoring-batch');
    expect((await send(given.sim, 'GET', given.workspaceId, '2025-09-01')).status).toBe(200);
  });
});
