import { AuthorizationManagementClient } from '@azure/arm-authorization';
import { AzureDatabricksManagementClient } from '@azure/arm-databricks';
import { expect, it } from 'vitest';

import { verify } from '../../src/verify/verify.ts';
import { keepingPuts, planOf, run, simulator, smallSpec } from '../deploy/chain.ts';

const CRYPTO_USER = 'e147488a-f6f5-4113-8e2d-b22465e65bf6';

it('tells disks and services of a Databricks workspace apart from the root of its file system', async () => {
  const sim = simulator();
  const spec = smallSpec(sim, { databricksWorkspaces: [{ name: 'dbw-data' }] });
  const { error, outcome } = await run(sim, planOf(sim, spec));
  expect(error?.toJSON()).toBeUndefined();
  const { keyIdentifier = '' } = outcome;
  const rowsOf = async () => {
    const posture = await verify(spec, sim.azure());
    const rows = posture.items.filter(({ place }) => place.startsWith('databricks'));
    return { posture, rows };
  };
  const before = await rowsOf();
  expect(before.rows.map(({ place, under }) => [place, under])).toEqual([
    ['databricksDbfsRoot', 'customer'],
    ['databricksManagedDisk', 'microsoft'],
    ['databricksManagedServices', 'microsoft'],
  ]);
  expect(before.rows[1]?.note).toContain('does not reach it');

  // Somebody puts the disks under the key, on Databricks.
  const client = new AzureDatabricksManagementClient(
    sim.credential(),
    sim.subscriptionId,
    sim.clientOptions(),
  );
  const found = await client.workspaces.get('rg-claims', 'dbw-data');
  const [keyVaultUri = '', rest = ''] = keyIdentifier.split('/keys/');
  const [keyName = '', keyVersion = ''] = rest.split('/');
  await client.workspaces.createOrUpdate('rg-claims', 'dbw-data', {
    ...found,
    encryption: {
      entities: {
        managedDisk: {
          keySource: 'Microsoft.Keyvault',
          keyVaultProperties: { keyVaultUri, keyName, keyVersion },
          rotationToLatestKeyVersionEnabled: true,
        },
      },
    },
  });
  const ungranted = await rowsOf();
  expect(ungranted.rows[1]).toMatchObject({
    place: 'databricksManagedDisk',
    what: 'Databricks workspace dbw-data: managed disks of its clusters',
    under: 'customer',
    keyIdentifier,
    keyVersion,
    note: expect.stringContaining('follows the newest version') as unknown,
  });
  const { diskEncryptionSetId = '', managedDiskIdentity } = await client.workspaces.get(
    'rg-claims',
    'dbw-data',
  );
  expect(ungranted.rows[1]?.evidence).toContainEqual(
    expect.objectContaining({
      property: 'properties.diskEncryptionSetId',
      value: diskEncryptionSetId,
    }),
  );
  const principalId = managedDiskIdentity?.principalId ?? '';
  const use = ungranted.posture.keyUse.find((each) => each.principalId === principalId);
  expect(use).toMatchObject({
    consumer: 'diskEncryptionSet',
    target: diskEncryptionSetId.split('/').at(-1),
    keyIdentifier,
    verdict: 'insufficient',
  });
  expect(ungranted.posture.rules.find(({ ruleId }) => ruleId === 'CMK-013')?.result).toBe('broken');

  const roles = new AuthorizationManagementClient(sim.credential(), sim.subscriptionId, {
    ...sim.clientOptions(),
  });
  const vault = `/subscriptions/${sim.subscriptionId}/resourceGroups/rg-claims/providers/Microsoft.KeyVault/vaults/kv-claims`;
  await roles.roleAssignments.create(vault, '77777777-7777-4777-8777-777777777777', {
    principalId,
    principalType: 'ServicePrincipal',
    roleDefinitionId: `/subscriptions/${sim.subscriptionId}/providers/Microsoft.Authorization/roleDefinitions/${CRYPTO_USER}`,
  });
  const granted = await rowsOf();
  expect(granted.posture.rules.find(({ ruleId }) => ruleId === 'CMK-013')?.result).toBe('holds');
  expect(granted.rows[0]).toMatchObject({ under: 'customer' });

  // The plan names the key of the root only, and takes the other away from nobody.
  const { sent, clientOptions } = keepingPuts(sim, '/workspaces/dbw-data');
  const again = await run(sim, planOf(sim, { ...spec, tags: { stage: 'test' } }), {
    clientOptions,
  });
  expect(again.error?.toJSON()).toBeUndefined();
  // It is sent as a whole: what is left out could be lost.
  expect(sent).toMatchObject([
    {
      properties: {
        encryption: { entities: { managedDisk: { keyVaultProperties: { keyName, keyVersion } } } },
        parameters: { encryption: { value: { KeyName: keyName } } },
      },
    },
  ]);
  expect((await rowsOf()).rows[1]).toMatchObject({ under: 'customer' });
});
