import { PolicyClient } from '@azure/arm-policy';
import { expect, it } from 'vitest';
import { emptyGroup, GROUP, LOCATION, send, template, IDENTITY } from './deploying.ts';

it('policies are found before anything is deployed', async () => {
  const sim = await emptyGroup();
  const groupId = `/subscriptions/${sim.subscriptionId}/resourceGroups/${GROUP}`;
  const policies = new PolicyClient(sim.credential(), sim.subscriptionId, sim.clientOptions());
  await policies.policyDefinitions.createOrUpdate('no-identities', {
    policyType: 'Custom',
    mode: 'All',
    displayName: 'No identities',
    policyRule: { if: { field: 'type', equals: IDENTITY }, then: { effect: 'deny' } },
  });
  await policies.policyAssignments.create(groupId, 'none', {
    policyDefinitionId: `/subscriptions/${sim.subscriptionId}/providers/Microsoft.Authorization/policyDefinitions/no-identities`,
  });
  const put = await send(
    sim,
    'PUT',
    `${groupId}/providers/Microsoft.Resources/deployments/main`,
    '2022-09-01',
    {
      properties: {
        mode: 'Incremental',
        template: template({
          resources: [{ type: IDENTITY, apiVersion: '2023-01-31', name: 'a', location: LOCATION }],
        }),
      },
    },
  );
  expect([put.status, put.body.error]).toMatchObject([
    400,
    {
      code: 'InvalidTemplateDeployment',
      message:
        'The template deployment failed because of policy violation. Please see details for more information.',
      details: [
        {
          code: 'RequestDisallowedByPolicy',
          target: 'a',
          additionalInfo: [{ type: 'PolicyViolation' }],
        },
      ],
    },
  ]);
});
