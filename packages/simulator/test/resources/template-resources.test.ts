import { describe, expect, it } from 'vitest';
import {
  deploy,
  emptyGroup,
  GROUP,
  identity,
  IDENTITY,
  storage,
  STORAGE,
  vault,
} from './deploying.ts';

describe('resources of templates', () => {
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
});
