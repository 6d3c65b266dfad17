import { describe, expect, it } from 'vitest';
import {
  deploy,
  deployments,
  emptyGroup,
  FAST,
  GROUP,
  LOCATION,
  resources,
  template,
  IDENTITY,
} from './deploying.ts';

/** Two identities, the second after the first. */
const two = {
  parameters: {
    prefix: { type: 'string' },
    location: { type: 'string', defaultValue: '[resourceGroup().location]' },
  },
  variables: { first: "[concat(parameters('prefix'), '-first')]" },
  resources: [
    {
      type: IDENTITY,
      apiVersion: '2023-01-31',
      name: "[variables('first')]",
      location: "[parameters('location')]",
    },
    {
      type: IDENTITY,
      apiVersion: '2023-01-31',
      name: "[concat(parameters('prefix'), '-second')]",
      location: "[parameters('location')]",
      tags: {
        first: `[reference(resourceId('${IDENTITY}', variables('first')), '2023-01-31').clientId]`,
      },
    },
  ],
  outputs: {
    principal: { type: 'string', value: `[reference(variables('first')).principalId]` },
  },
};

describe.each(['instant', 'realistic'] as const)('a deployment, %s', (latency) => {
  it('writes resources in order and tells what it made', async () => {
    const sim = await emptyGroup({ latency });
    const made = await deploy(sim, two, { prefix: 'id' });
    const group = `/subscriptions/${sim.subscriptionId}/resourceGroups/${GROUP}`;
    const idOf = (name: string): string => `${group}/providers/${IDENTITY}/id-${name}`;
    const first = sim.resource(idOf('first'));
    const second = sim.resource(idOf('second'));
    expect(second?.tags).toEqual({ first: first?.properties['clientId'] });
    expect(made.id).toBe(`${group}/providers/Microsoft.Resources/deployments/main`);
    expect(made.properties).toMatchObject({
      provisioningState: 'Succeeded',
      mode: 'Incremental',
      parameters: {
        prefix: { type: 'String', value: 'id' },
        location: { type: 'String', value: LOCATION },
      },
      outputs: { principal: { type: 'String', value: first?.properties['principalId'] } },
      outputResources: [{ id: idOf('first') }, { id: idOf('second') }],
      dependencies: [{ id: idOf('second'), dependsOn: [{ id: idOf('first') }] }],
    });
    const operations = await Array.fromAsync(
      deployments(sim).deploymentOperations.list(GROUP, 'main'),
    );
    expect(operations.map(({ properties }) => properties?.provisioningState)).toEqual([
      'Succeeded',
      'Succeeded',
      'Succeeded',
    ]);
    const listed = (top: number) =>
      Array.fromAsync(deployments(sim).deploymentOperations.list(GROUP, 'main', { top }));
    expect(await listed(2)).toEqual(operations.slice(0, 2));
    for (const top of [0, -1, 1.5]) {
      await expect(listed(top)).rejects.toMatchObject({
        statusCode: 400,
        code: 'InvalidQueryParameter',
      });
    }
    expect((await deployments(sim).deployments.get(GROUP, 'main')).id).toBe(made.id);
    expect((await deployments(sim).deployments.exportTemplate(GROUP, 'main')).template).toEqual(
      template(two),
    );
    await deployments(sim).deployments.delete(GROUP, 'main', FAST);
    await expect(deployments(sim).deployments.get(GROUP, 'main')).rejects.toMatchObject({
      statusCode: 404,
      code: 'DeploymentNotFound',
      message: "Deployment 'main' could not be found.",
    });
    expect(sim.resource(idOf('first'))).toBeDefined();
    await resources(sim).resourceGroups.delete(GROUP, FAST);
  });
});
