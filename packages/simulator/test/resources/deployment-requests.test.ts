import { describe, expect, it } from 'vitest';
import { scene, wireWorkspace } from '../machinelearning/scene.ts';
import {
  deploy,
  deploymentId,
  deployments,
  emptyGroup,
  FAST,
  GROUP,
  groupId,
  identity,
  IDENTITY,
  SCHEMA,
  send,
  template,
} from './deploying.ts';

describe('requests for deployments', () => {
  it('reads a body as the Azure CLI sends it: the template as it stands in its file', async () => {
    const sim = await emptyGroup();
    const token = await sim.credential().getToken('https://management.azure.com/.default');
    const url = `https://management.azure.com/subscriptions/${sim.subscriptionId}/resourcegroups/${GROUP}/providers/Microsoft.Resources/deployments/cli`;
    const body = `{"properties": {"parameters": {}, "mode": "Incremental", template:{
      "$schema": "${SCHEMA}", // of templates
      "contentVersion": "1.0.0.0",
      "resources": [] /* nothing */
    }}}`;
    const ask = (method: string, path: string) =>
      sim.fetch(
        new Request(`${url}${path}?api-version=2022-09-01`, {
          method,
          body,
          headers: { authorization: `Bearer ${token?.token}`, 'content-type': 'application/json' },
        }),
      );
    expect((await ask('POST', '/validate')).status).toBe(200);
    expect((await ask('PUT', '')).status).toBe(201);
  });

  it('takes the texts that the Azure Machine Learning SDK sends for booleans, and shows nothing of what is empty', async () => {
    const given = await scene();
    const { sim, workspaceId } = given;
    const base = wireWorkspace(given) as { properties: object };
    await deployments(sim).deployments.createOrUpdate(
      'rg-ml',
      'sdk',
      {
        properties: {
          mode: 'Incremental',
          parameters: { flag: { value: 'false' } },
          template: template({
            parameters: { flag: { type: 'string' } },
            resources: [
              {
                ...base,
                type: 'Microsoft.MachineLearningServices/workspaces',
                apiVersion: '2023-04-01-preview',
                name: workspaceId.split('/').at(-1),
                properties: {
                  ...base.properties,
                  hbiWorkspace: "[parameters('flag')]",
                  allowRecoverSoftDeletedWorkspace: "[parameters('flag')]",
                  enableDataIsolation: 'true',
                  imageBuildCompute: '',
                  featureStoreSettings: {
                    computeruntime: { SparkRuntimeVersion: '' },
                    offlinestoreconnectionname: '',
                  },
                },
              },
            ],
          }),
        },
      },
      FAST,
    );
    const { body } = await send(sim, 'GET', workspaceId, '2023-04-01-preview');
    expect(body.properties).toMatchObject({
      hbiWorkspace: false,
      enableDataIsolation: true,
      imageBuildCompute: null,
    });
    expect(body.properties).not.toHaveProperty('featureStoreSettings');
  });

  it('hashes templates as published', async () => {
    const sim = await emptyGroup();
    const { body } = await send(
      sim,
      'POST',
      '/providers/Microsoft.Resources/calculateTemplateHash',
      '2025-04-01',
      {
        $schema: 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#',
        contentVersion: '1.0.0.0',
        parameters: { inputObj: { type: 'object' } },
        resources: [],
        outputs: { inputObj: { type: 'object', value: "[parameters('inputObj')]" } },
      },
    );
    expect(body.templateHash).toBe('17686481789412793580');
  });

  it('a subscription takes 800 deployments in a group', async () => {
    const sim = await emptyGroup();
    const body = { properties: { mode: 'Incremental', template: template({}) } };
    for (let count = 0; count < 800; count += 1) {
      await send(sim, 'PUT', deploymentId(sim, `d${count}`), '2022-09-01', body);
    }
    await expect(deploy(sim, {})).rejects.toMatchObject({
      statusCode: 409,
      code: 'DeploymentQuotaExceeded',
      message:
        "Creating the deployment 'main' would exceed the quota of '800'. The current deployment count is '800', please delete some deployments before creating a new one. Please see https://aka.ms/arm-deploy for usage details.",
    });
    await deploy(sim, {}, {}, { name: 'd0' });
  });

  it('needs a name of up to 64 characters, and a location at a subscription only', async () => {
    const sim = await emptyGroup();
    const name = 'x'.repeat(65);
    await expect(deploy(sim, {}, {}, { name })).rejects.toMatchObject({
      code: 'InvalidDeployment',
      message: `The provided deployment name '${name}' has a length of '65' which exceeds the maximum length of '64'.`,
    });
    for (const action of ['validate', 'whatIf']) {
      const { body } = await send(
        sim,
        'POST',
        `${deploymentId(sim, name)}/${action}`,
        '2022-09-01',
        {
          properties: { mode: 'Incremental', template: template({}) },
        },
      );
      expect(body.error.code).toBe('InvalidDeployment');
    }
    const put = await send(
      sim,
      'PUT',
      `/subscriptions/${sim.subscriptionId}/providers/Microsoft.Resources/deployments/main`,
      '2022-09-01',
      { properties: { mode: 'Incremental', template: template({}) } },
    );
    expect([put.status, put.body.error]).toEqual([
      400,
      {
        code: 'InvalidDeployment',
        message:
          "The 'location' property must be specified for 'main'. Please see https://aka.ms/arm-deployment-subscription for usage details.",
      },
    ]);
  });

  it('validates without deploying', async () => {
    const sim = await emptyGroup();
    const client = deployments(sim).deployments;
    const properties = {
      mode: 'Incremental' as const,
      template: template({ resources: [identity('a')] }),
    };
    const valid = await client.validate(GROUP, 'main', { properties });
    expect(valid.properties?.provisioningState).toBe('Succeeded');
    expect(valid.properties?.validatedResources).toEqual([
      { id: `${groupId(sim)}/providers/${IDENTITY}/a` },
    ]);
    expect(sim.resource(`${groupId(sim)}/providers/${IDENTITY}/a`)).toBeUndefined();
    await expect(client.validate('nowhere', 'main', { properties })).rejects.toMatchObject({
      code: 'ResourceGroupNotFound',
    });
  });
});
