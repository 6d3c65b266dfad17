import { DeploymentsClient } from '@azure/arm-resourcesdeployments';
import { describe, expect, it } from 'vitest';
import {
  create,
  createUnder,
  failedInside,
  FAST,
  GROUP,
  idOf,
  type Scene,
  scene,
  send,
  under,
  VAULT,
  vaultManagement,
  VERSION,
  type Wire,
  wireWorkspace,
  WORKSPACE,
} from './workspace-failure.ts';

const OTHER_SUBSCRIPTION = '99999999-9999-4999-8999-999999999999';

const vaults = ({ sim }: Scene) => vaultManagement(sim).vaults;

describe('F32 the vault has no purge protection', () => {
  it('F32 is told six minutes after the request was accepted, again when tried again, until it is on', async () => {
    const given = await scene({ purgeProtection: false, latency: 'realistic' });
    const message = 'CMK workspaces should have purge protection enabled on their CMK keyvault.';
    const told = {
      code: 'BadRequest',
      message,
      rule: 'CMK-002',
      evidence: 'reported',
      minutes: 6,
    };
    expect(await failedInside(given)).toEqual(told);
    expect(await failedInside(given)).toEqual(told);
    await expect(create(given)).rejects.toThrow(
      `The long-running operation has failed. BadRequest. ${message}`,
    );
    await vaults(given).update(GROUP, VAULT, { properties: { enablePurgeProtection: true } });
    expect((await create(given)).provisioningState).toBe('Succeeded');
  });
});

/** What `az deployment group create` sends for the workspace of the scene. */
const workspaceTemplate = (given: Scene): Wire => ({
  $schema: 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#',
  contentVersion: '1.0.0.0',
  parameters: { name: { type: 'string' } },
  resources: [
    {
      type: 'Microsoft.MachineLearningServices/workspaces',
      apiVersion: VERSION,
      name: "[parameters('name')]",
      ...(wireWorkspace(given) as object),
    },
  ],
});

describe('F32 the vault has no purge protection, and the workspace is deployed by a template', () => {
  it.each(['instant', 'realistic'] as const)(
    'F32 is told within the errors of the deployment and of the operation, %s',
    async (latency) => {
      const given = await scene({ purgeProtection: false, latency });
      const { sim, workspaceId } = given;
      const client = new DeploymentsClient(
        sim.credential(),
        sim.subscriptionId,
        sim.clientOptions(),
      );
      const create = () =>
        client.deployments.createOrUpdate(
          GROUP,
          'workspace',
          {
            properties: {
              mode: 'Incremental',
              template: workspaceTemplate(given),
              parameters: { name: { value: WORKSPACE } },
            },
          },
          FAST,
        );
      const start = sim.clock.now();
      const failed =
        'At least one resource deployment operation failed. Please list deployment operations for details. Please see https://aka.ms/arm-deployment-operations for usage details.';
      await expect(create()).rejects.toThrow(`DeploymentFailed. ${failed}`);
      const minutes = (sim.clock.now() - start) / 60_000;
      expect(Math.floor(minutes)).toBe(latency === 'realistic' ? 6 : 0);
      const inner = {
        code: 'ResourceDeploymentFailure',
        target: workspaceId,
        message:
          "The 'AzureAsyncOperationWaiting' resource operation completed with terminal provisioning state 'Failed'.",
        details: [
          {
            code: 'BadRequest',
            message: 'CMK workspaces should have purge protection enabled on their CMK keyvault.',
          },
        ],
      };
      const id = idOf(sim, 'Microsoft.Resources/deployments', 'workspace');
      const deployment = await send(sim, 'GET', id, '2022-09-01');
      expect(deployment.body.properties).toMatchObject({
        provisioningState: 'Failed',
        error: { code: 'DeploymentFailed', target: id, message: failed, details: [inner] },
      });
      const operations = await send(sim, 'GET', `${id}/operations`, '2022-09-01');
      expect(operations.body.value).toMatchObject([
        {
          properties: {
            provisioningState: 'Failed',
            statusMessage: { error: inner },
            targetResource: { id: workspaceId },
          },
        },
      ]);
      await vaults(given).update(GROUP, VAULT, { properties: { enablePurgeProtection: true } });
      expect((await create()).properties?.provisioningState).toBe('Succeeded');
      expect(sim.resource(workspaceId)?.properties['provisioningState']).toBe('Succeeded');
    },
  );
});

describe('F33 the vault is in another subscription', () => {
  it('F33 is refused with the request: the two ids are all that it takes to see', async () => {
    const given = await scene({ latency: 'realistic' });
    const elsewhere = given.vaultId.replace(given.sim.subscriptionId, OTHER_SUBSCRIPTION);
    const message = `The customer-managed key must be in a vault in the workspace's subscription ${given.sim.subscriptionId}; it is in a vault in subscription ${OTHER_SUBSCRIPTION}. (simulator wording)`;
    await expect(createUnder(given, elsewhere, given.keyId)).rejects.toMatchObject({
      statusCode: 400,
      code: 'BadRequest',
      message,
    });
    const { headers } = await send(
      given.sim,
      'PUT',
      given.workspaceId,
      VERSION,
      wireWorkspace(given, under(elsewhere, given.keyId)),
    );
    expect(headers.get('x-cmk-simulator-rule')).toBe('CMK-003');
    expect((await create(given)).provisioningState).toBe('Succeeded');
  });
});

describe('F34 the vault is in another region', () => {
  it('F34 fails the operation where the documents ask for the same region', async () => {
    const given = await scene({
      edition: 'enc',
      vaultLocation: 'northeurope',
      latency: 'realistic',
    });
    expect(await failedInside(given)).toEqual({
      code: 'BadRequest',
      message:
        "The key vault of the customer-managed key must be in the workspace's region westeurope; it is in northeurope. (simulator wording)",
      rule: 'CMK-004',
      evidence: 'assumed',
      minutes: 6,
    });
  });

  it('F34 goes through where they ask for the same subscription alone', async () => {
    const given = await scene({ vaultLocation: 'northeurope' });
    expect((await create(given)).provisioningState).toBe('Succeeded');
  });
});

describe('F35 the key has no version', () => {
  const versionless = ({ keyId }: Scene): string => keyId.slice(0, keyId.lastIndexOf('/'));

  it('F35 is refused where the documents ask for one', async () => {
    const given = await scene({ edition: 'enc' });
    const key = versionless(given);
    await expect(createUnder(given, given.vaultId, key)).rejects.toMatchObject({
      statusCode: 400,
      code: 'BadRequest',
      message: `The key identifier '${key}' does not include the version of the key. (simulator wording)`,
    });
    const { headers } = await send(
      given.sim,
      'PUT',
      given.workspaceId,
      VERSION,
      wireWorkspace(given, under(given.vaultId, key)),
    );
    expect(headers.get('x-cmk-simulator-rule')).toBe('CMK-018');
    expect((await create(given)).provisioningState).toBe('Succeeded');
  });

  it('F35 goes through where they do not, and is kept as it was given', async () => {
    const given = await scene();
    const key = versionless(given);
    const workspace = await createUnder(given, given.vaultId, key);
    expect(workspace.encryption?.keyVaultProperties.keyIdentifier).toBe(key);
  });
});
