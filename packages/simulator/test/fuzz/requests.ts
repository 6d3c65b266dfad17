/** Arbitrary requests: half of them nearly right, so that they come far; half of them anything. */
import fc from 'fast-check';
import { elsewhere } from './hosts.ts';
import { MINE, THEIRS } from './scene.ts';
import { INHERITED, name, pick } from './words.ts';

export interface Shot {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Bytes where they are no text. */
  readonly body: string | Uint8Array | undefined;
  /** Whose token goes along; `none` sends what stands in the headers. */
  readonly token: 'resourceManager' | 'vault' | 'graph' | 'none';
}

const TYPES = [
  'Microsoft.KeyVault/vaults',
  'Microsoft.KeyVault/deletedVaults',
  'Microsoft.Storage/storageAccounts',
  'Microsoft.MachineLearningServices/workspaces',
  'Microsoft.ContainerInstance/containerGroups',
  'Microsoft.ContainerService/managedClusters',
  'Microsoft.Compute/diskEncryptionSets',
  'Microsoft.ContainerRegistry/registries',
  'Microsoft.DocumentDB/databaseAccounts',
  'Microsoft.Insights/components',
  'Microsoft.ManagedIdentity/userAssignedIdentities',
  'Microsoft.Network/virtualNetworks',
  'Microsoft.Network/privateEndpoints',
  'Microsoft.Search/searchServices',
  'Microsoft.Authorization/roleAssignments',
  'Microsoft.Authorization/roleDefinitions',
  'Microsoft.Authorization/locks',
  'Microsoft.Authorization/denyAssignments',
  'Microsoft.Authorization/policyAssignments',
  'Microsoft.Resources/tags',
  'Microsoft.Resources/deployments',
  'Microsoft.Nothing/things',
] as const;

const subscription = fc.oneof(
  { weight: 8, arbitrary: pick(MINE, MINE.toUpperCase()) },
  { weight: 2, arbitrary: pick(THEIRS) },
  { weight: 1, arbitrary: name },
);

const group = fc.oneof(
  { weight: 8, arbitrary: pick('mine-rg', 'MINE-RG', 'theirs-rg') },
  { weight: 1, arbitrary: name },
);

const tail = fc.oneof(
  { weight: 8, arbitrary: fc.constant('') },
  {
    weight: 3,
    arbitrary: pick(
      '/listKeys',
      '/accessPolicies/add',
      '/accessPolicies/replace',
      '/accessPolicies/__proto__',
      '/subnets/a',
      '/agentPools/b',
      '/listClusterAdminCredential',
      '/start',
      '/stop',
      '/resyncKeys',
      '/privateEndpointConnections',
      '/providers/Microsoft.Authorization/roleAssignments',
      '/providers/Microsoft.Authorization/locks/l',
      '/resources',
      '//',
      '/../../..',
    ),
  },
  { weight: 1, arbitrary: name.map((word) => `/${word}`) },
);

const armPath = fc.oneof(
  {
    weight: 8,
    arbitrary: fc
      .tuple(subscription, group, pick(...TYPES), name, tail)
      .map(
        ([subscriptionId, groupName, type, resource, rest]) =>
          `/subscriptions/${subscriptionId}/resourceGroups/${groupName}/providers/${type}/${resource}${rest}`,
      ),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(subscription, group, tail)
      .map(([id, groupName, rest]) => `/subscriptions/${id}/resourceGroups/${groupName}${rest}`),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(subscription, pick(...TYPES), tail)
      .map(([id, type, rest]) => `/subscriptions/${id}/providers/${type}${rest}`),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(
        subscription,
        pick(
          '/resources',
          '/resourcegroups',
          '/locations',
          '/providers',
          '/providers/Microsoft.KeyVault/register',
          '/providers/Microsoft.KeyVault/checkNameAvailability',
          '/providers/Microsoft.KeyVault/locations/westeurope/deletedVaults/mine-kv',
          '/providers/Microsoft.KeyVault/locations/westeurope/deletedVaults/mine-kv/purge',
          '/providers/Microsoft.Search/locations/westeurope/usages/basic',
          '',
        ),
        tail,
      )
      .map(([id, rest, end]) => `/subscriptions/${id}${rest}${end}`),
  },
  {
    weight: 2,
    arbitrary: fc
      .array(fc.oneof(name, pick('providers', 'subscriptions', 'resourceGroups')), {
        maxLength: 14,
      })
      .map((segments) => `/${segments.join('/')}`),
  },
);

const vaultPath = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .tuple(
        pick('/keys', '/deletedkeys', '/secrets'),
        fc.oneof(name, pick('k1', 'k1', 'k1', 'restore')),
        pick(
          '',
          '/create',
          '/rotate',
          '/backup',
          '/versions',
          '/rotationpolicy',
          '/recover',
          '/wrapkey',
          '/00000000000000000000000000000000/encrypt',
          '/__proto__',
        ),
      )
      .map(([root, key, rest]) => `${root}/${key}${rest}`),
  },
  { weight: 1, arbitrary: pick('/keys', '/deletedkeys', '/', '') },
  { weight: 1, arbitrary: name.map((word) => `/${word}`) },
);

const entraPath = fc.oneof(
  pick(
    '/33333333-3333-4333-8333-333333333333/oauth2/v2.0/token',
    '/common/discovery/instance',
    '/common/v2.0/.well-known/openid-configuration',
    '/__proto__/oauth2/v2.0/token',
  ),
  name.map((word) => `/${word}/oauth2/v2.0/token`),
);

const graphPath = fc.oneof(
  pick('/v1.0/me', '/v1.0/servicePrincipals', "/v1.0/servicePrincipals(appId='x')"),
  name.map((word) => `/v1.0/servicePrincipals/${word}`),
);

const queryValue = fc.oneof(
  { weight: 3, arbitrary: name },
  {
    weight: 3,
    arbitrary: pick(
      '5',
      '-1',
      '1e9',
      'NaN',
      '%',
      'JTI1',
      '!!!',
      "resourceType eq 'Microsoft.KeyVault/vaults'",
      'atScope()',
      "principalId eq ''",
      "tagName eq 'mark' and tagValue eq 'own'",
      "tagName eq 'constructor'",
      "constructor eq 'x'",
      'properties',
      'true',
    ),
  },
);

const query = fc
  .tuple(
    fc.oneof(
      {
        weight: 8,
        arbitrary: pick(
          '2022-09-01',
          '2023-07-01',
          '2023-05-01',
          '2024-03-01',
          '2022-04-01',
          '2025-04-01',
          '2016-09-01',
          '7.5',
        ),
      },
      { weight: 1, arbitrary: queryValue },
      { weight: 1, arbitrary: fc.constant(undefined) },
    ),
    fc.array(
      fc.tuple(
        pick(
          '$filter',
          '$top',
          '$skiptoken',
          '$skipToken',
          '$expand',
          '$select',
          'maxresults',
          'forceToPurge',
          '__proto__',
          'constructor',
          '%',
          '',
        ),
        queryValue,
      ),
      { maxLength: 3 },
    ),
  )
  .map(([version, rest]) => {
    const pairs = rest.map(([key, value]) => `${key}=${value}`);
    if (version !== undefined) pairs.unshift(`api-version=${version}`);
    return pairs.length === 0 ? '' : `?${pairs.join('&')}`;
  });

/** Written out, since `JSON.stringify` would not send `__proto__` from a literal. */
const POLLUTING = [
  '{"__proto__":{"polluted":true}}',
  '{"properties":{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}}',
  '{"location":"westeurope","tags":{"__proto__":"x","constructor":"y","toString":"z"}}',
  '{"location":"westeurope","identity":{"type":"UserAssigned","userAssignedIdentities":{"__proto__":{},"constructor":{}}},"properties":{}}',
  '{"location":"westeurope","properties":{"tenantId":"__proto__","sku":{"family":"A","name":"toString"},"accessPolicies":[{"__proto__":{}}]}}',
  '{"kty":"constructor","key_ops":["__proto__"],"tags":{"__proto__":"x"}}',
];

/** Objects in objects. */
function nest(depth: number): unknown {
  let value: unknown = 1;
  for (let level = 0; level < depth; level += 1) value = { a: value };
  return value;
}

const deep = (depth: number, open: string, close: string): string =>
  open.repeat(depth) + '1' + close.repeat(depth);

const DEEP = [100, 5_000, 100_000].flatMap((depth) => [
  deep(depth, '[', ']'),
  deep(depth, '{"properties":', '}'),
  `{"location":"westeurope","properties":${deep(depth, '{"a":', '}')}}`,
  `{"location":"westeurope","properties":{},"tags":${deep(depth, '[', ']')}}`,
]);

const HUGE = [
  `{"location":"westeurope","properties":{"description":"${'x'.repeat(5_000_000)}"}}`,
  `{"location":"westeurope","tags":{${Array.from({ length: 20_000 }, (_, n) => `"t${n}":"v"`).join()}}}`,
];

const LEAF: fc.Arbitrary<unknown> = fc.oneof(
  name,
  pick<unknown>(
    null,
    true,
    false,
    0,
    -1,
    1e308,
    0.5,
    '',
    [],
    {},
    [null],
    [[]],
    'westeurope',
    'Enabled',
    'SystemAssigned',
    'UserAssigned',
    'https://mine-kv.vault.azure.net/keys/k1',
    'https://theirs-kv.vault.azure.net/keys/k1/0',
    `/subscriptions/${MINE}/resourceGroups/mine-rg/providers/Microsoft.KeyVault/vaults/mine-kv`,
    `/subscriptions/${THEIRS}/resourceGroups/theirs-rg/providers/Microsoft.KeyVault/vaults/theirs-kv`,
    `/subscriptions/${THEIRS}/resourceGroups/theirs-rg/providers/Microsoft.ManagedIdentity/userAssignedIdentities/theirs-id`,
    `/subscriptions/${MINE}/providers/Microsoft.Authorization/roleDefinitions/8e3af657-a8ff-443c-a75c-2fe8c4bcb635`,
    '33333333-3333-4333-8333-333333333333',
    '44444444-4444-4444-8444-444444444444',
  ),
);

const KEYS = [
  'location',
  'tags',
  'properties',
  'identity',
  'type',
  'userAssignedIdentities',
  'sku',
  'name',
  'family',
  'kind',
  'tenantId',
  'accessPolicies',
  'objectId',
  'permissions',
  'keys',
  'encryption',
  'keyVaultProperties',
  'keyVaultArmId',
  'keyIdentifier',
  'keyVault',
  'storageAccount',
  'applicationInsights',
  'containerRegistry',
  'containers',
  'image',
  'osType',
  'encryptionProperties',
  'agentPoolProfiles',
  'diskEncryptionSetID',
  'activeKey',
  'keyUrl',
  'sourceVault',
  'roleDefinitionId',
  'principalId',
  'principalType',
  'level',
  'policyDefinitionId',
  'parameters',
  'networkAcls',
  'createMode',
  'softDeleteRetentionInDays',
  'enablePurgeProtection',
  'addressSpace',
  'subnets',
  'provisioningState',
  'kty',
  'key_size',
  'crv',
  'key',
  'n',
  'e',
  'attributes',
  'enabled',
  'exp',
  'nbf',
  'value',
  'alg',
  'lifetimeActions',
  'trigger',
  'timeAfterCreate',
  'action',
  '0',
  'toString',
] as const;

/** Objects of the names that units read, with anything as values, some levels deep. */
const { plausible } = fc.letrec<{ plausible: unknown; value: unknown }>((tie) => ({
  value: fc.oneof({ maxDepth: 4 }, { weight: 3, arbitrary: LEAF }, tie('plausible')),
  plausible: fc.oneof(
    { maxDepth: 4 },
    { weight: 3, arbitrary: fc.dictionary(pick(...KEYS), tie('value'), { maxKeys: 8 }) },
    fc.array(tie('value'), { maxLength: 3 }),
  ),
}));

interface Aim {
  /** After the id of the group; ends where a name is to follow. */
  readonly at: string;
  readonly version: string;
  readonly body: Record<string, unknown>;
}

const providerPath = `/subscriptions/${MINE}/resourceGroups/mine-rg/providers`;

/** What each type would take. */
const AIMS: readonly Aim[] = [
  {
    at: 'Microsoft.KeyVault/vaults/',
    version: '2023-07-01',
    body: {
      location: 'westeurope',
      properties: {
        tenantId: '33333333-3333-4333-8333-333333333333',
        sku: { family: 'A', name: 'standard' },
        accessPolicies: [],
      },
    },
  },
  {
    at: 'Microsoft.Storage/storageAccounts/',
    version: '2023-05-01',
    body: {
      location: 'westeurope',
      kind: 'StorageV2',
      sku: { name: 'Standard_LRS' },
      properties: {},
    },
  },
  {
    at: 'Microsoft.MachineLearningServices/workspaces/',
    version: '2024-04-01',
    body: {
      location: 'westeurope',
      identity: { type: 'SystemAssigned' },
      properties: {
        keyVault: `${providerPath}/Microsoft.KeyVault/vaults/mine-kv`,
        storageAccount: `${providerPath}/Microsoft.Storage/storageAccounts/minestore`,
        applicationInsights: `${providerPath}/Microsoft.Insights/components/new-one`,
        encryption: {
          status: 'Enabled',
          keyVaultProperties: {
            keyVaultArmId: `${providerPath}/Microsoft.KeyVault/vaults/mine-kv`,
            keyIdentifier: 'https://mine-kv.vault.azure.net/keys/k1/0',
          },
        },
      },
    },
  },
  {
    at: 'Microsoft.ContainerInstance/containerGroups/',
    version: '2023-05-01',
    body: {
      location: 'westeurope',
      properties: {
        osType: 'Linux',
        containers: [
          {
            name: 'a',
            properties: { image: 'b', resources: { requests: { cpu: 1, memoryInGB: 1 } } },
          },
        ],
      },
    },
  },
  {
    at: 'Microsoft.ContainerService/managedClusters/',
    version: '2024-02-01',
    body: {
      location: 'westeurope',
      identity: { type: 'SystemAssigned' },
      properties: {
        dnsPrefix: 'a',
        agentPoolProfiles: [{ name: 'a', count: 1, vmSize: 'Standard_DS2_v2', mode: 'System' }],
      },
    },
  },
  {
    at: 'Microsoft.Compute/diskEncryptionSets/',
    version: '2022-07-02',
    body: {
      location: 'westeurope',
      identity: { type: 'SystemAssigned' },
      properties: {
        activeKey: {
          sourceVault: { id: `${providerPath}/Microsoft.KeyVault/vaults/mine-kv` },
          keyUrl: 'https://mine-kv.vault.azure.net/keys/k1/0',
        },
      },
    },
  },
  {
    at: 'Microsoft.ContainerRegistry/registries/',
    version: '2023-07-01',
    body: { location: 'westeurope', sku: { name: 'Premium' } },
  },
  {
    at: 'Microsoft.DocumentDB/databaseAccounts/',
    version: '2023-11-15',
    body: {
      location: 'westeurope',
      properties: {
        databaseAccountOfferType: 'Standard',
        locations: [{ locationName: 'westeurope' }],
      },
    },
  },
  {
    at: 'Microsoft.Insights/components/',
    version: '2020-02-02',
    body: { location: 'westeurope', kind: 'web', properties: { Application_Type: 'web' } },
  },
  {
    at: 'Microsoft.ManagedIdentity/userAssignedIdentities/',
    version: '2023-01-31',
    body: { location: 'westeurope' },
  },
  {
    at: 'Microsoft.Network/virtualNetworks/',
    version: '2023-05-01',
    body: {
      location: 'westeurope',
      properties: {
        addressSpace: { addressPrefixes: ['10.0.0.0/16'] },
        subnets: [{ name: 'a', properties: { addressPrefix: '10.0.0.0/24' } }],
      },
    },
  },
  {
    at: 'Microsoft.Network/virtualNetworks/mine-net/subnets/',
    version: '2023-05-01',
    body: { properties: { addressPrefix: '10.0.1.0/24' } },
  },
  {
    at: 'Microsoft.Network/privateEndpoints/',
    version: '2023-05-01',
    body: {
      location: 'westeurope',
      properties: {
        subnet: { id: `${providerPath}/Microsoft.Network/virtualNetworks/mine-net/subnets/a` },
        privateLinkServiceConnections: [
          {
            name: 'a',
            properties: {
              privateLinkServiceId: `${providerPath}/Microsoft.KeyVault/vaults/mine-kv`,
              groupIds: ['vault'],
            },
          },
        ],
      },
    },
  },
  {
    at: 'Microsoft.Search/searchServices/',
    version: '2023-11-01',
    body: { location: 'westeurope', sku: { name: 'basic' }, properties: {} },
  },
  {
    at: 'Microsoft.Authorization/roleAssignments/55555555-5555-4555-8555-55555555555',
    version: '2022-04-01',
    body: {
      properties: {
        roleDefinitionId: `/subscriptions/${MINE}/providers/Microsoft.Authorization/roleDefinitions/8e3af657-a8ff-443c-a75c-2fe8c4bcb635`,
        principalId: '44444444-4444-4444-8444-444444444444',
      },
    },
  },
  {
    at: 'Microsoft.Authorization/locks/',
    version: '2016-09-01',
    body: { properties: { level: 'ReadOnly' } },
  },
];

/** One or two members of a good body made into something else, or put in. */
function mutated(
  base: Record<string, unknown>,
  changes: readonly (readonly [readonly string[], unknown])[],
): string {
  const body = structuredClone(base);
  for (const [path, value] of changes) {
    let at = body;
    for (const [index, key] of path.entries()) {
      const inner = at[key];
      // Assigned, `__proto__` would change the prototype.
      if (index === path.length - 1) {
        Object.defineProperty(at, key, {
          value: structuredClone(value),
          enumerable: true,
          configurable: true,
          writable: true,
        });
      } else if (typeof inner === 'object' && inner !== null) at = inner as Record<string, unknown>;
      else break;
    }
  }
  return JSON.stringify(body);
}

/** Where a service looks up what a request says: a SKU, a kind, a region, a tag, an API. */
const lookedUp = fc
  .tuple(
    pick<(word: string) => readonly [readonly string[], unknown]>(
      (word) => [['location'], word],
      (word) => [['kind'], word],
      (word) => [['sku', 'name'], word],
      (word) => [['sku'], { name: word, tier: word }],
      (word) => [['identity'], { type: word }],
      (word) => [['tags'], Object.fromEntries([[word, word]])],
      (word) => [['properties', 'capabilities'], [{ name: word }]],
      (word) => [['properties', 'locations'], [{ locationName: word }]],
      (word) => [['properties', 'parameters'], Object.fromEntries([[word, { value: word }]])],
      (word) => [['properties', word], {}],
      (word) => [['key_ops'], [word]],
    ),
    pick(...INHERITED),
  )
  .map(([made, word]) => made(word));

const changed = fc.tuple(
  fc.oneof(
    fc.tuple(pick(...KEYS)),
    fc.tuple(pick('properties', 'identity', 'sku', 'attributes'), pick(...KEYS)),
    fc.tuple(fc.constant('properties'), pick(...KEYS), pick(...KEYS)),
  ),
  fc.oneof(LEAF, plausible, pick<unknown>({ toString: 1 }, nest(100), nest(130))),
);

const changes = fc.array(
  fc.oneof({ weight: 3, arbitrary: changed }, { weight: 1, arbitrary: lookedUp }),
  { maxLength: 2 },
);

const verb = fc.oneof(
  { weight: 6, arbitrary: pick('PUT') },
  { weight: 2, arbitrary: pick('GET') },
  { weight: 2, arbitrary: pick('PATCH', 'DELETE', 'POST') },
);

/** Well aimed at a type: comes as far as the unit. */
const aimed = fc
  .tuple(
    pick(...AIMS),
    pick('', '', '', '', '', '', '', 'listKeys', 'accessPolicies/add', 'start'),
    changes,
    verb,
  )
  .chain(([aim, action, made, method]) =>
    pick('1', '2', 'mine-kv', 'mine-id', 'mine-net', 'minestore', 'a').map((name): Shot => {
      const path = `${providerPath}/${aim.at}${name}${action === '' ? '' : `/${action}`}`;
      return {
        method: action === '' ? method : 'POST',
        url: `https://management.azure.com${path}?api-version=${aim.version}`,
        headers: {},
        body: mutated(aim.body, made),
        token: 'resourceManager',
      };
    }),
  );

/** Well aimed at a key. */
const aimedAtKeys = fc
  .tuple(
    pick(
      ['POST', 'keys/k1/create', { kty: 'EC', crv: 'P-256' }],
      [
        'POST',
        'keys/k1/create',
        { kty: 'RSA', key_size: 2048, attributes: { exp: 4_000_000_000 } },
      ],
      ['POST', 'keys/k1/rotate', {}],
      ['GET', 'keys/k1', {}],
      ['DELETE', 'keys/k1', {}],
      ['POST', 'deletedkeys/k1/recover', {}],
      ['DELETE', 'deletedkeys/k1', {}],
      ['POST', 'keys/k1//encrypt', { alg: 'RSA-OAEP', value: 'AAAA' }],
      ['POST', 'keys/k1//wrapkey', { alg: 'RSA-OAEP-256', value: 'AAAA' }],
      ['POST', 'keys/k1//sign', { alg: 'ES256', value: 'AAAA' }],
      [
        'PUT',
        'keys/k2',
        { key: { kty: 'RSA', n: 'AQAB', e: 'AQAB', d: 'AQAB', p: 'AA', q: 'AA' } },
      ],
      ['PATCH', 'keys/k1/', { attributes: { enabled: false }, tags: { a: 'b' } }],
      [
        'PUT',
        'keys/k1/rotationpolicy',
        {
          lifetimeActions: [{ trigger: { timeAfterCreate: 'P90D' }, action: { type: 'Rotate' } }],
          attributes: { expiryTime: 'P2Y' },
        },
      ],
    ) as fc.Arbitrary<readonly [string, string, Record<string, unknown>]>,
    changes,
  )
  .map(([[method, path, base], made]): Shot => ({
    method,
    url: `https://mine-kv.vault.azure.net/${path}?api-version=7.4`,
    headers: {},
    body: mutated(base, made),
    token: 'vault',
  }));

const body: fc.Arbitrary<Shot['body']> = fc.oneof(
  { weight: 8, arbitrary: plausible.map((value) => JSON.stringify(value)) },
  { weight: 2, arbitrary: fc.constant(undefined) },
  { weight: 2, arbitrary: pick(...POLLUTING) },
  { weight: 1, arbitrary: pick('', '{', 'null', '[]', '"x"', '\ufffd\u0000', '{"a":1,"a":2}') },
  { weight: 1, arbitrary: fc.json({ maxDepth: 6 }) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 200 }) },
  { weight: 1, arbitrary: pick(...DEEP) },
  // What is no UTF-8, within JSON too.
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 50 }) },
  { weight: 1, arbitrary: pick(Uint8Array.of(0x7b, 0x22, 0xff, 0xc0, 0x22, 0x3a, 0x31, 0x7d)) },
  {
    weight: 1,
    arbitrary: pick(
      'grant_type=client_credentials&client_id=x&scope=__proto__',
      'grant_type=client_credentials&client_secret=%',
    ),
  },
);

const method = fc.oneof(
  { weight: 4, arbitrary: pick('PUT') },
  { weight: 3, arbitrary: pick('GET') },
  { weight: 2, arbitrary: pick('POST', 'PATCH', 'DELETE', 'HEAD') },
  { weight: 1, arbitrary: pick('OPTIONS', 'TRACE', 'put', '', '__proto__', 'MERGE') },
);

const headers = fc.dictionary(
  pick(
    'if-match',
    'if-none-match',
    'x-ms-client-request-id',
    'x-ms-correlation-request-id',
    'content-type',
    'accept',
    'authorization',
  ),
  fc.oneof(
    pick('*', '"x"', '', 'Bearer', 'Bearer x.y.z', 'Bearer e30.e30.', 'Basic eDp5'),
    fc.string({ unit: 'binary', maxLength: 40 }),
  ),
  { maxKeys: 3 },
);

const place = fc.oneof(
  {
    weight: 10,
    arbitrary: armPath.map((path) => ({
      origin: 'https://management.azure.com',
      path,
      token: 'resourceManager' as const,
    })),
  },
  {
    weight: 4,
    arbitrary: fc
      .tuple(pick('mine-kv', 'mine-kv', 'mine-kv', 'theirs-kv', 'no-kv'), vaultPath)
      .map(([vault, path]) => ({
        origin: `https://${vault}.vault.azure.net`,
        path,
        token: 'vault' as const,
      })),
  },
  {
    weight: 1,
    arbitrary: entraPath.map((path) => ({
      origin: 'https://login.microsoftonline.com',
      path,
      token: 'none' as const,
    })),
  },
  {
    weight: 1,
    arbitrary: graphPath.map((path) => ({
      origin: 'https://graph.microsoft.com',
      path,
      token: 'graph' as const,
    })),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(
        pick('https://example.com', 'ftp://management.azure.com', 'https://.vault.azure.net', ''),
        armPath,
      )
      .map(([origin, path]) => ({ origin, path, token: 'resourceManager' as const })),
  },
);

const anything: fc.Arbitrary<Shot> = fc
  .tuple(place, method, query, headers, body, fc.integer({ min: 0, max: 19 }))
  .map(([{ origin, path, token }, word, search, given, content, chance]) => ({
    method: word,
    url: `${origin}${path}${search}`,
    headers: given,
    body: content,
    token: chance === 0 ? 'none' : token,
  }));

/** One request. */
export const shot: fc.Arbitrary<Shot> = fc.oneof(
  { weight: 4, arbitrary: anything },
  { weight: 4, arbitrary: aimed },
  { weight: 2, arbitrary: aimedAtKeys },
  { weight: 3, arbitrary: elsewhere },
);

/** Bodies too large to be made often. */
export const hugeBodies: readonly string[] = HUGE;
