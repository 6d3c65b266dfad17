import { CosmosDBManagementClient } from '@azure/arm-cosmosdb';
import { describe, expect, it } from 'vitest';
import { commandOf, kept, makeJob, MARKER, setGrant, statusOf } from '../machinelearning/kept.ts';
import {
  FAST,
  GROUP,
  idOf,
  keys,
  LOCATION,
  scene,
  send,
  WORKSPACE,
} from '../machinelearning/scene.ts';

/** A chain of five clients is made first, and loaded with the first test. */
const TIMEOUT_MS = 30_000;

const BLOCKED =
  '{"Errors":["Request is blocked due to Customer Managed Key not being accessible."]}';
const KEY = 'https://kv-ml.vault.azure.net/keys/cosmos-key';

describe('F64 the key behind the metadata is out of reach', { timeout: TIMEOUT_MS }, () => {
  it('refuses what reads it with the sentence of Azure Cosmos DB, in a wrapper of our own', async () => {
    const given = await kept();
    await setGrant(given, false);
    await given.sim.clock.advance({ hours: 1 });
    await expect(given.client.jobs.get(GROUP, WORKSPACE, 'job-1')).rejects.toMatchObject({
      statusCode: 403,
      code: 'Forbidden',
      message: `The metadata of '${WORKSPACE}' cannot be reached: ${BLOCKED} (simulator wording)`,
    });
    const { headers } = await send(
      given.sim,
      'GET',
      `${given.workspaceId}/jobs/job-1`,
      '2025-09-01',
    );
    expect(headers.get('x-cmk-simulator-evidence')).toBe('assumed');
    expect(headers.get('x-cmk-simulator-rule')).toBe('CMK-021');
  });
});

describe('F64 the same for what writes it', { timeout: TIMEOUT_MS }, () => {
  it('refuses that with the same sentence: what a timeout behind the service becomes was not seen', async () => {
    const given = await kept();
    await setGrant(given, false);
    await given.sim.clock.advance({ hours: 1 });
    await expect(makeJob(given.client, 'job-2')).rejects.toMatchObject({
      statusCode: 403,
      code: 'Forbidden',
      message: `The metadata of '${WORKSPACE}' cannot be reached: ${BLOCKED} (simulator wording)`,
    });
    await setGrant(given, true);
    await given.sim.clock.advance({ hours: 1 });
    await makeJob(given.client, 'job-2');
  });
});

/** An account of one's own under the scene's key. */
async function ownAccount() {
  const { sim } = await scene();
  const { databaseAccounts: accounts } = new CosmosDBManagementClient(
    sim.credential(),
    sim.subscriptionId,
    sim.clientOptions(),
  );
  await accounts.createOrUpdate(
    GROUP,
    'cosmos-own',
    {
      location: LOCATION,
      databaseAccountOfferType: 'Standard',
      locations: [{ locationName: 'West Europe' }],
      keyVaultKeyUri: KEY,
    },
    FAST,
  );
  return { sim, accounts };
}

describe('F66 an update while the key is out of reach', { timeout: TIMEOUT_MS }, () => {
  it('is refused but for the identity, which brings the account back at once', async () => {
    const { sim, accounts } = await ownAccount();
    await keys(sim).updateKeyProperties('cosmos-key', { enabled: false });
    await sim.clock.advance({ hours: 1 });
    const refused = {
      statusCode: 400,
      code: 'BadRequest',
      message: expect.stringMatching(
        /^No Update is allowed on Database Account with Customer Managed Key in Revoked Status\r\nActivityId: [0-9a-f-]{36}, Microsoft\.Azure\.Documents\.Common\/2\.14\.0$/,
      ),
    };
    await expect(
      accounts.update(GROUP, 'cosmos-own', { tags: { a: 'b' } }, FAST),
    ).rejects.toMatchObject(refused);
    await keys(sim).updateKeyProperties('cosmos-key', { enabled: true });
    await expect(
      accounts.update(GROUP, 'cosmos-own', { tags: { a: 'b' } }, FAST),
    ).rejects.toMatchObject(refused);
    const updated = await accounts.update(
      GROUP,
      'cosmos-own',
      { defaultIdentity: 'FirstPartyIdentity' },
      FAST,
    );
    expect(updated.customerManagedKeyStatus).toBe(
      'Access to the configured customer managed key confirmed.',
    );
  });

  it('leaves deletion', async () => {
    const { sim, accounts } = await ownAccount();
    await keys(sim).updateKeyProperties('cosmos-key', { enabled: false });
    await sim.clock.advance({ hours: 1 });
    await accounts.delete(GROUP, 'cosmos-own', FAST);
    const id = idOf(sim, 'Microsoft.DocumentDB/databaseAccounts', 'cosmos-own');
    expect(sim.resource(id)).toBeUndefined();
    expect(sim.encryption.stores()).toEqual([]);
  });
});

describe(
  'F70 the old version of a key disabled too soon after a rotation',
  { timeout: TIMEOUT_MS },
  () => {
    it('takes the key away, for 24 hours of activity are still to come; enabled again, it comes back', async () => {
      const given = await kept();
      const { sim, keyId } = given;
      await keys(sim).rotateKey('cosmos-key');
      await sim.clock.advance({ hours: 23 });
      await keys(sim).updateKeyProperties('cosmos-key', keyId.slice(-32), { enabled: false });
      await sim.clock.advance({ hours: 1 });
      expect(await statusOf(given)).toContain('is currently revoked');
      await expect(commandOf(given)).rejects.toMatchObject({ statusCode: 403 });
      await keys(sim).updateKeyProperties('cosmos-key', keyId.slice(-32), { enabled: true });
      await sim.clock.advance({ hours: 2 });
      expect(await commandOf(given)).toBe(MARKER);
      await keys(sim).updateKeyProperties('cosmos-key', keyId.slice(-32), { enabled: false });
      await sim.clock.advance({ hours: 1 });
      expect(await commandOf(given)).toBe(MARKER);
    });
  },
);
