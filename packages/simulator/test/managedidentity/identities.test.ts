import { ManagedServiceIdentityClient } from '@azure/arm-msi';
import { StorageManagementClient } from '@azure/arm-storage';
import { describe, expect, it } from 'vitest';
import { createSimulator } from '../../src/index.ts';
import { FAST, GROUP, LOCATION, resources, send } from '../machinelearning/scene.ts';

const NAME = 'id-risk';
const AUDIENCES = ['api://AzureADTokenExchange'];
const trusts = (subject: string) => ({
  issuer: 'https://oidc.example.com/issuer',
  subject: `system:serviceaccount:ns:${subject}`,
  audiences: AUDIENCES,
});

async function world() {
  const sim = createSimulator();
  await resources(sim).resourceGroups.createOrUpdate(GROUP, { location: LOCATION });
  const client = new ManagedServiceIdentityClient(
    sim.credential(),
    sim.subscriptionId,
    sim.clientOptions(),
  );
  const identity = await client.userAssignedIdentities.createOrUpdate(GROUP, NAME, {
    location: LOCATION,
  });
  return { sim, client, identity };
}

describe('a federated identity credential', () => {
  it('is created, replaced, listed and deleted by its client', async () => {
    const { client } = await world();
    const credentials = client.federatedIdentityCredentials;
    const made = await credentials.createOrUpdate(GROUP, NAME, 'fic1', trusts('one'));
    expect(made).toMatchObject({ name: 'fic1', ...trusts('one') });
    expect(made.id).toContain('/resourcegroups/');
    await credentials.createOrUpdate(GROUP, NAME, 'fic2', trusts('two'));
    await credentials.createOrUpdate(GROUP, NAME, 'fic1', trusts('three'));
    expect(await credentials.get(GROUP, NAME, 'fic1')).toMatchObject(trusts('three'));
    await credentials.delete(GROUP, NAME, 'fic2');
    const names: (string | undefined)[] = [];
    for await (const { name } of credentials.list(GROUP, NAME)) names.push(name);
    expect(names).toEqual(['fic1']);
  });

  it('goes with its identity', async () => {
    const { client } = await world();
    await client.federatedIdentityCredentials.createOrUpdate(GROUP, NAME, 'fic1', trusts('one'));
    await client.userAssignedIdentities.delete(GROUP, NAME);
    await client.userAssignedIdentities.createOrUpdate(GROUP, NAME, { location: LOCATION });
    await expect(
      client.federatedIdentityCredentials.get(GROUP, NAME, 'fic1'),
    ).rejects.toMatchObject({ statusCode: 404, code: 'ResourceNotFound' });
  });

  it.each([
    ['a', trusts('one'), /is invalid: 3-120 letters/],
    ['fic2', trusts('one'), /are those of the credential 'fic1' already/],
    ['fic2', { ...trusts('two'), subject: '' }, /'issuer', 'subject' and 'audiences' are required/],
  ] as const)('is refused as %s', async (name, given, message) => {
    const { client } = await world();
    const credentials = client.federatedIdentityCredentials;
    await credentials.createOrUpdate(GROUP, NAME, 'fic1', trusts('one'));
    await expect(credentials.createOrUpdate(GROUP, NAME, name, given)).rejects.toMatchObject({
      statusCode: 400,
      code: 'BadRequest',
      message: expect.stringMatching(message),
    });
  });

  it('is one of twenty at most', async () => {
    const { client } = await world();
    const credentials = client.federatedIdentityCredentials;
    for (let number = 1; number <= 20; number += 1) {
      await credentials.createOrUpdate(GROUP, NAME, `fic${number}`, trusts(`${number}`));
    }
    await expect(
      credentials.createOrUpdate(GROUP, NAME, 'fic21', trusts('21')),
    ).rejects.toMatchObject({
      message: 'An identity has at most 20 federated identity credentials. (simulator wording)',
    });
  });
});

describe('an identity', () => {
  it('tells which resources have it, in previews', async () => {
    const { sim, identity } = await world();
    const id = identity.id ?? '';
    const ask = () => send(sim, 'POST', `${id}/listAssociatedResources`, '2022-01-31-preview');
    expect((await ask()).body).toEqual({ totalCount: 0, value: [] });
    await storage(sim, {
      type: 'UserAssigned',
      userAssignedIdentities: { [id]: {} },
    });
    expect((await ask()).body).toMatchObject({
      totalCount: 1,
      value: [{ name: 'strisk', type: 'microsoft.storage/storageaccounts', resourceGroup: GROUP }],
    });
    const stable = await send(sim, 'POST', `${id}/listAssociatedResources`, '2023-01-31');
    expect([stable.status, stable.body.error.message]).toEqual([
      501,
      'listAssociatedResources in the stable version 2023-01-31 is not simulated (simulator wording)',
    ]);
  });

  it('of a resource itself goes by the name default', async () => {
    const { sim, client } = await world();
    const account = await storage(sim, { type: 'SystemAssigned' });
    const found = await client.systemAssignedIdentities.getByScope(account.id ?? '');
    expect(found).toMatchObject({
      name: 'default',
      location: LOCATION,
      tenantId: sim.tenantId,
      principalId: account.identity?.principalId,
    });
    const principal = sim.principals.find(({ objectId }) => objectId === found.principalId);
    expect(found.clientId).toBe(principal?.appId);
    const plain = client.systemAssignedIdentities.getByScope(
      `/subscriptions/${sim.subscriptionId}`,
    );
    await expect(plain).rejects.toMatchObject({ statusCode: 404 });
  });

  it('tells what roles can allow', async () => {
    const { client } = await world();
    const names: (string | undefined)[] = [];
    for await (const { name } of client.operations.list()) names.push(name);
    expect(names).toContain('Microsoft.ManagedIdentity/userAssignedIdentities/assign/action');
    expect(names).toHaveLength(11);
  });
});

function storage(sim: Awaited<ReturnType<typeof world>>['sim'], identity: object) {
  const client = new StorageManagementClient(
    sim.credential(),
    sim.subscriptionId,
    sim.clientOptions(),
  );
  return client.storageAccounts.create(
    GROUP,
    'strisk',
    {
      kind: 'StorageV2',
      sku: { name: 'Standard_LRS' },
      location: LOCATION,
      identity: { type: 'None', ...identity },
    },
    FAST,
  );
}
