import { describe, expect, it } from 'vitest';
import {
  deploy,
  deploymentId,
  deployments,
  emptyGroup,
  errorOf,
  FAST,
  GROUP,
  identity,
  IDENTITY,
  LOCATION,
  nested,
  storage,
  template,
} from './deploying.ts';

describe('deployments within deployments', () => {
  it('deploys within a deployment, with expressions of the outer or of its own', async () => {
    const sim = await emptyGroup();
    const { properties } = await deploy(
      sim,
      {
        parameters: { name: { type: 'string' } },
        variables: { where: 'outside' },
        resources: [
          nested(
            'own',
            template({
              parameters: { name: { type: 'string' } },
              variables: { where: 'inside' },
              resources: [
                identity("[parameters('name')]", { tags: { at: "[variables('where')]" } }),
              ],
              outputs: { where: { type: 'string', value: "[variables('where')]" } },
            }),
            'inner',
            { name: { value: "[concat(parameters('name'), '-own')]" } },
          ),
          nested(
            'outer',
            template({
              variables: { where: 'inside' },
              resources: [
                identity("[concat(parameters('name'), '-outer')]", {
                  tags: { at: "[variables('where')]", text: '[[not an expression]' },
                }),
              ],
            }),
          ),
        ],
        outputs: {
          where: { type: 'string', value: "[reference('own').outputs.where.value]" },
        },
      },
      { name: 'id' },
    );
    const at = (name: string) =>
      sim.resource(
        `/subscriptions/${sim.subscriptionId}/resourceGroups/${GROUP}/providers/${IDENTITY}/${name}`,
      )?.tags;
    expect(at('id-own')).toEqual({ at: 'inside' });
    expect(at('id-outer')).toEqual({ at: 'outside', text: '[not an expression]' });
    expect(properties?.outputs).toEqual({ where: { type: 'String', value: 'inside' } });
    expect(properties?.outputResources?.map(({ id }) => id?.split('/').pop())).toEqual([
      'id-outer',
      'id-own',
    ]);
  });

  it('makes a group in a subscription, and deploys into it', async () => {
    const sim = await emptyGroup();
    const client = deployments(sim).deployments;
    const given = {
      location: LOCATION,
      properties: {
        mode: 'Incremental' as const,
        template: template({
          resources: [
            {
              type: 'Microsoft.Resources/resourceGroups',
              apiVersion: '2022-09-01',
              name: 'rg-new',
              location: LOCATION,
            },
            {
              ...nested('inside', template({ resources: [identity('inside')] })),
              resourceGroup: 'rg-new',
              dependsOn: [
                "[subscriptionResourceId('Microsoft.Resources/resourceGroups', 'rg-new')]",
              ],
            },
          ],
        }),
      },
    };
    await client.createOrUpdateAtSubscriptionScope('sub', given, FAST);
    expect(
      sim.resource(
        `/subscriptions/${sim.subscriptionId}/resourceGroups/rg-new/providers/${IDENTITY}/inside`,
      ),
    ).toBeDefined();
    const listed = await Array.fromAsync(client.listAtSubscriptionScope());
    expect(listed.map(({ name, location }) => [name, location])).toEqual([['sub', LOCATION]]);
    await expect(
      client.createOrUpdateAtSubscriptionScope('sub', { ...given, location: 'northeurope' }, FAST),
    ).rejects.toMatchObject({
      statusCode: 409,
      code: 'InvalidDeploymentLocation',
      message: `Invalid deployment location 'northeurope'. The deployment 'sub' already exists in location '${LOCATION}'.`,
    });
  });

  it('a nested deployment that failed shows its own failure', async () => {
    const sim = await emptyGroup({ latency: 'realistic' });
    const inner = nested('nested', template({ resources: [storage('NotAName')] }));
    await expect(deploy(sim, { resources: [inner] })).rejects.toThrow('DeploymentFailed');
    expect(await errorOf(sim)).toMatchObject({
      code: 'DeploymentFailed',
      details: [
        {
          code: 'ResourceDeploymentFailure',
          target: deploymentId(sim, 'nested'),
          message:
            "The resource write operation failed to complete successfully, because it reached terminal provisioning state 'Failed'.",
          details: [
            {
              code: 'DeploymentFailed',
              target: deploymentId(sim, 'nested'),
              details: [{ code: 'AccountNameInvalid' }],
            },
          ],
        },
      ],
    });
  });
});
