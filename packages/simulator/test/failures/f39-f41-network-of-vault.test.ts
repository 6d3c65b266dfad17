import type { NetworkRuleSet } from '@azure/arm-keyvault';
import { describe, expect, it } from 'vitest';
import {
  COSMOS_APP_ID,
  create,
  failedInside,
  framed,
  GROUP,
  principalOf,
  type Scene,
  scene,
  send,
  VAULT,
  vaultManagement,
} from './workspace-failure.ts';

/** Closes the vault to the Internet: who else may come is what the bypass says. */
async function close(
  { sim }: Scene,
  bypass: 'None' | 'AzureServices',
  publicNetworkAccess: 'Enabled' | 'Disabled' = 'Enabled',
): Promise<void> {
  const networkAcls: NetworkRuleSet = { defaultAction: 'Deny', bypass };
  await vaultManagement(sim).vaults.update(GROUP, VAULT, {
    properties: { networkAcls, publicNetworkAccess },
  });
}

describe('F39 the firewall of the vault lets no trusted service pass', () => {
  it('F39 is told in the words of the vault, within those of Azure Cosmos DB', async () => {
    const given = await scene({ latency: 'realistic' });
    await close(given, 'None');
    const told = await failedInside(given);
    expect(told).toMatchObject({ code: 'Forbidden', evidence: 'documented', minutes: 6 });
    const oid = principalOf(given.sim, COSMOS_APP_ID);
    expect(framed(told)).toEqual({
      code: 'Forbidden',
      message: `Client address is not authorized and caller was ignored because bypass is set to None\r\nClient address: 198.51.100.1\r\nCaller: name=Unknown/unknown;appid=${COSMOS_APP_ID};oid=${oid}\r\nVault: kv-ml;location=westeurope`,
      innererror: { code: 'ForbiddenByFirewall' },
    });
    await expect(create(given)).rejects.toThrow(
      /^The long-running operation has failed\. Forbidden\. Database account creation failed\. .*Client address is not authorized and caller was ignored because bypass is set to None/s,
    );
    await close(given, 'AzureServices');
    expect((await create(given)).provisioningState).toBe('Succeeded');
  });
});

describe('F40 the vault can be reached through private endpoints alone', () => {
  it('F40 is no failure with the bypass for trusted services, as Key Vault documents it', async () => {
    const given = await scene();
    await close(given, 'AzureServices', 'Disabled');
    expect((await create(given)).provisioningState).toBe('Succeeded');
  });

  it('F40 fails inside the operation without it', async () => {
    const given = await scene({ latency: 'realistic' });
    await close(given, 'None', 'Disabled');
    const told = await failedInside(given);
    expect(told).toMatchObject({ code: 'Forbidden', minutes: 6 });
    expect(framed(told)).toEqual({
      code: 'Forbidden',
      message: `Public network access is disabled and request is not from a trusted service nor via an approved private link.\r\nCaller: appid=${COSMOS_APP_ID};oid=${principalOf(given.sim, COSMOS_APP_ID)};iss=https://sts.windows.net/${given.sim.tenantId}/\r\nVault: kv-ml;location=westeurope`,
      innererror: { code: 'ForbiddenByConnection' },
    });
  });

  it('F40 cannot be tried with a network security perimeter, and says so', async () => {
    const given = await scene();
    const answer = await send(given.sim, 'PATCH', given.vaultId, '2024-11-01', {
      properties: { publicNetworkAccess: 'SecuredByPerimeter' },
    });
    expect([answer.status, answer.body.error.code]).toEqual([501, 'NotSimulated']);
  });
});

describe('F41 service-side encryption with a vault that is closed to public networks', () => {
  it('F41 fails inside the operation; the managed resource group works', async () => {
    const given = await scene();
    await close(given, 'AzureServices', 'Disabled');
    expect(await failedInside(given, { enableServiceSideCMKEncryption: true })).toMatchObject({
      code: 'BadRequest',
      message:
        "The key vault 'kv-ml' has public network access disabled, which service-side encryption does not support. (simulator wording)",
      evidence: 'assumed',
    });
    expect((await create(given)).provisioningState).toBe('Succeeded');
  });
});
