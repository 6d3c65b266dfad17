import { describe, expect, it } from 'vitest';
import { createSimulator } from '../../src/index.ts';

const MANAGEMENT = 'https://management.azure.com';
const SUBSCRIPTION = '11111111-1111-4111-8111-111111111111';

/** Requests whose paths have names between the words that roles know, and what roles call them. */
const REQUESTS = [
  [
    'GET',
    'Microsoft.ContainerInstance/containerGroups/group/containers/app/logs',
    'Microsoft.ContainerInstance/containerGroups/containers/logs/read',
  ],
  [
    'POST',
    'Microsoft.Search/searchServices/service/regenerateAdminKey/primary',
    'Microsoft.Search/searchServices/regenerateAdminKey/action',
  ],
  [
    'POST',
    'Microsoft.Search/searchServices/service/createQueryKey/mine',
    'Microsoft.Search/searchServices/createQueryKey/action',
  ],
  [
    'DELETE',
    'Microsoft.Search/searchServices/service/deleteQueryKey/one',
    'Microsoft.Search/searchServices/deleteQueryKey/delete',
  ],
  [
    'PUT',
    'Microsoft.KeyVault/vaults/vault/accessPolicies/add',
    'Microsoft.KeyVault/vaults/accessPolicies/write',
  ],
  [
    'POST',
    'Microsoft.Storage/storageAccounts/account/listKeys',
    'Microsoft.Storage/storageAccounts/listKeys/action',
  ],
] as const;
const VERSIONS: Readonly<Record<string, string>> = {
  'Microsoft.ContainerInstance': '2023-05-01',
  'Microsoft.Search': '2023-11-01',
  'Microsoft.KeyVault': '2023-07-01',
  'Microsoft.Storage': '2023-05-01',
};

describe('what roles call a request', () => {
  it.each(REQUESTS)('%s %s', async (method, path, action) => {
    const sim = createSimulator({
      world: {
        subscriptions: [{ subscriptionId: SUBSCRIPTION }],
        principals: [{ name: 'nobody', roles: [] }],
      },
    });
    const version = VERSIONS[path.split('/')[0] ?? ''] ?? '';
    const url = `${MANAGEMENT}/subscriptions/${SUBSCRIPTION}/resourceGroups/rg/providers/${path}?api-version=${version}`;
    const token = await sim.credential('nobody').getToken(`${MANAGEMENT}/.default`);
    const answer = await sim.fetch(url, {
      method,
      headers: {
        authorization: `Bearer ${token?.token ?? ''}`,
        'content-type': 'application/json',
      },
      ...(method === 'PUT' ? { body: '{}' } : {}),
    });
    const { error } = (await answer.json()) as { error: { code: string; message: string } };
    expect(error.code).toBe('AuthorizationFailed');
    expect(error.message).toContain(`perform action '${action}' over scope`);
  });
});
