import { AuthorizationManagementClient } from '@azure/arm-authorization';
import { ManagementLockClient } from '@azure/arm-locks';
import { describe, expect, it } from 'vitest';
import type { Simulator } from '../../src/index.ts';
import {
  deploy,
  deployments,
  emptyGroup,
  FAST,
  GROUP,
  LOCATION,
  send,
  template,
} from './deploying.ts';

const IDENTITY = 'Microsoft.ManagedIdentity/userAssignedIdentities';
const identity = (name: string, more: Record<string, unknown> = {}) => ({
  type: IDENTITY,
  apiVersion: '2023-01-31',
  name,
  location: LOCATION,
  ...more,
});
const storage = (name: string, more: Record<string, unknown> = {}) => ({
  type: 'Microsoft.Storage/storageAccounts',
  apiVersion: '2023-05-01',
  name,
  location: LOCATION,
  kind: 'StorageV2',
  sku: { name: 'Standard_LRS' },
  properties: {},
  ...more,
});

const groupId = (sim: Simulator) => `/subscriptions/${sim.subscriptionId}/resourceGroups/${GROUP}`;
const idOf = (sim: Simulator, name = 'main') =>
  `${groupId(sim)}/providers/Microsoft.Resources/deployments/${name}`;
/** What a failed deployment says of itself. */
const errorOf = async (sim: Simulator, name = 'main') =>
  (await send(sim, 'GET', idOf(sim, name), '2022-09-01')).body.properties.error;
const validation = (why: string) => ({
  statusCode: 400,
  code: 'InvalidTemplate',
  message: `Deployment template validation failed: '${why}'.`,
});

describe('templates that are not valid', () => {
  it.each<[string, Record<string, unknown>, Record<string, unknown>, string]>([
    [
      'a parameter without a value',
      { parameters: { name: { type: 'string' } } },
      {},
      "The value for the template parameter 'name' at line '1' and column '{column}' is not provided. Please see https://aka.ms/arm-create-parameter-file for usage details.",
    ],
    [
      'a value without a parameter',
      { parameters: { name: { type: 'string' }, size: { type: 'int', defaultValue: 1 } } },
      { name: 'x', extra_param: 1 },
      "The template parameters 'extra_param' in the parameters file are not valid; they are not present in the original template and can therefore not be provided at deployment time. The only supported parameters for this template are 'name, size'. Please see https://aka.ms/arm-pass-parameter-values for usage details.",
    ],
    [
      'a value that is not allowed',
      { parameters: { name: { type: 'string', allowedValues: ['a', 'b'] } } },
      { name: 'c' },
      "The provided value 'c' for the template parameter 'name' at line '1' and column '{column}' is not valid. The parameter value is not part of the allowed value(s): 'a,b'.",
    ],
    [
      'a function that there is not',
      { resources: [identity("[nowhere('a')]")] },
      {},
      "The template resource '[nowhere('a')]' at line '1' and column '{column}' is not valid: The template function 'nowhere' is not valid. Please see https://aka.ms/arm-functions for usage details.. Please see https://aka.ms/arm-functions for usage details.",
    ],
    [
      'a dependency on nothing',
      { resources: [identity('a', { dependsOn: ['b'] })] },
      {},
      "The resource 'b' is not defined in the template. Please see https://aka.ms/arm-syntax for usage details.",
    ],
    [
      'a reference where nothing runs yet',
      { resources: [identity("[reference('a').name]")] },
      {},
      "The template resource '[reference('a').name]' at line '1' and column '{column}' is not valid: The template function 'reference' is not expected at this location. Please see https://aka.ms/arm-functions for usage details.. Please see https://aka.ms/arm-functions for usage details.",
    ],
    [
      'a variable that there is not',
      { resources: [identity("[variables('a')]")] },
      {},
      "The template resource '[variables('a')]' at line '1' and column '{column}' is not valid: The template variable 'a' is not found. Please see https://aka.ms/arm-syntax-variables for usage details.. Please see https://aka.ms/arm-functions for usage details.",
    ],
    [
      'a resource twice',
      { resources: [identity('a'), identity('A')] },
      {},
      `The resource 'Microsoft.ManagedIdentity/userAssignedIdentities/A' at line '1' and column '{column}' is defined multiple times in a template. Please see https://aka.ms/arm-syntax-resources for usage details.`,
    ],
  ])('%s', async (_what, members, parameters, why) => {
    const sim = await emptyGroup();
    // In a template on one line: where the definition begins, or the last resource.
    const text = JSON.stringify(template(members));
    const begin = ['{"type":"string"', `{"type":"${IDENTITY}"`].map((one) => text.lastIndexOf(one));
    const column = Math.max(...begin) + 1;
    await expect(deploy(sim, members, parameters)).rejects.toMatchObject(
      validation(why.replace('{column}', String(column))),
    );
    await expect(deployments(sim).deployments.get(GROUP, 'main')).rejects.toMatchObject({
      code: 'DeploymentNotFound',
    });
  });

  it('circles of dependencies', async () => {
    const sim = await emptyGroup();
    const circle = {
      resources: [identity('a', { dependsOn: ['b'] }), identity('b', { dependsOn: ['a'] })],
    };
    await expect(deploy(sim, circle)).rejects.toMatchObject({
      code: 'InvalidTemplate',
      message: `Deployment template validation failed: 'Circular dependency detected on resource: '${groupId(sim)}/providers/${IDENTITY}/a'. Please see https://aka.ms/arm-syntax-resources for usage details.'.`,
    });
  });

  it('what is not simulated is refused by its name', async () => {
    const sim = await emptyGroup();
    const refused = (message: string) => ({ statusCode: 501, code: 'NotSimulated', message });
    await expect(
      deploy(sim, {
        resources: [{ type: 'Microsoft.Web/sites', apiVersion: '2022-03-01', name: 'x' }],
      }),
    ).rejects.toMatchObject(
      refused(
        'PUT on the resource type Microsoft.Web/sites (of a template) is not simulated (simulator wording)',
      ),
    );
    const byLink = deployments(sim).deployments.createOrUpdate(
      GROUP,
      'link',
      { properties: { mode: 'Incremental', templateLink: { uri: 'https://example.com/t.json' } } },
      FAST,
    );
    await expect(byLink).rejects.toMatchObject(
      refused(
        "a deployment of a template by link ('https://example.com/t.json') is not simulated (simulator wording)",
      ),
    );
    const properties = { mode: 'Incremental' as const, template: template({}) };
    const client = deployments(sim).deployments;
    await expect(
      client.createOrUpdateAtTenantScope('t', { location: LOCATION, properties }, FAST),
    ).rejects.toMatchObject(
      refused(
        'PUT a deployment at the tenant (Microsoft.Resources/deployments) is not simulated (simulator wording)',
      ),
    );
    await expect(
      client.createOrUpdateAtManagementGroupScope(
        'm',
        't',
        { location: LOCATION, properties },
        FAST,
      ),
    ).rejects.toMatchObject(
      refused(
        'PUT a deployment at a management group (Microsoft.Resources/deployments) is not simulated (simulator wording)',
      ),
    );
  });
});

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
    const put = await send(sim, 'PUT', idOf(sim), '2022-09-01', body, 'contributor');
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

describe('what stands in the way', () => {
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

  it('a nested deployment that failed shows its own failure', async () => {
    const sim = await emptyGroup({ latency: 'realistic' });
    const nested = {
      type: 'Microsoft.Resources/deployments',
      apiVersion: '2022-09-01',
      name: 'nested',
      properties: { mode: 'Incremental', template: template({ resources: [storage('NotAName')] }) },
    };
    await expect(deploy(sim, { resources: [nested] })).rejects.toThrow('DeploymentFailed');
    expect(await errorOf(sim)).toMatchObject({
      code: 'DeploymentFailed',
      details: [
        {
          code: 'ResourceDeploymentFailure',
          target: idOf(sim, 'nested'),
          message:
            "The resource write operation failed to complete successfully, because it reached terminal provisioning state 'Failed'.",
          details: [
            {
              code: 'DeploymentFailed',
              target: idOf(sim, 'nested'),
              details: [{ code: 'AccountNameInvalid' }],
            },
          ],
        },
      ],
    });
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
      "DeploymentOutputEvaluationFailed. Unable to evaluate template outputs: 'id'.",
    );
  });

  it('one deployment of a name runs at a time, and can be canceled', async () => {
    const sim = await emptyGroup({ latency: 'realistic' });
    const body = {
      properties: {
        mode: 'Incremental',
        template: template({ resources: [storage('stcanceled')] }),
      },
    };
    const put = await send(sim, 'PUT', idOf(sim), '2022-09-01', body);
    const again = await send(sim, 'PUT', idOf(sim), '2022-09-01', body);
    expect([again.status, again.body.error]).toEqual([
      409,
      {
        code: 'DeploymentActive',
        message:
          "Unable to edit or replace deployment 'main': previous deployment from '3/1/2026 10:00:00 AM' is still active (expiration time is '3/8/2026 10:00:00 AM'). Please see https://aka.ms/arm-deploy-resources for usage details.",
      },
    ]);
    expect((await send(sim, 'POST', `${idOf(sim)}/cancel`, '2022-09-01')).status).toBe(204);
    const { body: canceled } = await send(sim, 'GET', idOf(sim), '2022-09-01');
    expect(canceled.properties.provisioningState).toBe('Canceled');
    const url = put.headers.get('azure-asyncoperation') ?? '';
    expect((await send(sim, 'GET', url, '')).body).toEqual({ status: 'Canceled' });
    expect((await send(sim, 'POST', `${idOf(sim)}/cancel`, '2022-09-01')).body.error.code).toBe(
      'DeploymentCannotBeCancelled',
    );
    expect(
      (await deploy(sim, { resources: [storage('stcanceled')] })).properties?.provisioningState,
    ).toBe('Succeeded');
  });

  it('a subscription takes 800 deployments in a group', async () => {
    const sim = await emptyGroup();
    const body = { properties: { mode: 'Incremental', template: template({}) } };
    for (let count = 0; count < 800; count += 1) {
      await send(sim, 'PUT', idOf(sim, `d${count}`), '2022-09-01', body);
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
