import { describe, expect, it } from 'vitest';
import { parseTarget } from '../../src/kernel/exchange.ts';
import { parseArmPath, segmentsOf } from '../../src/kernel/path.ts';
import type { ResourceType } from '../../src/kernel/resource-type.ts';

const types = new Map<string, ResourceType>(
  [
    ['Microsoft.Resources/resourceGroups', 'group'],
    ['Microsoft.KeyVault/vaults', 'group'],
    ['Microsoft.Network/virtualNetworks', 'group'],
    ['Microsoft.Network/virtualNetworks/subnets', 'group'],
    ['Microsoft.Authorization/roleAssignments', 'extension'],
  ].map(([type, scope]) => [
    type!.toLowerCase(),
    { type, scope, apiVersions: ['2024-01-01'] } as ResourceType,
  ]),
);
const parse = (path: string) => parseArmPath(segmentsOf(path), types);
const GROUP = '/subscriptions/s/resourcegroups/RG';

describe('the grammar of paths', () => {
  it.each([
    [GROUP, 'resource', '/subscriptions/s/resourceGroups/RG'],
    [
      `${GROUP}/providers/microsoft.keyvault/VAULTS/Kv`,
      'resource',
      '/subscriptions/s/resourceGroups/RG/providers/Microsoft.KeyVault/vaults/Kv',
    ],
    [
      `${GROUP}/providers/Microsoft.Network/virtualNetworks/vn/subnets/sn`,
      'resource',
      '/subscriptions/s/resourceGroups/RG/providers/Microsoft.Network/virtualNetworks/vn/subnets/sn',
    ],
    [
      `${GROUP}/providers/Microsoft.KeyVault/vaults/kv/accessPolicies/add`,
      'action',
      '/subscriptions/s/resourceGroups/RG/providers/Microsoft.KeyVault/vaults/kv',
    ],
    [
      `${GROUP}/providers/Microsoft.KeyVault/vaults/kv/providers/Microsoft.Authorization/roleAssignments/g`,
      'resource',
      `${GROUP}/providers/Microsoft.KeyVault/vaults/kv/providers/Microsoft.Authorization/roleAssignments/g`,
    ],
    [
      '/providers/Microsoft.Authorization/roleAssignments/g',
      'resource',
      '/providers/Microsoft.Authorization/roleAssignments/g',
    ],
  ])('%s is a %s', (path, kind, id) => {
    const parsed = parse(path);
    expect(parsed.kind).toBe(kind);
    expect('address' in parsed && parsed.address.id).toBe(id);
  });

  it.each([
    ['/subscriptions/s/resourceGroups', '/subscriptions/s'],
    ['/subscriptions/s/providers/Microsoft.KeyVault/vaults', '/subscriptions/s'],
    [`${GROUP}/providers/Microsoft.KeyVault/vaults`, '/subscriptions/s/resourceGroups/RG'],
    [
      `${GROUP}/providers/Microsoft.Network/virtualNetworks/vn/subnets`,
      '/subscriptions/s/resourceGroups/RG/providers/Microsoft.Network/virtualNetworks/vn',
    ],
  ])('%s is a collection', (path, scope) => {
    expect(parse(path)).toMatchObject({ kind: 'collection', scope });
  });

  it('tells a type that nobody serves from everything else', () => {
    expect(parse(`${GROUP}/providers/Microsoft.Sql/servers/one`)).toMatchObject({
      kind: 'unknownType',
      namespace: 'Microsoft.Sql',
      type: 'servers',
    });
    expect(parse('/subscriptions/s/providers/Microsoft.KeyVault/deletedVaults').kind).toBe('other');
  });

  it('reads URLs as clients write them: doubled slashes, an encoded name of api-version, a port', () => {
    const target = parseTarget(
      'https://Management.Azure.com:443//subscriptions//s?api%2Dversion=1&x=a+b',
    );
    expect(target).toMatchObject({
      host: 'management.azure.com',
      path: '/subscriptions/s',
      trailingSlash: false,
    });
    expect(target?.query.get('api-version')).toBe('1');
    expect(target?.query.get('x')).toBe('a b');
    expect(parseTarget('not a url')).toBeUndefined();
  });
});
