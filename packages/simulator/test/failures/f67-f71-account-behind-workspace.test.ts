import { CosmosDBManagementClient } from '@azure/arm-cosmosdb';
import { describe, expect, it } from 'vitest';
import {
  COSMOS_APP_ID,
  create,
  FAST,
  grant,
  GROUP,
  keys,
  LOCATION,
  makeVault,
  principalOf,
  scene,
  type Scene,
  send,
  vaultManagement,
} from './workspace-failure.ts';

const NAME = 'cosmos-own';
const KEY = 'https://kv-ml.vault.azure.net/keys/cosmos-key';
const OTHER_TENANT = '11111111-2222-4333-8444-555555555555';
const CONFIRMED = 'Access to the configured customer managed key confirmed.';

const accounts = ({ sim }: Scene) =>
  new CosmosDBManagementClient(sim.credential(), sim.subscriptionId, sim.clientOptions())
    .databaseAccounts;

const account = (change: object = {}) => ({
  location: LOCATION,
  kind: 'GlobalDocumentDB' as const,
  databaseAccountOfferType: 'Standard' as const,
  locations: [{ locationName: 'West Europe', failoverPriority: 0 }],
  ...change,
});

/** An account of one's own under the scene's key. */
async function encrypted(): Promise<Scene> {
  const given = await scene();
  await accounts(given).createOrUpdate(GROUP, NAME, account({ keyVaultKeyUri: KEY }), FAST);
  return given;
}

/** A refusal of the account's service ends with the activity that it was. */
const told = (text: string, ending = '') => ({
  statusCode: 400,
  code: 'BadRequest',
  message: expect.stringMatching(
    new RegExp(
      String.raw`^${text}\r\nActivityId: [0-9a-f-]{36}, Microsoft\.Azure\.Documents\.Common/2\.14\.0${ending}$`,
    ),
  ) as string,
});

describe('F67 the key is taken off an account', () => {
  it('F67 is refused; the account stays under it', async () => {
    const given = await encrypted();
    await expect(
      accounts(given).update(GROUP, NAME, { keyVaultKeyUri: '' }, FAST),
    ).rejects.toMatchObject(told('Updating KeyVaultKeyUri is not supported'));
    expect((await accounts(given).get(GROUP, NAME)).keyVaultKeyUri).toBe(KEY);
  });
});

describe('F68 the new key is in a vault of another tenant', () => {
  it('F68 is refused with both tenants; a vault of the same one is taken', async () => {
    const given = await encrypted();
    const foreign = await makeVault(given.sim, 'kv-foreign');
    const own = await makeVault(given.sim, 'kv-second');
    for (const vault of ['kv-foreign', 'kv-second']) {
      await keys(given.sim, vault).createRsaKey('cmk', { keySize: 3072 });
    }
    await vaultManagement(given.sim).vaults.update(GROUP, 'kv-foreign', {
      properties: { tenantId: OTHER_TENANT },
    });
    expect(foreign).toContain('kv-foreign');
    const to = (vault: string) =>
      accounts(given).update(
        GROUP,
        NAME,
        { keyVaultKeyUri: `https://${vault}.vault.azure.net/keys/cmk` },
        FAST,
      );
    await expect(to('kv-foreign')).rejects.toMatchObject(
      told(
        String.raw`The tenant for the new Key Vault ${OTHER_TENANT} does not match the one in the old Key Vault ${given.sim.tenantId}\. New Key Vaults must be on the same tenant as the old ones\.`,
        String.raw` \(simulator wording\)`,
      ),
    );
    await grant(given.sim, own, principalOf(given.sim, COSMOS_APP_ID));
    expect((await to('kv-second')).keyVaultKeyUri).toBe(
      'https://kv-second.vault.azure.net/keys/cmk',
    );
  });
});

describe('F69 the identity of the account itself is to use the key from the start', () => {
  it('F69 is refused: it is not there before the account is', async () => {
    const given = await scene();
    const body = account({
      keyVaultKeyUri: KEY,
      identity: { type: 'SystemAssigned' },
      defaultIdentity: 'SystemAssignedIdentity',
    });
    await expect(accounts(given).createOrUpdate(GROUP, NAME, body, FAST)).rejects.toMatchObject(
      told(
        String.raw`Updating default identity not allowed\. Cannot set SystemAssignedIdentity as the default identity during provision\.`,
      ),
    );
  });

  it('F69 is possible afterwards, with a role of its own', async () => {
    const given = await encrypted();
    const { identity } = await accounts(given).update(
      GROUP,
      NAME,
      { identity: { type: 'SystemAssigned' } },
      FAST,
    );
    await grant(given.sim, given.vaultId, identity?.principalId ?? '');
    const updated = await accounts(given).update(
      GROUP,
      NAME,
      { defaultIdentity: 'SystemAssignedIdentity' },
      FAST,
    );
    expect(updated.defaultIdentity).toBe('SystemAssignedIdentity');
  });
});

describe('F71 the key was taken away', () => {
  it('F71 leaves the deletion of the account, and gives it back with the key', async () => {
    const given = await encrypted();
    await keys(given.sim).updateKeyProperties('cosmos-key', { enabled: false });
    await given.sim.clock.advance({ hours: 2 });
    const refusal = told(
      'No Update is allowed on Database Account with Customer Managed Key in Revoked Status',
    );
    const change = { tags: { team: 'risk' } };
    await expect(accounts(given).update(GROUP, NAME, change, FAST)).rejects.toMatchObject(refusal);
    await keys(given.sim).updateKeyProperties('cosmos-key', { enabled: true });
    await given.sim.clock.advance({ hours: 2 });
    expect((await accounts(given).update(GROUP, NAME, change, FAST)).tags).toEqual(change.tags);
    await keys(given.sim).updateKeyProperties('cosmos-key', { enabled: false });
    await given.sim.clock.advance({ hours: 2 });
    await expect(accounts(given).update(GROUP, NAME, change, FAST)).rejects.toMatchObject(refusal);
    await accounts(given).delete(GROUP, NAME, FAST);
    await expect(accounts(given).get(GROUP, NAME)).rejects.toMatchObject({
      statusCode: 404,
      code: 'ResourceNotFound',
    });
  });

  it('F71 is told of the account behind a workspace as well', async () => {
    const given = await scene();
    const { serviceProvisionedResourceGroup = '' } = await create(given);
    const [behind] = await Array.fromAsync(
      accounts(given).listByResourceGroup(serviceProvisionedResourceGroup),
    );
    expect(behind?.customerManagedKeyStatus).toBe(CONFIRMED);
    await keys(given.sim).updateKeyProperties('cosmos-key', { enabled: false });
    await given.sim.clock.advance({ hours: 2 });
    const { body } = await send(given.sim, 'GET', behind?.id ?? '', '2025-04-15');
    expect(body.properties.customerManagedKeyStatus).toMatch(
      /^Access to your account is currently revoked because .*; for more details about this error and how to restore access to your account please visit /,
    );
  });
});
