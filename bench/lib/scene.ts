import { KeyVaultManagementClient } from '@azure/arm-keyvault';
import type { TokenCredential } from '@azure/core-auth';
import { createHttpHeaders, type HttpClient } from '@azure/core-rest-pipeline';
import { createSimulator, type Simulator } from '@azureml-cmk/simulator';

export const GROUP = 'rg-bench';
export const VAULT = 'kv-bench';

/** A simulator with one vault, whose keys its owner may create and use. */
export function simulatorWithVault(): Simulator {
  const subscriptionId = '66666666-6666-4666-8666-666666666666';
  const tenantId = '77777777-7777-4777-8777-777777777777';
  const objectId = 'aaaaaaaa-1111-4111-8111-111111111111';
  const group = `/subscriptions/${subscriptionId}/resourceGroups/${GROUP}`;
  return createSimulator({
    now: '2026-09-01T00:00:00Z',
    world: {
      tenants: [{ tenantId }],
      subscriptions: [{ subscriptionId }],
      principals: [{ name: 'owner', objectId, roles: [{ role: 'Owner' }] }],
      resources: [
        { id: group, apiVersion: '2025-04-01', body: { location: 'westeurope' } },
        {
          id: `${group}/providers/Microsoft.KeyVault/vaults/${VAULT}`,
          apiVersion: '2023-07-01',
          body: {
            location: 'westeurope',
            properties: {
              tenantId,
              sku: { family: 'A', name: 'standard' },
              enableRbacAuthorization: false,
              enablePurgeProtection: true,
              accessPolicies: [{ tenantId, objectId, permissions: { keys: ['all'] } }],
            },
          },
        },
      ],
    },
  });
}

/** `vaults.get` through the SDK and some transport. */
export function getVault(
  credential: TokenCredential,
  subscriptionId: string,
  options: object,
): () => Promise<unknown> {
  const client = new KeyVaultManagementClient(credential, subscriptionId, options);
  return () => client.vaults.get(GROUP, VAULT);
}

/** The floor: an `HttpClient` that answers what the simulator answers a request with, and does nothing else. */
export async function constantClient(
  sim: Simulator,
  workOver: (recorder: HttpClient) => () => unknown = (httpClient) =>
    getVault(sim.credential(), sim.subscriptionId, { httpClient }),
): Promise<HttpClient> {
  let recorded: { status: number; headers: Record<string, string>; body: string } | undefined;
  const recorder: HttpClient = {
    async sendRequest(request) {
      const response = await sim.httpClient.sendRequest(request);
      recorded = {
        status: response.status,
        headers: response.headers.toJSON(),
        body: response.bodyAsText ?? '',
      };
      return response;
    },
  };
  await workOver(recorder)();
  if (recorded?.status !== 200) throw new Error(`the vault was answered with ${recorded?.status}`);
  const { status, body } = recorded;
  const headers = createHttpHeaders(recorded.headers);
  return {
    sendRequest: (request) => Promise.resolve({ request, status, headers, bodyAsText: body }),
  };
}

/** A credential that costs nothing. */
export const constantCredential: TokenCredential = {
  getToken: () =>
    Promise.resolve({ token: 'x'.repeat(900), expiresOnTimestamp: Number.MAX_SAFE_INTEGER }),
};
