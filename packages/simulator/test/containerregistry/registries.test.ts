import { ContainerRegistryManagementClient } from '@azure/arm-containerregistry';
import { describe, expect, it } from 'vitest';
import { createSimulator, type Simulator } from '../../src/index.ts';
import { FAST, GROUP, idOf, LOCATION, resources, send } from '../machinelearning/scene.ts';

const NAME = 'crcreditrisk';
const GIB_BYTES = 1024 ** 3;

async function world(latency: 'instant' | 'realistic' = 'instant') {
  const sim = createSimulator({ latency });
  await resources(sim).resourceGroups.createOrUpdate(GROUP, { location: LOCATION });
  return { sim, client: clientOf(sim) };
}

function clientOf(sim: Simulator): ContainerRegistryManagementClient {
  return new ContainerRegistryManagementClient(
    sim.credential(),
    sim.subscriptionId,
    sim.clientOptions(),
  );
}

const registry = (tier = 'Premium', adminUserEnabled = true) => ({
  location: LOCATION,
  sku: { name: tier },
  adminUserEnabled,
});

describe('the encryption of a registry', () => {
  const key = { keyIdentifier: 'https://kv-one.vault.azure.net/keys/acr', identity: 'system' };

  it.each([
    ['a status that there is not', { status: 'Enabeld', keyVaultProperties: key }],
    ['a key without a status', { keyVaultProperties: key }],
    ['a status that there is not, and no key', { status: 'on' }],
  ])('is not left out for %s', async (_what, encryption) => {
    const { sim, client } = await world();
    const id = idOf(sim, 'Microsoft.ContainerRegistry/registries', NAME);
    const wire = { location: LOCATION, sku: { name: 'Premium' }, properties: { encryption } };
    const { status, body } = await send(sim, 'PUT', id, '2023-07-01', wire);
    expect([status, body.error?.message]).toEqual([
      400,
      "'encryption.status' must be enabled or disabled. (simulator wording)",
    ]);
    await expect(client.registries.get(GROUP, NAME)).rejects.toMatchObject({ statusCode: 404 });
  });

  it('is off when it says so', async () => {
    const { sim, client } = await world();
    const id = idOf(sim, 'Microsoft.ContainerRegistry/registries', NAME);
    const properties = { encryption: { status: 'disabled' } };
    const wire = { location: LOCATION, sku: { name: 'Premium' }, properties };
    await send(sim, 'PUT', id, '2023-07-01', wire);
    expect((await client.registries.get(GROUP, NAME)).encryption?.status).toBe('disabled');
  });
});

describe.each(['instant', 'realistic'] as const)('a registry, %s', (latency) => {
  it('is created, updated, listed and deleted by its client', async () => {
    const { client } = await world(latency);
    const made = await client.registries.create(GROUP, NAME, registry('Basic'), FAST);
    expect([made.provisioningState, made.loginServer]).toEqual(['Succeeded', `${NAME}.azurecr.io`]);
    const changed = await client.registries.update(
      GROUP,
      NAME,
      {
        sku: { name: 'Premium' },
        tags: { team: 'risk' },
        policies: { retentionPolicy: { days: 30, status: 'enabled' } },
      },
      FAST,
    );
    expect(changed).toMatchObject({
      sku: { name: 'Premium', tier: 'Premium' },
      tags: { team: 'risk' },
      policies: { retentionPolicy: { days: 30, status: 'enabled' } },
    });
    expect(changed.policies?.trustPolicy?.status).toBe('disabled');
    for (const list of [client.registries.list(), client.registries.listByResourceGroup(GROUP)]) {
      const names: (string | undefined)[] = [];
      for await (const { name } of list) names.push(name);
      expect(names).toEqual([NAME]);
    }
    await client.registries.delete(GROUP, NAME, FAST);
    await expect(client.registries.get(GROUP, NAME)).rejects.toMatchObject({
      statusCode: 404,
      code: 'ResourceNotFound',
    });
  });
});

describe('the operation of a registry', () => {
  it('is asked about under the registry, and tells its status alone', async () => {
    const { sim } = await world('realistic');
    const id = idOf(sim, 'Microsoft.ContainerRegistry/registries', NAME);
    const version = '2023-11-01-preview';
    const wire = { location: LOCATION, sku: { name: 'Premium' }, properties: {} };
    const made = await send(sim, 'PUT', id, version, wire);
    const url = made.headers.get('azure-asyncoperation') ?? '';
    expect(url).toMatch(
      new RegExp(
        `^https://management\\.azure\\.com${id}/operationStatuses/registries-[0-9a-f-]{36}\\?`,
      ),
    );
    const poll = await send(sim, 'GET', url, version);
    expect([poll.status, poll.body]).toEqual([200, { status: 'Succeeded' }]);
    expect(poll.headers.get('azure-asyncoperation')).toBe(url);
    const other = url.replace(NAME, 'another');
    expect((await send(sim, 'GET', other, version)).status).not.toBe(200);
  });

  it('shows what previews alone have to previews alone', async () => {
    const { sim, client } = await world();
    await client.registries.create(GROUP, NAME, registry(), FAST);
    const id = idOf(sim, 'Microsoft.ContainerRegistry/registries', NAME);
    const preview = await send(sim, 'GET', id, '2023-11-01-preview');
    expect(preview.body.properties).toMatchObject({
      metadataSearch: 'Disabled',
      policies: { softDeletePolicy: { retentionDays: 7, status: 'disabled' } },
    });
    const { properties } = (await send(sim, 'GET', id, '2025-04-01')).body;
    expect([properties.metadataSearch, properties.policies.softDeletePolicy]).toEqual([
      undefined,
      undefined,
    ]);
  });
});

describe('the admin user of a registry', () => {
  it('has two passwords, either of which can be made anew', async () => {
    const { client } = await world();
    await client.registries.create(GROUP, NAME, registry(), FAST);
    const before = await client.registries.listCredentials(GROUP, NAME);
    expect(before.username).toBe(NAME);
    const values = before.passwords?.map(({ value }) => value) ?? [];
    expect(values.every((value) => value?.startsWith('sim-'))).toBe(true);
    const after = await client.registries.regenerateCredential(GROUP, NAME, { name: 'password2' });
    expect(after.passwords?.[0]?.value).toBe(values[0]);
    expect(after.passwords?.[1]?.value).not.toBe(values[1]);
    expect(await client.registries.listCredentials(GROUP, NAME)).toMatchObject({
      passwords: after.passwords,
    });
    await expect(
      client.registries.regenerateCredential(GROUP, NAME, { name: 'third' as 'password' }),
    ).rejects.toMatchObject({
      code: 'InvalidParameter',
      message: "'name' must be one of password, password2. (simulator wording)",
    });
  });

  it('has none while it is disabled', async () => {
    const { client } = await world();
    await client.registries.create(GROUP, NAME, registry('Premium', false), FAST);
    await expect(client.registries.listCredentials(GROUP, NAME)).rejects.toMatchObject({
      statusCode: 400,
      code: 'UnAuthorizedForCredentialOperations',
      message: `Admin user is disabled for the registry '${NAME}'. (simulator wording)`,
    });
  });
});

describe('of a registry', () => {
  it.each([
    ['Basic', 10 * GIB_BYTES, 2],
    ['Standard', 100 * GIB_BYTES, 10],
    ['Premium', 500 * GIB_BYTES, 500],
  ])('usages are told by tier: %s', async (tier, size, webhooks) => {
    const { client } = await world();
    await client.registries.create(GROUP, NAME, registry(tier), FAST);
    const { value } = await client.registries.listUsages(GROUP, NAME);
    expect(value?.map(({ name, limit, currentValue }) => [name, limit, currentValue])).toEqual([
      ['Size', size, 0],
      ['Webhooks', webhooks, 0],
    ]);
  });

  it('the name is had by one', async () => {
    const { client } = await world();
    const ask = (name: string) =>
      client.registries.checkNameAvailability({
        name,
        type: 'Microsoft.ContainerRegistry/registries',
      });
    expect(await ask(NAME)).toMatchObject({ nameAvailable: true });
    await client.registries.create(GROUP, NAME, registry(), FAST);
    expect(await ask(NAME.toUpperCase())).toMatchObject({
      nameAvailable: false,
      reason: 'AlreadyExists',
      message: `The registry ${NAME.toUpperCase()} is already in use. (simulator wording)`,
    });
    expect(await ask('no-hyphens')).toMatchObject({ nameAvailable: false, reason: 'Invalid' });
    await client.registries.delete(GROUP, NAME, FAST);
    expect(await ask(NAME)).toMatchObject({ nameAvailable: true });
  });

  it('what is not simulated is refused by name', async () => {
    const { client } = await world();
    await client.registries.create(GROUP, NAME, registry(), FAST);
    const actions = ['repositories/scoring/content/read'];
    const made = client.scopeMaps.create(GROUP, NAME, 'readers', { actions }, FAST);
    await expect(made).rejects.toMatchObject({
      statusCode: 501,
      code: 'NotSimulated',
      message: expect.stringContaining('Microsoft.ContainerRegistry/registries/scopeMaps'),
    });
  });
});
