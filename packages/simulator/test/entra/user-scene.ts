/** A world of users and applications, and what their clients post to Entra ID. */
import { createSimulator, type Simulator, type SimulatorOptions } from '../../src/index.ts';

export const LOGIN = 'https://login.microsoftonline.com';
export const ARM = 'https://management.azure.com/.default';
export const VAULT = 'https://vault.azure.net/.default';
export const AZURE_CLI = '04b07795-8ddb-461a-bbee-02f9e1bf7b46';
export const OTHER_TENANT = '11111111-1111-4111-8111-111111111111';

export const make = (options: SimulatorOptions = {}): Simulator =>
  createSimulator({
    now: '2026-03-01T10:00:00Z',
    world: {
      tenants: [{ tenantId: '22222222-2222-4222-8222-222222222222' }, { tenantId: OTHER_TENANT }],
      principals: [
        { name: 'owner', roles: [{ role: 'Owner' }] },
        { name: 'ann', kind: 'user', roles: [{ role: 'Contributor' }] },
        { name: 'careful', kind: 'user', signIn: 'multifactor' },
        { name: 'gone', kind: 'user', signIn: 'disabled' },
        { name: 'guest', kind: 'user', tenantId: OTHER_TENANT },
        { name: 'desktop', publicClient: 'consented' },
        { name: 'unknown-tool', publicClient: 'unconsented' },
      ],
    },
    ...options,
  });

export const principal = (sim: Simulator, name: string) =>
  sim.principals.find(({ displayName }) => displayName === name)!;
export const appId = (sim: Simulator, name: string): string => principal(sim, name).appId!;

/** What a client posts, as it is. */
export async function post(
  sim: Simulator,
  fields: Readonly<Record<string, string>>,
  { tenant = 'organizations', path = 'token', host = LOGIN } = {},
) {
  const response = await sim.fetch(`${host}/${tenant}/oauth2/v2.0/${path}`, {
    method: 'POST',
    body: new URLSearchParams(fields),
  });
  // oxlint-disable-next-line typescript/no-explicit-any -- bodies are asserted on as they came
  const body = (await response.json()) as any;
  return { status: response.status, headers: response.headers, body };
}
