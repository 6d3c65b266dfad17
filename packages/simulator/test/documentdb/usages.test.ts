import { CosmosDBManagementClient } from '@azure/arm-cosmosdb';
import { expect, it } from 'vitest';
import { FAST, GROUP, LOCATION, scene } from '../machinelearning/scene.ts';

it('an account uses no storage, of what it may', async () => {
  const { sim } = await scene();
  const { databaseAccounts } = new CosmosDBManagementClient(
    sim.credential(),
    sim.subscriptionId,
    sim.clientOptions(),
  );
  await databaseAccounts.createOrUpdate(
    GROUP,
    'cosmos-usages',
    {
      location: LOCATION,
      databaseAccountOfferType: 'Standard',
      locations: [{ locationName: LOCATION, failoverPriority: 0 }],
    },
    FAST,
  );
  const usages = (filter?: string) =>
    Array.fromAsync(
      databaseAccounts.listUsages(GROUP, 'cosmos-usages', filter === undefined ? {} : { filter }),
    );
  const storage = {
    unit: 'Bytes',
    quotaPeriod: 'P1D',
    limit: 10_737_418_240,
    currentValue: 0,
    name: { value: 'Storage', localizedValue: 'Storage' },
  };
  expect(await usages()).toEqual([storage]);
  expect(await usages("name.value eq 'Storage'")).toEqual([storage]);
  expect(await usages("name.value eq 'Requests'")).toEqual([]);
  await expect(usages('everything')).rejects.toMatchObject({ statusCode: 400, code: 'BadRequest' });
});
