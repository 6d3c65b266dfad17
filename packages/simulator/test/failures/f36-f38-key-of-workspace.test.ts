import { describe, expect, it } from 'vitest';
import {
  createUnder,
  failedInside,
  idOf,
  keys,
  makeVault,
  scene,
  under,
} from './workspace-failure.ts';

describe('F36 the URL of the key cannot be read', () => {
  it('F36 is told by Azure Cosmos DB, inside the operation', async () => {
    const given = await scene({ latency: 'realistic' });
    const url = 'http://mykeyvault.vault1.azure2.net3/keys4/mykey';
    const message = `Provided KeyVaultKeyUri ${url} is Invalid.`;
    expect(await failedInside(given, under(given.vaultId, url))).toEqual({
      code: 'BadRequest',
      message,
      rule: 'CMK-017',
      evidence: 'documented',
      minutes: 6,
    });
    await expect(createUnder(given, given.vaultId, url)).rejects.toThrow(
      `The long-running operation has failed. BadRequest. ${message}`,
    );
  });
});

describe('F37 the key is not of the vault that is named beside it', () => {
  it('F37 fails the operation with both names', async () => {
    const given = await scene({ latency: 'realistic' });
    const other = await makeVault(given.sim, 'kv-other');
    expect(await failedInside(given, under(other, given.keyId))).toEqual({
      code: 'BadRequest',
      message:
        'The key vault and the key of the encryption do not belong together: expected a key of the vault kv-other, got a key of the vault kv-ml. (simulator wording)',
      rule: 'CMK-017',
      evidence: 'assumed',
      minutes: 6,
    });
    expect((await createUnder(given, given.vaultId, given.keyId)).provisioningState).toBe(
      'Succeeded',
    );
  });

  it.each([
    ['china', 'vault.azure.cn'],
    ['usGovernment', 'vault.usgovcloudapi.net'],
  ])('F37 fails the operation when its host is one of the cloud %s', async (_cloud, suffix) => {
    const given = await scene();
    const foreign = given.keyId.replace('vault.azure.net', suffix);
    expect(await failedInside(given, under(given.vaultId, foreign))).toMatchObject({
      code: 'BadRequest',
      message: `The key vault and the key of the encryption do not belong together: expected a host under vault.azure.net, got the host kv-ml.${suffix}. (simulator wording)`,
      rule: 'CMK-017',
    });
  });
});

describe('F38 the vault or the key is not there', () => {
  const again =
    /^Database account creation failed\. Operation Id: [0-9a-f-]{36}, Error: Error contacting the Azure Key Vault resource\. Please try again\.$/;
  const version = 'f'.repeat(32);

  it('F38 says to try again, which does not help; making the key does', async () => {
    const given = await scene({ latency: 'realistic' });
    const url = 'https://kv-ml.vault.azure.net/keys/new-key';
    const told = {
      code: 'ServiceUnavailable',
      message: expect.stringMatching(again) as string,
      rule: 'CMK-017',
      evidence: 'documented',
      minutes: 6,
    };
    expect(await failedInside(given, under(given.vaultId, `${url}/${version}`))).toEqual(told);
    await given.sim.clock.advance({ hours: 2 });
    expect(await failedInside(given, under(given.vaultId, `${url}/${version}`))).toEqual(told);
    const { id = '' } = await keys(given.sim).createRsaKey('new-key', { keySize: 3072 });
    expect((await createUnder(given, given.vaultId, id)).provisioningState).toBe('Succeeded');
  });

  it('F38 is said of a vault that is not there too', async () => {
    const given = await scene();
    const vaultId = idOf(given.sim, 'Microsoft.KeyVault/vaults', 'kv-nowhere');
    const url = `https://kv-nowhere.vault.azure.net/keys/cmk/${version}`;
    await expect(createUnder(given, vaultId, url)).rejects.toThrow(
      /^The long-running operation has failed\. ServiceUnavailable\. Database account creation failed\. Operation Id: [0-9a-f-]{36}, Error: Error contacting the Azure Key Vault resource\. Please try again\.$/,
    );
  });
});
