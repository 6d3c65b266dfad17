import { describe, expect, it } from 'vitest';
import { SecretClient } from '@azure/keyvault-secrets';
import { scene, wireWorkspace } from '../machinelearning/scene.ts';
import {
  deploy,
  deployments,
  emptyGroup,
  FAST,
  GROUP,
  LOCATION,
  SCHEMA,
  send,
  template,
} from './deploying.ts';

const IDENTITY = 'Microsoft.ManagedIdentity/userAssignedIdentities';
const STORAGE = 'Microsoft.Storage/storageAccounts';

const identity = (name: string, more: Record<string, unknown> = {}) => ({
  type: IDENTITY,
  apiVersion: '2023-01-31',
  name,
  location: LOCATION,
  ...more,
});

const storage = (name: string, more: Record<string, unknown> = {}) => ({
  type: STORAGE,
  apiVersion: '2023-05-01',
  name,
  location: LOCATION,
  kind: 'StorageV2',
  sku: { name: 'Standard_LRS' },
  properties: {},
  ...more,
});

const vault = (tenantId: string, name: string, more: Record<string, unknown> = {}) => ({
  type: 'Microsoft.KeyVault/vaults',
  apiVersion: '2023-07-01',
  name,
  location: LOCATION,
  properties: {
    tenantId,
    sku: { family: 'A', name: 'standard' },
    enableRbacAuthorization: true,
    enabledForTemplateDeployment: true,
  },
  ...more,
});

describe('what templates can say', () => {
  it('leaves out what is not to be deployed, and does not wait for it', async () => {
    const sim = await emptyGroup();
    const { properties } = await deploy(sim, {
      resources: [
        identity('never', { condition: "[equals('a', 'b')]" }),
        identity('always', { dependsOn: [`[resourceId('${IDENTITY}', 'never')]`] }),
      ],
    });
    expect(properties?.outputResources).toHaveLength(1);
    expect(properties?.outputResources?.[0]?.id).toContain('/always');
  });

  it('turns loops over resources, properties, variables and outputs', async () => {
    const sim = await emptyGroup();
    const { properties } = await deploy(sim, {
      variables: {
        copy: [{ name: 'names', count: 3, input: "[format('id-{0}', copyIndex('names', 1))]" }],
      },
      resources: [
        identity("[variables('names')[copyIndex()]]", {
          copy: { name: 'ids', count: "[length(variables('names'))]" },
        }),
        identity('last', {
          dependsOn: ['ids'],
          tags: { "[concat('of', 'all')]": "[join(variables('names'), ',')]" },
        }),
      ],
      outputs: {
        all: {
          type: 'array',
          copy: { count: 3, input: "[reference(variables('names')[copyIndex()]).clientId]" },
        },
      },
    });
    const ids = ['id-1', 'id-2', 'id-3'].map(
      (name) =>
        sim.resource(
          `/subscriptions/${sim.subscriptionId}/resourceGroups/${GROUP}/providers/${IDENTITY}/${name}`,
        )?.properties['clientId'],
    );
    expect(properties?.outputs).toEqual({ all: { type: 'Array', value: ids } });
    const last = sim.resource(
      `/subscriptions/${sim.subscriptionId}/resourceGroups/${GROUP}/providers/${IDENTITY}/last`,
    );
    expect(last?.tags).toEqual({ ofall: 'id-1,id-2,id-3' });
  });

  it('takes children, extensions and legacy names of extensions', async () => {
    const sim = await emptyGroup();
    const { properties } = await deploy(sim, {
      resources: [
        storage('sttemplates'),
        {
          type: `${STORAGE}/blobServices/containers`,
          apiVersion: '2023-05-01',
          name: 'sttemplates/default/data',
          dependsOn: ['sttemplates'],
          properties: {},
        },
        vault(sim.tenantId, 'kv-templates', {
          resources: [
            {
              type: 'secrets',
              apiVersion: '2023-07-01',
              name: 'greeting',
              dependsOn: ['kv-templates'],
              properties: { value: 'hello' },
            },
          ],
        }),
        {
          type: 'Microsoft.Authorization/locks',
          apiVersion: '2020-05-01',
          name: 'keep',
          scope: `[resourceId('${STORAGE}', 'sttemplates')]`,
          dependsOn: ['sttemplates'],
          properties: { level: 'CanNotDelete' },
        },
        {
          type: 'Microsoft.KeyVault/vaults/providers/locks',
          apiVersion: '2020-05-01',
          name: 'kv-templates/Microsoft.Authorization/keep',
          dependsOn: ['kv-templates'],
          properties: { level: 'CanNotDelete' },
        },
      ],
      outputs: {
        key: {
          type: 'securestring',
          value: "[listKeys('sttemplates', '2023-05-01').keys[0].value]",
        },
        length: {
          type: 'int',
          value: "[length(listKeys('sttemplates', '2023-05-01').keys[0].value)]",
        },
      },
    });
    expect(properties?.outputs).toEqual({
      key: { type: 'SecureString' },
      length: { type: 'Int', value: 40 },
    });
    expect(properties?.outputResources?.map(({ id }) => id?.split('/providers/').slice(1))).toEqual(
      [
        ['Microsoft.KeyVault/vaults/kv-templates'],
        ['Microsoft.KeyVault/vaults/kv-templates', 'Microsoft.Authorization/locks/keep'],
        ['Microsoft.KeyVault/vaults/kv-templates/secrets/greeting'],
        ['Microsoft.Storage/storageAccounts/sttemplates'],
        ['Microsoft.Storage/storageAccounts/sttemplates/blobServices/default/containers/data'],
        ['Microsoft.Storage/storageAccounts/sttemplates', 'Microsoft.Authorization/locks/keep'],
      ],
    );
  });

  it('reads symbolic names, existing resources and types as Bicep writes them', async () => {
    const sim = await emptyGroup();
    await deploy(sim, { resources: [identity('before')] }, {}, { name: 'first' });
    const { properties } = await deploy(
      sim,
      {
        languageVersion: '2.0',
        definitions: { name: { type: 'string', minLength: 3 } },
        parameters: {
          name: { $ref: '#/definitions/name' },
          tags: { type: 'object', nullable: true },
        },
        resources: {
          before: { existing: true, type: IDENTITY, apiVersion: '2023-01-31', name: 'before' },
          after: identity("[parameters('name')]", {
            tags: { before: "[reference('before').principalId]" },
            dependsOn: ['before'],
          }),
        },
        outputs: {
          id: { type: 'string', value: "[resourceInfo('after').id]" },
          none: { type: 'bool', value: "[empty(coalesce(parameters('tags'), createObject()))]" },
        },
      },
      { name: 'after' },
    );
    const group = `/subscriptions/${sim.subscriptionId}/resourceGroups/${GROUP}`;
    const before = sim.resource(`${group}/providers/${IDENTITY}/before`);
    expect(sim.resource(`${group}/providers/${IDENTITY}/after`)?.tags).toEqual({
      before: before?.properties['principalId'],
    });
    expect(properties?.outputs).toEqual({
      id: { type: 'String', value: `${group}/providers/${IDENTITY}/after` },
      none: { type: 'Bool', value: true },
    });
    expect(properties?.outputResources).toHaveLength(1);
  });

  it('deploys within a deployment, with expressions of the outer or of its own', async () => {
    const sim = await emptyGroup();
    const nested = (name: string, scope: 'inner' | 'outer', more: Record<string, unknown>) => ({
      type: 'Microsoft.Resources/deployments',
      apiVersion: '2022-09-01',
      name,
      properties: { mode: 'Incremental', expressionEvaluationOptions: { scope }, ...more },
    });
    const { properties } = await deploy(
      sim,
      {
        parameters: { name: { type: 'string' } },
        variables: { where: 'outside' },
        resources: [
          nested('own', 'inner', {
            parameters: { name: { value: "[concat(parameters('name'), '-own')]" } },
            template: template({
              parameters: { name: { type: 'string' } },
              variables: { where: 'inside' },
              resources: [
                identity("[parameters('name')]", { tags: { at: "[variables('where')]" } }),
              ],
              outputs: { where: { type: 'string', value: "[variables('where')]" } },
            }),
          }),
          nested('outer', 'outer', {
            template: template({
              variables: { where: 'inside' },
              resources: [
                identity("[concat(parameters('name'), '-outer')]", {
                  tags: { at: "[variables('where')]", text: '[[not an expression]' },
                }),
              ],
            }),
          }),
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
              type: 'Microsoft.Resources/deployments',
              apiVersion: '2022-09-01',
              name: 'inside',
              resourceGroup: 'rg-new',
              dependsOn: [
                "[subscriptionResourceId('Microsoft.Resources/resourceGroups', 'rg-new')]",
              ],
              properties: {
                mode: 'Incremental',
                template: template({ resources: [identity('inside')] }),
              },
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

  it('keeps secure parameters to itself, and reads them from a vault', async () => {
    const sim = await emptyGroup();
    await deploy(sim, { resources: [vault(sim.tenantId, 'kv-secrets')] });
    const secrets = new SecretClient(
      'https://kv-secrets.vault.azure.net',
      sim.credential(),
      sim.clientOptions('vault'),
    );
    await secrets.setSecret('password', 'sim-from-the-vault');
    const vaultId = `/subscriptions/${sim.subscriptionId}/resourceGroups/${GROUP}/providers/Microsoft.KeyVault/vaults/kv-secrets`;
    const reference = { keyVault: { id: vaultId }, secretName: 'password' };
    const given = (who: string) =>
      deployments(sim, who).deployments.createOrUpdate(
        GROUP,
        'secret',
        {
          properties: {
            mode: 'Incremental',
            parameters: { password: { reference }, own: { value: 'sim-own-secret' } },
            template: template({
              parameters: { password: { type: 'securestring' }, own: { type: 'secureString' } },
              resources: [
                {
                  type: 'Microsoft.KeyVault/vaults/secrets',
                  apiVersion: '2023-07-01',
                  name: 'kv-secrets/copy',
                  properties: { value: "[concat(parameters('password'), parameters('own'))]" },
                },
              ],
              outputs: { password: { type: 'securestring', value: "[parameters('password')]" } },
            }),
          },
        },
        FAST,
      );
    const made = await given('owner');
    expect((await secrets.getSecret('copy')).value).toBe('sim-from-the-vaultsim-own-secret');
    expect(made.properties?.parameters).toEqual({
      password: { type: 'SecureString', reference },
      own: { type: 'SecureString' },
    });
    expect(made.properties?.outputs).toEqual({ password: { type: 'SecureString' } });
    expect(JSON.stringify([sim.ledger.entries(), sim.resource(made.id ?? '')])).not.toContain(
      'sim-own-secret',
    );
    await deploy(
      sim,
      {
        resources: [
          vault(sim.tenantId, 'kv-secrets', {
            properties: {
              tenantId: sim.tenantId,
              sku: { family: 'A', name: 'standard' },
              enableRbacAuthorization: true,
              enabledForTemplateDeployment: false,
            },
          }),
        ],
      },
      {},
      { name: 'closed' },
    );
    await expect(given('owner')).rejects.toMatchObject({
      statusCode: 400,
      code: 'KeyVaultParameterReferenceSecretRetrieveFailed',
      message:
        "The secret of KeyVault parameter 'password' cannot be retrieved. Http status code: 'Forbidden'. Error message: 'The vault 'kv-secrets' is not enabled for template deployment: set enabledForTemplateDeployment.'. Please see https://aka.ms/arm-keyvault for usage details. (simulator wording)",
    });
  });

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
});
