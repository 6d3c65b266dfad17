import { describe, expect, it } from 'vitest';
import type { Simulator } from '../../src/index.ts';
import { keyClient, makeVault, objectId, scene, send } from '../keyvault/scene.ts';

const URL_OF_KEYS = 'https://kv-one.vault.azure.net/keys?api-version=2025-07-01';

function callerOf(sim: Simulator): string {
  const { appId } = sim.principals.find(({ displayName }) => displayName === 'owner') ?? {};
  return `appid=${appId};oid=${objectId(sim)};iss=https://sts.windows.net/${sim.tenantId}/`;
}

describe('F18 a caller is not let through the firewall of the vault', () => {
  it('F18 is told its address, until the address is allowed', async () => {
    const sim = await scene();
    await makeVault(sim, 'kv-one', {
      networkAcls: { defaultAction: 'Deny', bypass: 'AzureServices' },
    });
    const message = `Client address is not authorized and caller is not a trusted service.\r\nClient address: 203.0.113.1\r\nCaller: ${callerOf(sim)}\r\nVault: kv-one;location=westeurope`;
    expect(await send(sim, 'GET', URL_OF_KEYS)).toMatchObject({
      status: 403,
      body: {
        error: { code: 'Forbidden', message, innererror: { code: 'ForbiddenByFirewall' } },
      },
    });
    await expect(keyClient(sim).createRsaKey('cmk')).rejects.toMatchObject({
      statusCode: 403,
      code: 'Forbidden',
      message,
    });
    await makeVault(sim, 'kv-one', {
      networkAcls: {
        defaultAction: 'Deny',
        bypass: 'AzureServices',
        ipRules: [{ value: '203.0.113.0/24' }],
      },
    });
    await keyClient(sim).createRsaKey('cmk');
  });
});

describe('F19 the vault has no public access', () => {
  it('F19 tells who asks from outside', async () => {
    const sim = await scene();
    await makeVault(sim, 'kv-one', { publicNetworkAccess: 'Disabled' });
    const message = `Public network access is disabled and request is not from a trusted service nor via an approved private link.\r\nCaller: ${callerOf(sim)}\r\nVault: kv-one;location=westeurope`;
    expect(await send(sim, 'GET', URL_OF_KEYS)).toMatchObject({
      status: 403,
      body: {
        error: { code: 'Forbidden', message, innererror: { code: 'ForbiddenByConnection' } },
      },
    });
    await expect(keyClient(sim).getKey('cmk')).rejects.toMatchObject({
      statusCode: 403,
      code: 'Forbidden',
      message,
    });
  });
});
