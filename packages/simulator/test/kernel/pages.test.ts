/** Whatever the size of a page: all pages of a list together are the list. */
import { describe, expect, test } from 'vitest';
import { createSimulator } from '../../src/index.ts';

const SUBSCRIPTION = '11111111-1111-4111-8111-111111111111';
const OTHER = '22222222-2222-4222-8222-222222222222';
const AZURE = 'https://management.azure.com';
const READER = 'acdd72a7-3385-48ef-bd42-f606fba81ae7';
const NAMES = ['a', 'b', 'c'];
const KEYS = ['k1', 'k2', 'k3'];
const scopeOf = (subscription: string): string => `/subscriptions/${subscription}`;
const groupOf = (name: string): string => `${scopeOf(SUBSCRIPTION)}/resourceGroups/rg-${name}`;
const vaultOf = (name: string): string =>
  `${groupOf(name)}/providers/Microsoft.KeyVault/vaults/kv-${name}-one`;

const sim = createSimulator({
  world: {
    subscriptions: [{ subscriptionId: SUBSCRIPTION }, { subscriptionId: OTHER }],
    principals: [
      { name: 'owner', roles: [{ role: 'Owner' }] },
      { name: 'reader', roles: NAMES.map((name) => ({ role: 'Reader', scope: groupOf(name) })) },
    ],
    resources: [
      {
        id: `${scopeOf(OTHER)}/resourceGroups/rg-other`,
        apiVersion: '2025-04-01',
        body: { location: 'westeurope' },
      },
      ...NAMES.flatMap((name) => [
        {
          id: groupOf(name),
          apiVersion: '2025-04-01',
          body: { location: 'westeurope', tags: { of: name } },
        },
        {
          id: `${groupOf(name)}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-${name}`,
          apiVersion: '2024-11-30',
          body: { location: 'westeurope' },
        },
        {
          id: vaultOf(name),
          apiVersion: '2023-07-01',
          body: {
            location: 'westeurope',
            properties: {
              tenantId: '77777777-7777-4777-8777-777777777777',
              sku: { family: 'A', name: 'standard' },
              accessPolicies: [],
            },
          },
        },
      ]),
    ],
  },
});

interface Page {
  readonly value: readonly { readonly id: string }[];
  readonly nextLink?: string;
}

async function ask(url: string, method = 'GET', body?: object, of = sim): Promise<Page> {
  const token = await of.credential().getToken('https://management.azure.com/.default');
  const response = await of.fetch(url, {
    method,
    headers: { authorization: `Bearer ${token?.token}`, 'content-type': 'application/json' },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  expect(response.status, await response.clone().text()).toBeLessThan(300);
  return (await response.json()) as Page;
}

async function walk(url: string): Promise<string[][]> {
  const pages: string[][] = [];
  for (let next: string | undefined = url; next;) {
    const page: Page = await ask(next);
    pages.push(page.value.map(({ id }) => id));
    next = page.nextLink;
  }
  return pages;
}

for (const name of KEYS) {
  const body = { properties: { kty: 'RSA' } };
  await ask(`${AZURE}${vaultOf('a')}/keys/${name}?api-version=2023-07-01`, 'PUT', body);
  const secret = { properties: { value: 'sim-value' } };
  await ask(`${AZURE}${vaultOf('a')}/secrets/${name}?api-version=2023-07-01`, 'PUT', secret);
}

const LISTS: readonly (readonly [what: string, path: string, query: string, count: number])[] = [
  ['groups', `${scopeOf(SUBSCRIPTION)}/resourcegroups`, 'api-version=2025-04-01', 3],
  [
    'groups with a tag',
    `${scopeOf(SUBSCRIPTION)}/resourcegroups`,
    "api-version=2025-04-01&$filter=tagName eq 'of' and tagValue eq 'b'",
    1,
  ],
  ['resources', `${scopeOf(SUBSCRIPTION)}/resources`, 'api-version=2025-04-01', 6],
  ['resources of a group', `${groupOf('b')}/resources`, 'api-version=2025-04-01', 2],
  [
    'resources of a type',
    `${scopeOf(SUBSCRIPTION)}/resources`,
    "api-version=2025-04-01&$filter=resourceType eq 'microsoft.keyvault/VAULTS'",
    3,
  ],
  [
    'resources of one type or another',
    `${scopeOf(SUBSCRIPTION)}/resources`,
    "api-version=2025-04-01&$filter=resourceType eq 'Microsoft.KeyVault/vaults' or resourceType eq 'Microsoft.ManagedIdentity/userAssignedIdentities'",
    6,
  ],
  [
    'resources not of a type',
    `${scopeOf(SUBSCRIPTION)}/resources`,
    "api-version=2025-04-01&$filter=not (resourceType eq 'Microsoft.KeyVault/vaults')",
    3,
  ],
  [
    'resources of a type in a group by filter',
    `${scopeOf(SUBSCRIPTION)}/resources`,
    "api-version=2025-04-01&$filter=resourceGroup eq 'RG-B' and (resourceType eq 'Microsoft.KeyVault/vaults' and location eq 'westeurope')",
    1,
  ],
  [
    'resources in two groups at once',
    `${scopeOf(SUBSCRIPTION)}/resources`,
    "api-version=2025-04-01&$filter=resourceGroup eq 'rg-a' and resourceGroup eq 'rg-b'",
    0,
  ],
  [
    'vaults',
    `${scopeOf(SUBSCRIPTION)}/providers/Microsoft.KeyVault/vaults`,
    'api-version=2023-07-01',
    3,
  ],
  ['keys', `${vaultOf('a')}/keys`, 'api-version=2023-07-01', 3],
  ['versions of a key', `${vaultOf('a')}/keys/k1/versions`, 'api-version=2023-07-01', 1],
  ['secrets', `${vaultOf('a')}/secrets`, 'api-version=2023-07-01', 3],
  [
    'role assignments of a subscription',
    `${scopeOf(SUBSCRIPTION)}/providers/Microsoft.Authorization/roleAssignments`,
    'api-version=2022-04-01',
    // One is that of Azure Machine Learning, which comes with its provider.
    5,
  ],
  [
    'role assignments of a group, inherited ones first',
    `${groupOf('b')}/providers/Microsoft.Authorization/roleAssignments`,
    'api-version=2022-04-01',
    3,
  ],
];

/** Recorded: the last page of vaults names one more, which is empty. */
const ENDS_EMPTY: ReadonlySet<string> = new Set(['vaults']);

describe.each(LISTS)('%s', (what, path, query, count) => {
  test.each([1, 2, 5])('by pages of %i', async (size) => {
    const [all = []] = await walk(`${AZURE}${path}?${query}`);
    expect(all).toHaveLength(count);
    const pages = await walk(`${AZURE}${path}?${query}&$top=${size}`);
    expect(pages.flat()).toEqual(all);
    const filled = Math.ceil(count / size);
    expect(pages).toHaveLength(ENDS_EMPTY.has(what) ? filled + 1 : Math.max(1, filled));
  });

  test('what lies elsewhere is no token', async () => {
    const token = await sim.credential().getToken('https://management.azure.com/.default');
    const asked = async (after: string): Promise<number> => {
      const skip = encodeURIComponent(btoa(encodeURIComponent(after.toLowerCase())));
      const response = await sim.fetch(`${AZURE}${path}?${query}&$skiptoken=${skip}`, {
        headers: { authorization: `Bearer ${token?.token}` },
      });
      return response.status;
    };
    expect(await asked(`${scopeOf(OTHER)}/resourcegroups/rg-other`)).toBe(400);
    expect(await asked('')).toBe(400);
  });
});

test('what a page ended with may be gone when the next one is asked for', async () => {
  const fork = sim.fork();
  const url = `${AZURE}${scopeOf(SUBSCRIPTION)}/providers/Microsoft.KeyVault/vaults?api-version=2023-07-01&$top=2`;
  const { value, nextLink = '' } = await ask(url, 'GET', undefined, fork);
  expect(value.map(({ id }) => id)).toEqual([vaultOf('a'), vaultOf('b')]);
  const token = await fork.credential().getToken('https://management.azure.com/.default');
  const gone = await fork.fetch(`${AZURE}${vaultOf('b')}?api-version=2023-07-01`, {
    method: 'DELETE',
    headers: { authorization: `Bearer ${token?.token}` },
  });
  expect(gone.status).toBe(200);
  const next = await ask(nextLink, 'GET', undefined, fork);
  expect(next.value.map(({ id }) => id)).toEqual([vaultOf('c')]);
});

test('role assignments of a principal are those of the principal', async () => {
  const { objectId } = sim.principals.find(({ displayName }) => displayName === 'reader')!;
  const path = `${scopeOf(SUBSCRIPTION)}/providers/Microsoft.Authorization/roleAssignments`;
  const [found = []] = await walk(
    `${AZURE}${path}?api-version=2022-04-01&$filter=principalId eq '${objectId}'`,
  );
  expect(found).toHaveLength(NAMES.length);
  for (const id of found) {
    expect(JSON.stringify(sim.resource(id)?.properties)).toContain(READER);
  }
});
