import { ResourceManagementClient } from '@azure/arm-resources';
import { expect, it } from 'vitest';

import { verify } from '../../src/verify/verify.ts';
import type { Simulator } from '@azureml-cmk/simulator';
import { planOf, run, simulator, smallSpec } from '../deploy/chain.ts';

const API_VERSION = '2024-10-01';

/** A private endpoint that leads to the workspace; by hand it waits for somebody to approve it. */
async function makeEndpoint(sim: Simulator, isByHand: boolean): Promise<void> {
  const { resources } = new ResourceManagementClient(
    sim.credential(),
    sim.subscriptionId,
    sim.clientOptions(),
  );
  const group = `/subscriptions/${sim.subscriptionId}/resourceGroups/rg-claims/providers`;
  const put = (id: string, properties: Record<string, unknown>) =>
    resources.createOrUpdateById(
      id,
      API_VERSION,
      { location: 'westeurope', properties },
      { updateIntervalInMs: 0 },
    );
  const network = `${group}/Microsoft.Network/virtualNetworks/vnet-claims`;
  await put(network, {
    addressSpace: { addressPrefixes: ['10.1.0.0/16'] },
    subnets: [{ name: 'endpoints', properties: { addressPrefix: '10.1.0.0/24' } }],
  });
  const connection = {
    name: 'to-workspace',
    properties: {
      privateLinkServiceId: `${group}/Microsoft.MachineLearningServices/workspaces/ml-claims`,
      groupIds: ['amlworkspace'],
    },
  };
  await put(`${group}/Microsoft.Network/privateEndpoints/pe-claims`, {
    subnet: { id: `${network}/subnets/endpoints` },
    [isByHand ? 'manualPrivateLinkServiceConnections' : 'privateLinkServiceConnections']: [
      connection,
    ],
  });
}

it.each([
  ['waits for its approval, and the managed group needs no network yet', true],
  ['is approved, and the managed group has its network', false],
])('CMK-037 holds while an endpoint of the workspace %s', async (_, isByHand) => {
  const sim = simulator();
  const spec = smallSpec(sim);
  const { error } = await run(sim, planOf(sim, spec));
  expect(error?.toJSON()).toBeUndefined();
  await makeEndpoint(sim, isByHand);
  const { rules } = await verify(spec, sim.azure());
  expect(rules.find(({ ruleId }) => ruleId === 'CMK-037')).toMatchObject({
    result: 'holds',
    violations: [],
  });
});
