/** Paths and queries of every host, nearly right and wrong. */
import fc from 'fast-check';
import { MINE, THEIRS } from './scene.ts';
import { name, pick } from './words.ts';

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

export const armPath: fc.Arbitrary<string> = fc.oneof(
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

export const vaultPath: fc.Arbitrary<string> = fc.oneof(
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

export const entraPath: fc.Arbitrary<string> = fc.oneof(
  pick(
    '/33333333-3333-4333-8333-333333333333/oauth2/v2.0/token',
    '/common/discovery/instance',
    '/common/v2.0/.well-known/openid-configuration',
    '/__proto__/oauth2/v2.0/token',
  ),
  name.map((word) => `/${word}/oauth2/v2.0/token`),
);

export const graphPath: fc.Arbitrary<string> = fc.oneof(
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

export const query: fc.Arbitrary<string> = fc
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
