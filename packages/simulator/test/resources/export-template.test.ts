/** The template of a group: what would make its resources again. */
import { describe, expect, it } from 'vitest';
import { makeEndpoint } from '../network/endpoint-scene.ts';
import {
  FAST,
  GROUP,
  grant,
  LOCATION,
  READER,
  resources,
  scene,
  type Scene,
  type SceneOptions,
  send,
  VAULT,
} from '../machinelearning/scene.ts';
import type { Simulator } from '../../src/index.ts';
import { deploy, emptyGroup, groupId, identity, IDENTITY } from './deploying.ts';

interface Part {
  readonly type: string;
  readonly apiVersion: string;
  readonly name: string;
  readonly dependsOn?: readonly string[];
  readonly comments?: string;
  readonly properties: Record<string, unknown>;
}

interface Template {
  readonly parameters: Record<string, object>;
  readonly resources: readonly Part[];
}

async function exported(
  sim: Simulator,
  options?: string,
  asked: string[] = ['*'],
  who?: string,
): Promise<{ readonly template: Template; readonly error: unknown }> {
  const { template, error } = await resources(sim, who).resourceGroups.exportTemplate(
    GROUP,
    { resources: asked, ...(options === undefined ? {} : { options }) },
    FAST,
  );
  return { template: template as unknown as Template, error };
}

const partOf = ({ resources: parts }: Template, type: string): Part | undefined =>
  parts.find((part) => part.type === type);

const made = (options: SceneOptions = {}): Promise<Scene> =>
  scene({ grantCosmosDb: false, ...options });

describe.each(['instant', 'realistic'] as const)('an exported group, %s', (latency) => {
  it('has its resources without what nobody sets, their names as parameters', async () => {
    const { sim } = await made({ latency });
    const { template } = await exported(sim, 'IncludeParameterDefaultValue,IncludeComments');
    expect(template).toMatchObject({
      $schema: 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#',
      contentVersion: '1.0.0.0',
      variables: {},
    });
    expect(template.parameters).toMatchObject({
      vaults_kv_ml_name: { defaultValue: VAULT, type: 'String' },
      storageAccounts_stmlcreditrisk_name: { defaultValue: 'stmlcreditrisk', type: 'String' },
    });
    const vault = partOf(template, 'Microsoft.KeyVault/vaults');
    expect(vault).toMatchObject({
      name: "[parameters('vaults_kv_ml_name')]",
      location: LOCATION,
      properties: { enablePurgeProtection: true, sku: { name: 'premium' } },
    });
    expect(vault?.comments).toMatch(/^Generalized from resource: '.*\/vaults\/kv-ml'\.$/);
    expect(Object.keys(vault ?? {})).not.toContain('id');
    const account = partOf(template, 'Microsoft.Storage/storageAccounts');
    expect(account?.properties).not.toHaveProperty('primaryEndpoints');
    expect(account?.properties).not.toHaveProperty('provisioningState');
  });

  it('with nothing in it is exported at once', async () => {
    const { sim } = await made({ latency });
    const empty = `/subscriptions/${sim.subscriptionId}/resourceGroups/rg-empty`;
    await resources(sim).resourceGroups.createOrUpdate('rg-empty', { location: LOCATION });
    const { status, body } = await send(sim, 'POST', `${empty}/exportTemplate`, '2025-04-01', {
      resources: ['*'],
    });
    expect([status, body]).toEqual([
      200,
      {
        template: {
          $schema:
            'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#',
          contentVersion: '1.0.0.0',
          parameters: {},
          variables: {},
          resources: [],
        },
      },
    ]);
  });

  it('makes them again', async () => {
    const { sim } = await made({ latency });
    const { template } = await exported(sim, 'SkipAllParameterization');
    const part = partOf(template, 'Microsoft.Storage/storageAccounts');
    const { type = '', apiVersion = '', name = '', ...body } = part ?? {};
    const again = sim.fork();
    await resources(again).resourceGroups.createOrUpdate('rg-again', { location: LOCATION });
    const id = `/subscriptions/${sim.subscriptionId}/resourceGroups/rg-again/providers/${type}/${name}2`;
    const { status } = await send(again, 'PUT', id, apiVersion, body);
    expect([200, 202]).toContain(status);
  });
});

describe('an exported group', () => {
  it('has 200 resources at most, and texts that begin like expressions', async () => {
    const sim = await emptyGroup();
    const tags = { '[half': "[whole 'text']" };
    await deploy(sim, {
      resources: [
        identity("[format('id-{0}', copyIndex())]", {
          copy: { name: 'ids', count: 200 },
          tags: { '[half': "[[whole 'text']" },
        }),
      ],
    });
    const path = `${groupId(sim)}/exportTemplate`;
    const asked = { resources: ['*'], options: 'SkipAllParameterization' };
    const { body } = await send(sim, 'POST', path, '2025-04-01', asked);
    expect(body.error).toBeUndefined();
    const again = sim.fork();
    await deploy(again, { ...body.template, resources: body.template.resources.slice(0, 1) });
    const [first] = again.resources.list().filter(({ type }) => type === IDENTITY);
    expect(first?.tags).toEqual(tags);
    await deploy(sim, { resources: [identity('one-more')] });
    const refused = await send(sim, 'POST', path, '2025-04-01', asked);
    expect([refused.status, refused.body.error.message]).toEqual([
      409,
      "Export template is not supported for resource groups that have more than '200' resources.",
    ]);
  });

  it('names its own resources by expressions, and others by parameters', async () => {
    const { sim, vaultId } = await made();
    await makeEndpoint(sim, vaultId, ['vault']);
    const all = await exported(sim);
    const id = "[resourceId('Microsoft.KeyVault/vaults', parameters('vaults_kv_ml_name'))]";
    const subnet =
      "[resourceId('Microsoft.Network/virtualNetworks/subnets', parameters('virtualNetworks_vnet_own_name'), 'endpoints')]";
    const endpoint = partOf(all.template, 'Microsoft.Network/privateEndpoints');
    expect(endpoint?.dependsOn).toEqual(expect.arrayContaining([id, subnet]));
    expect(endpoint?.properties).toMatchObject({
      subnet: { id: subnet },
      privateLinkServiceConnections: [
        {
          id: "[concat(resourceId('Microsoft.Network/privateEndpoints', parameters('privateEndpoints_pe_target_name')), '/privateLinkServiceConnections/to-target')]",
          properties: { privateLinkServiceId: id },
        },
      ],
    });
    expect(partOf(all.template, 'Microsoft.Network/virtualNetworks/subnets')).toMatchObject({
      name: "[concat(parameters('virtualNetworks_vnet_own_name'), '/endpoints')]",
      dependsOn: [
        "[resourceId('Microsoft.Network/virtualNetworks', parameters('virtualNetworks_vnet_own_name'))]",
      ],
    });
    expect(all.template.parameters['vaults_kv_ml_name']).toEqual({ type: 'String' });
    // Nobody puts the interface of an endpoint.
    expect(all.error).toMatchObject({
      code: 'ExportTemplateCompletedWithErrors',
      details: [
        {
          code: 'ResourceTypeSchemaNotFound',
          target: 'Microsoft.Network/networkInterfaces',
          message:
            "The schema of resource type 'Microsoft.Network/networkInterfaces' is not available. Resources of this type will not be exported to the template.",
        },
      ],
    });

    const some = await exported(sim, undefined, [endpointIdOf(sim)]);
    expect(some.template.resources).toHaveLength(1);
    expect(some.template.resources[0]?.properties).toMatchObject({
      privateLinkServiceConnections: [
        { properties: { privateLinkServiceId: "[parameters('vaults_kv_ml_externalid')]" } },
      ],
    });
  });

  it('leaves out what its reader may not read, and says so', async () => {
    const { sim, storageId } = await made();
    const who = 'mlContributor';
    const { objectId = '' } = sim.principals.find(({ displayName }) => displayName === who) ?? {};
    const group = `/subscriptions/${sim.subscriptionId}/resourceGroups/${GROUP}`;
    const role = crypto.randomUUID();
    await send(
      sim,
      'PUT',
      `${group}/providers/Microsoft.Authorization/roleDefinitions/${role}`,
      '2022-04-01',
      {
        properties: {
          roleName: 'Exporter',
          assignableScopes: [group],
          permissions: [
            { actions: ['Microsoft.Resources/subscriptions/resourceGroups/*'], notActions: [] },
          ],
        },
      },
    );
    await grant(sim, group, objectId, role);
    await grant(sim, storageId, objectId, READER);
    const { template, error } = await exported(sim, undefined, ['*'], who);
    expect(template.resources.map(({ type }) => type)).toEqual([
      'Microsoft.Storage/storageAccounts',
    ]);
    expect(error).toMatchObject({
      details: expect.arrayContaining([
        {
          code: 'ExportTemplateProviderError',
          target: 'Microsoft.KeyVault/vaults',
          message:
            "Could not get resources of the type 'Microsoft.KeyVault/vaults'. Resources of this type will not be exported.",
        },
      ]) as unknown,
    });
  });

  it.each([
    [{ resources: ['*'], options: 'Everything' }, 400, "'Everything' is not one of the options"],
    [{ resources: [] }, 400, "'resources' must name resources of the group, or be '*'."],
    [{ resources: ['*'], outputFormat: 'Bicep' }, 501, 'a template in Bicep is not simulated'],
  ])('is not exported: %j', async (body, statusCode, message) => {
    const { sim } = await made();
    await expect(
      resources(sim).resourceGroups.exportTemplate(GROUP, body, FAST),
    ).rejects.toMatchObject({ statusCode, message: expect.stringContaining(message) as unknown });
  });
});

const endpointIdOf = (sim: Simulator): string =>
  `/subscriptions/${sim.subscriptionId}/resourceGroups/${GROUP}/providers/Microsoft.Network/privateEndpoints/pe-target`;
