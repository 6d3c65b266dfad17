import { describe, expect, it } from 'vitest';
import {
  cryptography,
  GROUP,
  keyClient,
  makeVault,
  objectId,
  scene,
  send,
} from '../keyvault/scene.ts';

const wrapUrl = (keyId: string): string => `${keyId}/wrapkey?api-version=2025-07-01`;
const WRAP = { alg: 'RSA-OAEP-256', value: 'AAAA' };

describe('F16 a caller lacks a permission in the access policies', () => {
  it('F16 is told the permission, the vault and who it is', async () => {
    const sim = await scene();
    await makeVault(sim);
    const key = await keyClient(sim).createRsaKey('cmk');
    const { appId } = sim.principals.find(({ displayName }) => displayName === 'stranger') ?? {};
    const who = `appid=${appId};oid=${objectId(sim, 'stranger')};iss=https://sts.windows.net/${sim.tenantId}/`;
    const sentence = (permission: string): string =>
      `The user, group or application '${who}' does not have keys ${permission} permission on key vault 'kv-one;location=westeurope'. For help resolving this issue, please see https://go.microsoft.com/fwlink/?linkid=2125287`;
    await expect(keyClient(sim, 'kv-one', 'stranger').getKey('cmk')).rejects.toMatchObject({
      statusCode: 403,
      code: 'Forbidden',
      message: sentence('get'),
    });
    // The cryptography client wraps by itself once it may get the key: the service is asked straight.
    const answer = await send(sim, 'POST', wrapUrl(key.id ?? ''), WRAP, { as: 'stranger' });
    expect(answer).toMatchObject({
      status: 403,
      body: {
        error: {
          code: 'Forbidden',
          message: sentence('wrapKey'),
          innererror: { code: 'AccessDenied' },
        },
      },
    });
  });
});

describe('F17 a caller lacks a role on the data plane', () => {
  it('F17 is told the action and the resource', async () => {
    const sim = await scene();
    await makeVault(sim, 'kv-one', { enableRbacAuthorization: true, accessPolicies: [] });
    const { appId } = sim.principals.find(({ displayName }) => displayName === 'stranger') ?? {};
    const sentence = (action: string): string =>
      'Caller is not authorized to perform action on resource.\r\n' +
      'If role assignments, deny assignments or role definitions were changed recently, please observe propagation time.\r\n' +
      `Caller: appid=${appId};oid=${objectId(sim, 'stranger')};iss=https://sts.windows.net/${sim.tenantId}/\r\n` +
      `Action: 'Microsoft.KeyVault/vaults/keys/${action}'\r\n` +
      `Resource: '/subscriptions/${sim.subscriptionId}/resourcegroups/${GROUP}/providers/microsoft.keyvault/vaults/kv-one/keys/cmk'\r\n` +
      'Assignment: (not found)\r\nDenyAssignmentId: null\r\n' +
      "DecisionReason: 'DeniedWithNoValidRBAC' \r\nVault: kv-one;location=westeurope\r\n";
    const kid = 'https://kv-one.vault.azure.net/keys/cmk';
    const unwrap = cryptography(sim, `${kid}/${'0'.repeat(32)}`, 'stranger').unwrapKey(
      'RSA-OAEP-256',
      Buffer.alloc(256),
    );
    await expect(unwrap).rejects.toMatchObject({
      statusCode: 403,
      code: 'Forbidden',
      message: sentence('unwrap/action'),
    });
    const answer = await send(sim, 'POST', wrapUrl(kid), WRAP, { as: 'stranger' });
    expect(answer).toMatchObject({
      status: 403,
      body: {
        error: {
          code: 'Forbidden',
          message: sentence('wrap/action'),
          innererror: { code: 'ForbiddenByRbac' },
        },
      },
    });
  });
});
