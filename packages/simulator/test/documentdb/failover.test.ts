import { CosmosDBManagementClient } from '@azure/arm-cosmosdb';
import { describe, expect, it } from 'vitest';
import { FAST, GROUP, LOCATION, scene } from '../machinelearning/scene.ts';

const NAME = 'cosmos-two';

async function chain(latency: 'instant' | 'realistic' = 'instant') {
  const { sim } = await scene({ latency });
  const client = new CosmosDBManagementClient(
    sim.credential(),
    sim.subscriptionId,
    sim.clientOptions(),
  );
  const { databaseAccounts } = client;
  await databaseAccounts.createOrUpdate(
    GROUP,
    NAME,
    {
      location: LOCATION,
      databaseAccountOfferType: 'Standard',
      locations: [
        { locationName: 'West Europe', failoverPriority: 0, isZoneRedundant: true },
        { locationName: 'North Europe', failoverPriority: 1 },
      ],
    },
    FAST,
  );
  const change = (...policies: readonly (readonly [string, number])[]) =>
    databaseAccounts.failoverPriorityChange(
      GROUP,
      NAME,
      {
        failoverPolicies: policies.map(([locationName, failoverPriority]) => ({
          locationName,
          failoverPriority,
        })),
      },
      FAST,
    );
  return { databaseAccounts, change };
}

describe.each(['instant', 'realistic'] as const)('the failover of an account, %s', (latency) => {
  it('changes the region that is written to, and leaves each as redundant as it was', async () => {
    const { databaseAccounts, change } = await chain(latency);
    await change(['northeurope', 0], ['West Europe', 1]);
    const account = await databaseAccounts.get(GROUP, NAME);
    expect(account.writeLocations?.map(({ locationName }) => locationName)).toEqual([
      'North Europe',
    ]);
    expect(account.locations).toMatchObject([
      { locationName: 'North Europe', failoverPriority: 0, isZoneRedundant: false },
      { locationName: 'West Europe', failoverPriority: 1, isZoneRedundant: true },
    ]);
    expect(account.failoverPolicies).toMatchObject([
      { id: `${NAME}-northeurope`, failoverPriority: 0 },
      { id: `${NAME}-westeurope`, failoverPriority: 1 },
    ]);
  });
});

const REGIONS =
  "'failoverPolicies' must name each region of the account once: westeurope, northeurope.";
const PRIORITIES =
  'Each region must have a failover priority of its own, and one of them the priority 0.';

it.each([
  [REGIONS, [['West Europe', 0]]],
  [
    REGIONS,
    [
      ['West Europe', 0],
      ['East US', 1],
    ],
  ],
  [
    PRIORITIES,
    [
      ['West Europe', 0],
      ['North Europe', 0],
    ],
  ],
  [
    PRIORITIES,
    [
      ['West Europe', 1],
      ['North Europe', 2],
    ],
  ],
] as const)('a failover is refused: %s %j', async (message, policies) => {
  const { change } = await chain();
  await expect(change(...policies)).rejects.toMatchObject({
    statusCode: 400,
    code: 'BadRequest',
    message: expect.stringContaining(message) as unknown,
  });
});
