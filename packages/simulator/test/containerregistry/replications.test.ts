import { ContainerRegistryManagementClient } from '@azure/arm-containerregistry';
import { describe, expect, it } from 'vitest';
import { FAST, GROUP, idOf, LOCATION, scene, type SceneOptions } from '../machinelearning/scene.ts';
import { makeEndpoint } from '../network/endpoint-scene.ts';

const NAME = 'crreplicated';
const FAR = 'northeurope';

async function chain(options: SceneOptions = {}, tier = 'Premium') {
  const { sim } = await scene(options);
  const client = new ContainerRegistryManagementClient(
    sim.credential(),
    sim.subscriptionId,
    sim.clientOptions(),
  );
  const { registries, replications } = client;
  await registries.create(GROUP, NAME, { location: LOCATION, sku: { name: tier } }, FAST);
  const make = (name: string, location: string, change: object = {}) =>
    replications.create(GROUP, NAME, name, { location, ...change }, FAST);
  const names = async () =>
    (await Array.fromAsync(replications.list(GROUP, NAME))).map(({ name }) => name);
  return { sim, registries, replications, make, names };
}

describe.each(['instant', 'realistic'] as const)('a replication, %s', (latency) => {
  it('is a copy in another region, beside one in its own', async () => {
    const { replications, make, names } = await chain({ latency });
    expect(await names()).toEqual([]);
    expect(await make('faraway', FAR, { tags: { a: 'b' } })).toMatchObject({
      name: 'faraway',
      location: FAR,
      tags: { a: 'b' },
      provisioningState: 'Succeeded',
      status: { displayStatus: 'Ready', message: 'The replication is ready.' },
      regionEndpointEnabled: true,
      zoneRedundancy: 'Disabled',
    });
    expect(await names()).toEqual(['faraway', LOCATION]);
    const off = await replications.update(
      GROUP,
      NAME,
      'faraway',
      { regionEndpointEnabled: false },
      FAST,
    );
    expect(off).toMatchObject({ regionEndpointEnabled: false, tags: { a: 'b' } });
    await expect(replications.delete(GROUP, NAME, LOCATION, FAST)).rejects.toMatchObject({
      statusCode: 409,
      code: 'HomeReplicationCannotBeDeleted',
    });
    await replications.delete(GROUP, NAME, 'faraway', FAST);
    await replications.delete(GROUP, NAME, LOCATION, FAST);
    expect(await names()).toEqual([]);
  });
});

describe('replications', () => {
  it('are for Premium registries, which stay so', async () => {
    const basic = await chain({}, 'Basic');
    await expect(basic.make('faraway', FAR)).rejects.toMatchObject({
      code: 'FeatureNotSupported',
      message:
        "The registry 'crreplicated' has the SKU Basic: replications are for Premium. (simulator wording)",
    });
    const { registries, make } = await chain();
    await make('faraway', FAR);
    await expect(
      registries.update(GROUP, NAME, { sku: { name: 'Standard' } }, FAST),
    ).rejects.toMatchObject({ statusCode: 409, code: 'InvalidSku' });
  });

  it('are one in a region, stay there, and keep their redundancy', async () => {
    const { make } = await chain();
    await make('faraway', FAR);
    const told = (code: string, message: string) => ({
      code,
      message: `${message} (simulator wording)`,
    });
    await expect(make('another', FAR)).rejects.toMatchObject(
      told('ReplicationInLocationExists', "The replication 'faraway' is in 'northeurope' already."),
    );
    await expect(make('faraway', 'westus')).rejects.toMatchObject(
      told('InvalidLocation', "The replication 'faraway' stays where it is."),
    );
    await expect(make('nowhere', 'atlantis')).rejects.toMatchObject(
      told('InvalidLocation', "'atlantis' is not a region."),
    );
    await expect(make('faraway', FAR, { zoneRedundancy: 'Enabled' })).rejects.toMatchObject(
      told('InvalidParameter', "'zoneRedundancy' of a replication does not change."),
    );
  });

  it('are reached through private endpoints, and go with their registry', async () => {
    const { sim, registries, make, names } = await chain();
    await make('faraway', FAR);
    const registryId = idOf(sim, 'Microsoft.ContainerRegistry/registries', NAME);
    const endpoint = await makeEndpoint(sim, registryId, ['registry']);
    expect((endpoint.customDnsConfigs ?? []).map(({ fqdn }) => fqdn)).toEqual([
      `${NAME}.${FAR}.data.azurecr.io`,
      `${NAME}.${LOCATION}.data.azurecr.io`,
      `${NAME}.azurecr.io`,
    ]);
    await registries.delete(GROUP, NAME, FAST);
    await registries.create(GROUP, NAME, { location: LOCATION, sku: { name: 'Premium' } }, FAST);
    expect(await names()).toEqual([]);
  });
});
