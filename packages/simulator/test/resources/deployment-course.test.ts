import { ManagementLockClient } from '@azure/arm-locks';
import { describe, expect, it } from 'vitest';
import {
  deploy,
  deploymentId,
  deployments,
  emptyGroup,
  errorOf,
  GROUP,
  groupId,
  identity,
  IDENTITY,
  send,
  storage,
  template,
} from './deploying.ts';

describe('the course of a deployment', () => {
  it('takes away what a complete deployment does not name', async () => {
    const sim = await emptyGroup({ latency: 'realistic' });
    await deploy(sim, { resources: [identity('old'), storage('stold'), identity('kept')] });
    await deploy(sim, { resources: [identity('kept')] }, {}, { name: 'second', mode: 'Complete' });
    const left = sim.resources
      .list()
      .map(({ id }) => id)
      .filter(
        (id) =>
          id.includes(GROUP) && id.includes('/providers/') && !id.includes('Microsoft.Resources'),
      );
    expect(left.map((id) => id.split('/').pop())).toEqual(['kept']);
    const operations = await Array.fromAsync(
      deployments(sim).deploymentOperations.list(GROUP, 'second'),
    );
    expect(operations.map(({ properties }) => properties?.provisioningOperation)).toEqual([
      'Create',
      'Delete',
      'Delete',
      'EvaluateDeploymentOutput',
    ]);
  });

  it('waits for long work side by side, as dependencies allow', async () => {
    const sim = await emptyGroup({ latency: 'realistic' });
    const start = sim.clock.now();
    await deploy(sim, { resources: [storage('stone')] });
    const alone = sim.clock.now() - start;
    const again = sim.clock.now();
    await deploy(sim, { resources: [storage('sttwo'), storage('stthree')] });
    expect(sim.clock.now() - again).toBe(alone);
    const serial = sim.clock.now();
    await deploy(sim, {
      resources: [storage('stfour'), storage('stfive', { dependsOn: ['stfour'] })],
    });
    expect(sim.clock.now() - serial).toBeGreaterThan(alone);
  });

  it('what is refused is told within DeploymentFailed, and the rest is deployed', async () => {
    const sim = await emptyGroup();
    await expect(
      deploy(sim, {
        resources: [
          storage('NotAName'),
          identity('after', { dependsOn: ['NotAName'] }),
          identity('aside'),
        ],
      }),
    ).rejects.toThrow(
      'DeploymentFailed. At least one resource deployment operation failed. Please list deployment operations for details. Please see https://aka.ms/arm-deployment-operations for usage details.',
    );
    expect((await errorOf(sim)).details).toEqual([
      {
        code: 'AccountNameInvalid',
        message:
          'NotAName is not a valid storage account name. Storage account name must be between 3 and 24 characters in length and use numbers and lower-case letters only.',
      },
    ]);
    expect(sim.resource(`${groupId(sim)}/providers/${IDENTITY}/aside`)).toBeDefined();
    expect(sim.resource(`${groupId(sim)}/providers/${IDENTITY}/after`)).toBeUndefined();
  });

  it('a lock stops a complete deployment from taking away', async () => {
    const sim = await emptyGroup();
    await deploy(sim, { resources: [identity('locked')] }, {}, { name: 'first' });
    const scope = `${groupId(sim)}/providers/${IDENTITY}/locked`;
    const locks = new ManagementLockClient(
      sim.credential(),
      sim.subscriptionId,
      sim.clientOptions(),
    );
    await locks.managementLocks.createOrUpdateByScope(scope.slice(1), 'keep', {
      level: 'CanNotDelete',
    });
    await expect(deploy(sim, {}, {}, { mode: 'Complete' })).rejects.toThrow('DeploymentFailed');
    expect((await errorOf(sim)).details).toMatchObject([{ code: 'ScopeLocked' }]);
    expect(sim.resource(scope)).toBeDefined();
  });

  it('a reference to what is not there fails what refers to it', async () => {
    const sim = await emptyGroup();
    const nowhere = `[reference(resourceId('${IDENTITY}', 'nowhere'), '2023-01-31').clientId]`;
    await expect(
      deploy(sim, { resources: [identity('a', { tags: { id: nowhere } })] }),
    ).rejects.toThrow('DeploymentFailed');
    expect((await errorOf(sim)).details).toEqual([
      {
        code: 'ResourceNotFound',
        message: `The Resource '${IDENTITY}/nowhere' under resource group '${GROUP}' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix`,
      },
    ]);
    await expect(
      deploy(sim, { outputs: { id: { type: 'string', value: "[parameters('none')]" } } }),
    ).rejects.toThrow(
      "DeploymentOutputEvaluationFailed. Unable to evaluate template outputs: 'id'. Please see error details and deployment operations. Please see https://aka.ms/arm-common-errors for usage details.",
    );
    expect((await errorOf(sim)).details).toEqual([
      {
        code: 'DeploymentOutputEvaluationFailed',
        target: 'id',
        message:
          "The template output 'id' is not valid: The template parameter 'none' is not found. Please see https://aka.ms/arm-syntax-parameters for usage details..",
      },
    ]);
    const tags = { it: "[createObject('a', 1).b]" };
    await expect(deploy(sim, { resources: [identity('aaa', { tags })] })).rejects.toThrow(
      'DeploymentFailed',
    );
    expect((await errorOf(sim)).details).toMatchObject([
      {
        code: 'InvalidTemplate',
        message: `Unable to process template language expressions for resource '${groupId(sim)}/providers/${IDENTITY}/aaa' at line '1' and column '134'. 'The language expression property 'b' doesn't exist, available properties are 'a'.'`,
        additionalInfo: [
          { type: 'TemplateViolation', info: { lineNumber: 1, linePosition: 134, path: '' } },
        ],
      },
    ]);
  });

  it('one deployment of a name runs at a time, and can be canceled', async () => {
    const sim = await emptyGroup({ latency: 'realistic' });
    const body = {
      properties: {
        mode: 'Incremental',
        template: template({ resources: [storage('stcanceled')] }),
      },
    };
    const put = await send(sim, 'PUT', deploymentId(sim), '2022-09-01', body);
    const again = await send(sim, 'PUT', deploymentId(sim), '2022-09-01', body);
    expect([again.status, again.body.error]).toEqual([
      409,
      {
        code: 'DeploymentActive',
        message:
          "Unable to edit or replace deployment 'main': previous deployment from '3/1/2026 10:00:00 AM' is still active (expiration time is '3/8/2026 10:00:00 AM'). Please see https://aka.ms/arm-deploy-resources for usage details.",
      },
    ]);
    expect((await send(sim, 'POST', `${deploymentId(sim)}/cancel`, '2022-09-01')).status).toBe(204);
    const { body: canceled } = await send(sim, 'GET', deploymentId(sim), '2022-09-01');
    expect(canceled.properties.provisioningState).toBe('Canceled');
    const url = put.headers.get('azure-asyncoperation') ?? '';
    expect((await send(sim, 'GET', url, '')).body).toEqual({ status: 'Canceled' });
    expect(
      (await send(sim, 'POST', `${deploymentId(sim)}/cancel`, '2022-09-01')).body.error.code,
    ).toBe('DeploymentCannotBeCancelled');
    expect(
      (await deploy(sim, { resources: [storage('stcanceled')] })).properties?.provisioningState,
    ).toBe('Succeeded');
  });
});
