import { describe, expect, it } from 'vitest';
import { GROUP, keyClient, makeVault, management, objectId, scene } from '../keyvault/scene.ts';

type KeyPermission = 'create' | 'get' | 'getrotationpolicy' | 'setrotationpolicy';

describe('F28 whoever makes the key may not write its rotation policy', () => {
  it('F28 is refused in the words of the vault, and the key is there without one', async () => {
    const sim = await scene();
    const grantTo = (permissions: KeyPermission[]) =>
      management(sim).vaults.updateAccessPolicy(GROUP, 'kv-one', 'replace', {
        properties: {
          accessPolicies: [
            {
              tenantId: sim.tenantId,
              objectId: objectId(sim, 'contributor'),
              permissions: { keys: permissions },
            },
          ],
        },
      });
    await makeVault(sim);
    await grantTo(['create', 'get']);
    const client = keyClient(sim, 'kv-one', 'contributor');
    await client.createRsaKey('cmk', { keySize: 3072 });
    const rotate = () =>
      client.updateKeyRotationPolicy('cmk', {
        lifetimeActions: [{ action: 'Rotate', timeAfterCreate: 'P90D' }],
      });
    const appId = sim.principals.find(({ displayName }) => displayName === 'contributor')?.appId;
    const told = (permission: string) => ({
      statusCode: 403,
      code: 'Forbidden',
      message: `The user, group or application 'appid=${appId};oid=${objectId(sim, 'contributor')};iss=https://sts.windows.net/${sim.tenantId}/' does not have keys ${permission} permission on key vault 'kv-one;location=westeurope'. For help resolving this issue, please see https://go.microsoft.com/fwlink/?linkid=2125287`,
    });
    await expect(rotate()).rejects.toMatchObject(told('setrotationpolicy'));
    await expect(client.getKeyRotationPolicy('cmk')).rejects.toMatchObject(
      told('getrotationpolicy'),
    );
    expect((await client.getKey('cmk')).name).toBe('cmk');
    await grantTo(['create', 'get', 'getrotationpolicy', 'setrotationpolicy']);
    expect((await rotate()).lifetimeActions).toContainEqual({
      action: 'Rotate',
      timeAfterCreate: 'P90D',
    });
  });
});
