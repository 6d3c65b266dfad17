/** Resources of any type through the client of Resource Manager, which names type and parent apart. */
import { ResourceManagementClient } from '@azure/arm-resources';
import { describe, expect, it } from 'vitest';
import { createSimulator } from '../../src/index.ts';

const GROUP = 'rg-any';
const VERSION = '2024-10-01';
const SECURITY = [GROUP, 'Microsoft.Network', '', 'networkSecurityGroups', 'nsg-any'] as const;
const RULE = [
  GROUP,
  'Microsoft.Network',
  'networkSecurityGroups/nsg-any',
  'securityRules',
  'allow-web',
] as const;

async function scene() {
  const sim = createSimulator();
  const client = new ResourceManagementClient(
    sim.credential(),
    sim.subscriptionId,
    sim.clientOptions(),
  );
  await client.resourceGroups.createOrUpdate(GROUP, { location: 'westeurope' });
  return client.resources;
}

describe('a resource of any type', () => {
  it('is made, found, changed, read and deleted by its type and name', async () => {
    const resources = await scene();
    expect(await resources.checkExistence(...SECURITY, VERSION)).toMatchObject({ body: false });
    const made = await resources.createOrUpdate(...SECURITY, VERSION, { location: 'westeurope' });
    expect(made).toMatchObject({ name: 'nsg-any', location: 'westeurope' });
    expect(await resources.checkExistence(...SECURITY, VERSION)).toMatchObject({ body: true });
    await resources.update(...SECURITY, VERSION, { tags: { team: 'risk' } });
    expect(await resources.get(...SECURITY, VERSION)).toMatchObject({ tags: { team: 'risk' } });
    await resources.delete(...SECURITY, VERSION);
    await expect(resources.get(...SECURITY, VERSION)).rejects.toMatchObject({
      statusCode: 404,
      code: 'ResourceNotFound',
      message:
        "The Resource 'Microsoft.Network/networkSecurityGroups/nsg-any' under resource group 'rg-any' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix",
    });
  });

  it('is found below its parent', async () => {
    const resources = await scene();
    await resources.createOrUpdate(...SECURITY, VERSION, { location: 'westeurope' });
    const properties = {
      protocol: 'Tcp',
      access: 'Allow',
      direction: 'Inbound',
      priority: 100,
      sourceAddressPrefix: '*',
      sourcePortRange: '*',
      destinationAddressPrefix: '*',
      destinationPortRange: '443',
    };
    await resources.createOrUpdate(...RULE, VERSION, { properties });
    const rule = await resources.get(...RULE, VERSION);
    expect(rule).toMatchObject({ name: 'allow-web', properties });
  });
});
