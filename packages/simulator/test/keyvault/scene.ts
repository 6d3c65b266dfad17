import {
  type AccessPolicyEntry,
  KeyVaultManagementClient,
  type Vault,
  type VaultProperties,
} from '@azure/arm-keyvault';
import { ResourceManagementClient } from '@azure/arm-resources';
import { CryptographyClient, KeyClient } from '@azure/keyvault-keys';
import {
  createSimulator,
  type Simulator,
  type SimulatorOptions,
  type WorldSpec,
} from '../../src/index.ts';

export const GROUP = 'rg-keys';
export const LOCATION = 'westeurope';

/** Someone with every right of an Owner, someone with none, a user in a group. */
export const people: WorldSpec = {
  principals: [
    { name: 'owner', roles: [{ role: 'Owner' }] },
    { name: 'stranger' },
    { name: 'team', kind: 'group' },
    { name: 'member', kind: 'user', groups: ['team'] },
    { name: 'contributor', roles: [{ role: 'Contributor' }] },
  ],
};

/** A simulator with a resource group. */
export async function scene(options: SimulatorOptions = {}): Promise<Simulator> {
  const sim = createSimulator({ now: '2026-03-01T10:00:00Z', world: people, ...options });
  const groups = new ResourceManagementClient(
    sim.credential(),
    sim.subscriptionId,
    sim.clientOptions(),
  ).resourceGroups;
  await groups.createOrUpdate(GROUP, { location: LOCATION });
  return sim;
}

export function management(sim: Simulator, name?: string): KeyVaultManagementClient {
  return new KeyVaultManagementClient(
    sim.credential(name),
    sim.subscriptionId,
    sim.clientOptions(),
  );
}

/** Object id of a principal by the name it has in the world. */
export function objectId(sim: Simulator, name = 'owner'): string {
  const found = sim.principals.find(({ displayName }) => displayName === name);
  if (!found) throw new Error(`no principal '${name}'`);
  return found.objectId;
}

/** A policy that lets a principal do everything with keys. */
export function allKeys(sim: Simulator, name = 'owner'): AccessPolicyEntry {
  return {
    tenantId: sim.tenantId,
    objectId: objectId(sim, name),
    permissions: { keys: ['all'] },
  };
}

/** A vault that goes by access policies, with everything for the owner unless told otherwise. */
export async function makeVault(
  sim: Simulator,
  name = 'kv-one',
  properties: Partial<VaultProperties> = {},
): Promise<Vault> {
  return management(sim).vaults.createOrUpdate(GROUP, name, {
    location: LOCATION,
    properties: {
      tenantId: sim.tenantId,
      sku: { family: 'A', name: 'standard' },
      enableRbacAuthorization: false,
      accessPolicies: [allKeys(sim)],
      ...properties,
    },
  });
}

export function keyClient(sim: Simulator, vault = 'kv-one', name?: string): KeyClient {
  return new KeyClient(`https://${vault}.vault.azure.net`, sim.credential(name), {
    ...sim.clientOptions('vault'),
  });
}

export function cryptography(sim: Simulator, keyId: string, name?: string): CryptographyClient {
  return new CryptographyClient(keyId, sim.credential(name), { ...sim.clientOptions('vault') });
}

/** A request as it is, with the token of a principal. */
export async function send(
  sim: Simulator,
  method: string,
  url: string,
  body?: unknown,
  options: { as?: string; scope?: string } = {},
  // oxlint-disable-next-line typescript/no-explicit-any -- bodies are asserted on as they came
): Promise<{ status: number; headers: Headers; body: any }> {
  const scope =
    options.scope ??
    (url.includes('vault.azure.net')
      ? 'https://vault.azure.net/.default'
      : 'https://management.azure.com/.default');
  const token = await sim.credential(options.as).getToken(scope);
  const response = await sim.fetch(url, {
    method,
    headers: {
      authorization: `Bearer ${token?.token ?? ''}`,
      'content-type': 'application/json',
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    body: text === '' ? undefined : JSON.parse(text),
  };
}

export function vaultUrl(sim: Simulator, name: string, apiVersion = '2023-02-01'): string {
  return `https://management.azure.com/subscriptions/${sim.subscriptionId}/resourceGroups/${GROUP}/providers/Microsoft.KeyVault/vaults/${name}?api-version=${apiVersion}`;
}
