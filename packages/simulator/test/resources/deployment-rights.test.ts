import { AuthorizationManagementClient } from '@azure/arm-authorization';
import { describe, expect, it } from 'vitest';
import {
  deploy,
  deploymentId,
  emptyGroup,
  errorOf,
  groupId,
  identity,
  IDENTITY,
  send,
  template,
} from './deploying.ts';

describe('who deploys', () => {
  it('needs a role for every resource, before anything is deployed', async () => {
    const sim = await emptyGroup();
    const guid = '11111111-1111-4111-8111-111111111111';
    const role = {
      type: 'Microsoft.Authorization/roleAssignments',
      apiVersion: '2022-04-01',
      name: guid,
      properties: {
        roleDefinitionId: `[subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '8e3af657-a8ff-443c-a75c-2fe8c4bcb635')]`,
        principalId: guid,
      },
    };
    const { appId, objectId } =
      sim.principals.find(({ displayName }) => displayName === 'contributor') ?? {};
    await expect(
      deploy(sim, { resources: [identity('a'), role] }, {}, { who: 'contributor' }),
    ).rejects.toMatchObject({
      statusCode: 400,
      code: 'InvalidTemplateDeployment',
      message: `The template deployment failed with error: 'Authorization failed for template resource '${guid}' of type 'Microsoft.Authorization/roleAssignments'. The client '${appId}' with object id '${objectId}' does not have permission to perform action 'Microsoft.Authorization/roleAssignments/write' at scope '${groupId(sim)}/providers/Microsoft.Authorization/roleAssignments/${guid}'.'.`,
    });
    expect(sim.resource(`${groupId(sim)}/providers/${IDENTITY}/a`)).toBeUndefined();
    await expect(deploy(sim, {}, {}, { who: 'reader' })).rejects.toMatchObject({
      statusCode: 403,
      code: 'AuthorizationFailed',
    });
  });

  it('writes with its own rights while the deployment runs', async () => {
    const sim = await emptyGroup({ latency: 'realistic' });
    const body = {
      properties: {
        mode: 'Incremental' as const,
        template: template({
          resources: [identity('one'), identity('two', { dependsOn: ['one'] })],
        }),
      },
    };
    const put = await send(sim, 'PUT', deploymentId(sim), '2022-09-01', body, 'contributor');
    expect([put.status, put.body.properties.provisioningState]).toEqual([201, 'Accepted']);
    expect(put.headers.get('azure-asyncoperation')).toMatch(
      /deployments\/main\/operationStatuses\/0858\d{16}\?api-version=2022-09-01$/,
    );
    await sim.clock.advance({ milliseconds: 1500 });
    expect(sim.resource(`${groupId(sim)}/providers/${IDENTITY}/one`)).toBeDefined();
    const roles = new AuthorizationManagementClient(
      sim.credential(),
      sim.subscriptionId,
      sim.clientOptions(),
    ).roleAssignments;
    const { objectId = '' } =
      sim.principals.find(({ displayName }) => displayName === 'contributor') ?? {};
    for await (const one of roles.listForSubscription({ filter: `principalId eq '${objectId}'` })) {
      await roles.deleteById(one.id ?? '');
    }
    await sim.clock.advance({ minutes: 40 });
    expect((await errorOf(sim)).details).toMatchObject([{ code: 'AuthorizationFailed' }]);
  });
});
