import { describe, expect, it } from 'vitest';
import type { Simulator } from '../../src/index.ts';
import { grant, GROUP, keys, scene, send, storageManagement } from '../machinelearning/scene.ts';

const ACCOUNT = 'stmlcreditrisk';

describe('F26 a new consumer of an expired key', () => {
  it('F26 hears of authentication, while the consumer that is there goes on', async () => {
    const { sim, vaultId } = await scene();
    const { storageAccounts } = storageManagement(sim);
    const account = await storageAccounts.update(GROUP, ACCOUNT, {
      identity: { type: 'SystemAssigned' },
    });
    await grant(sim, vaultId, account.identity?.principalId ?? '');
    const encryption = {
      encryption: {
        keySource: 'Microsoft.Keyvault',
        keyVaultProperties: { keyVaultUri: 'https://kv-ml.vault.azure.net', keyName: 'cosmos-key' },
      },
    };
    await storageAccounts.update(GROUP, ACCOUNT, encryption);
    await keys(sim).updateKeyProperties('cosmos-key', { expiresOn: new Date(sim.clock.now()) });
    const there = await storageAccounts.getProperties(GROUP, ACCOUNT);
    expect(there.encryption?.keySource).toBe('Microsoft.Keyvault');
    await storageAccounts.update(GROUP, ACCOUNT, {
      encryption: { keySource: 'Microsoft.Storage' },
    });
    await expect(storageAccounts.update(GROUP, ACCOUNT, encryption)).rejects.toMatchObject({
      statusCode: 400,
      code: 'KeyVaultAuthenticationFailure',
      message: `Unable to update storage account '${ACCOUNT}': 'The operation failed because of authentication issue on the keyvault. For more information, see - https://aka.ms/storagekeyvaultaccesspolicy'.`,
    });
  });
});

describe('F27 a policy of the organisation denies the key', () => {
  const EXPIRY = '152b15f7-8e1f-4c1f-ab71-8c010ba5dbc0';
  const KEYS = 'Microsoft.KeyVault.Data/vaults/keys';
  const AUTHORIZATION = '/providers/Microsoft.Authorization';

  async function assign(
    sim: Simulator,
    policyDefinitionId: string,
    parameters: object = {},
    enforcementMode = 'Default',
  ): Promise<void> {
    const path = `/subscriptions/${sim.subscriptionId}${AUTHORIZATION}/policyAssignments/keys`;
    const properties = { displayName: 'Keys', policyDefinitionId, parameters, enforcementMode };
    const { status } = await send(sim, 'PUT', path, '2023-04-01', { properties });
    expect(status).toBe(201);
  }

  /** A definition of the organisation's own, about keys. */
  async function define(sim: Simulator, ...conditions: object[]) {
    const path = `/subscriptions/${sim.subscriptionId}${AUTHORIZATION}/policyDefinitions/own`;
    const policyRule = {
      if: { allOf: [{ field: 'type', equals: KEYS }, ...conditions] },
      // oxlint-disable-next-line unicorn/no-thenable -- the word of policy rules
      then: { effect: 'deny' },
    };
    const properties = { mode: 'Microsoft.KeyVault.Data', policyRule };
    return { path, answer: await send(sim, 'PUT', path, '2023-04-01', { properties }) };
  }

  const denied = (name: string): object => ({
    statusCode: 403,
    code: 'Forbidden',
    details: { error: { innerError: { code: 'ForbiddenByPolicy' } } },
    message: expect.stringMatching(
      new RegExp(
        `^Key '${name}' was disallowed by policy. Policy identifiers: '\\[{"policyAssignment":{"name":"Keys".*'. \\(simulator wording\\)$`,
      ),
    ),
  });

  it('F27 without an expiration date is not made, imported nor left without one', async () => {
    const { sim } = await scene();
    const id = `${AUTHORIZATION}/policyDefinitions/${EXPIRY}`;
    await assign(sim, id, { effect: { value: 'Deny' } });
    const client = keys(sim);
    await expect(client.createRsaKey('cmk')).rejects.toMatchObject(denied('cmk'));
    await expect(client.getKey('cmk')).rejects.toMatchObject({ code: 'KeyNotFound' });
    const expiresOn = new Date(sim.clock.now() + 86_400_000);
    await client.createRsaKey('cmk', { expiresOn });
    await expect(client.updateKeyProperties('cosmos-key', { enabled: true })).rejects.toMatchObject(
      denied('cosmos-key'),
    );
    await client.updateKeyProperties('cosmos-key', { expiresOn });
  });

  it('F27 is denied by a set that has the definition among its members', async () => {
    const { sim } = await scene();
    const path = `/subscriptions/${sim.subscriptionId}${AUTHORIZATION}/policySetDefinitions/keys`;
    const policyDefinitions = [
      {
        policyDefinitionId: `${AUTHORIZATION}/policyDefinitions/${EXPIRY}`,
        parameters: { effect: { value: 'Deny' } },
      },
    ];
    await send(sim, 'PUT', path, '2023-04-01', { properties: { policyDefinitions } });
    await assign(sim, path);
    await expect(keys(sim).createRsaKey('cmk')).rejects.toMatchObject(denied('cmk'));
  });

  it('F27 is told of in the ledger where it is audited or not enforced', async () => {
    const { sim } = await scene();
    await assign(sim, `${AUTHORIZATION}/policyDefinitions/${EXPIRY}`);
    await keys(sim).createRsaKey('cmk');
    expect(sim.ledger.entries().at(-1)).toMatchObject({ policies: [{ effect: 'Audit' }] });
  });

  it('F27 too small, or not in hardware, or on a curve, where an own definition asks for it', async () => {
    const { sim } = await scene();
    const { path } = await define(sim, {
      anyOf: [
        { field: `${KEYS}/keySize`, less: 3072 },
        { field: `${KEYS}/keyType`, notIn: ['RSA', 'RSA-HSM'] },
      ],
    });
    await assign(sim, path);
    const client = keys(sim);
    await expect(client.createRsaKey('cmk', { keySize: 2048 })).rejects.toMatchObject(
      denied('cmk'),
    );
    await expect(client.createEcKey('cmk')).rejects.toMatchObject(denied('cmk'));
    await client.createRsaKey('cmk', { keySize: 3072 });
  });

  it('F27 does not judge resources, and a rule of Resource Manager does not judge keys', async () => {
    const { sim } = await scene();
    const { path } = await define(sim, { field: `${KEYS}/attributes.enabled`, equals: true });
    await assign(sim, path);
    const group = `/subscriptions/${sim.subscriptionId}/resourceGroups/rg-more`;
    const { status } = await send(sim, 'PUT', group, '2021-04-01', { location: 'westeurope' });
    expect(status).toBe(201);
    await expect(keys(sim).createRsaKey('cmk')).rejects.toMatchObject(denied('cmk'));
  });

  it('F27 refuses by name what a rule about keys cannot look at here', async () => {
    const { sim } = await scene();
    const field = `${KEYS}/attributes.createdOn`;
    for (const condition of [
      { field, exists: true },
      { value: `[field('${field}')]`, exists: true },
      { value: `[toLower( field ( '${field}' ))]`, exists: true },
      { field: 'name', equals: `[field('${field}')]` },
      { field: 'name', in: ['x', `[current('${field}')]`] },
    ]) {
      expect((await define(sim, condition)).answer).toMatchObject({
        status: 501,
        body: {
          error: {
            code: 'NotSimulated',
            message: `the policy alias '${field}' is not simulated (simulator wording)`,
          },
        },
      });
    }
    const value = `[field(concat('${field}', ''))]`;
    expect((await define(sim, { value, exists: true })).answer).toMatchObject({
      status: 501,
      body: {
        error: {
          message: `the policy expression '${value}' in a policy about keys is not simulated (simulator wording)`,
        },
      },
    });
  });
});
