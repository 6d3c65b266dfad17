import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import * as defaults from '../../src/plan/defaults.ts';
import { planned, stepOf } from './planned.ts';
import { smallSpec } from './specs.ts';

const documented = await readFile(
  fileURLToPath(new URL('../../src/spec/types.ts', import.meta.url)),
  'utf8',
);

/** The docstring right before a member of the spec's types. */
function docstringOf(member: string): string {
  const before = documented.split(`readonly ${member}`)[0] ?? '';
  return before.slice(before.lastIndexOf('/**'));
}

describe('the docstrings of the spec promise the defaults that a plan fills in', () => {
  test.each([
    ['retentionDays?', defaults.defaultVaultRetentionDays],
    ["accessModel?: 'accessPolicies'", defaults.defaultVaultAccessModel],
    ["sku?: 'standard'", defaults.defaultVaultSku],
    ["type?: 'RSA'", defaults.defaultKeyType],
    ['size?', defaults.defaultKeySizeBits],
    ["sku?: 'Standard_LRS'", defaults.defaultStorageSku],
    ["sku?: 'Basic'", defaults.defaultContainerRegistrySku],
    ['cpu?', defaults.defaultContainerCpuCores],
    ['memoryGiB?', defaults.defaultContainerMemoryGiB],
    ['nodeSize?', defaults.defaultNodeSize],
    ['nodeCount?', defaults.defaultNodeCount],
  ])('%s: %s', (member, value) => {
    expect(docstringOf(member).replaceAll('`', '')).toMatch(
      new RegExp(`Default ${String(value).replaceAll('.', '\\.')}\\b`),
    );
  });
});

test('a vault is described whole, so that nothing depends on defaults of an api-version', () => {
  expect(stepOf(planned(smallSpec), 'vault', 'vault.ensure').vault).toEqual({
    name: 'kv-claims',
    retentionDays: 90,
    accessModel: 'rbac',
    sku: 'standard',
    purgeProtection: true,
    network: {
      defaultAction: 'Allow',
      bypass: 'AzureServices',
      ipRules: [],
      subnetIds: [],
      publicNetworkAccess: 'Enabled',
    },
  });
});

test('a key, a container group and a cluster are described whole', () => {
  const plan = planned({
    ...smallSpec,
    containerGroups: [{ name: 'scorer', image: 'nginx' }],
    clusters: [{ create: { name: 'prod_1', diskEncryptionSet: { create: { name: 'des' } } } }],
  });
  expect(stepOf(plan, 'key', 'key.ensure').key).toEqual({
    name: 'claims-cmk',
    type: 'RSA',
    size: 3072,
    enabled: true,
    tags: {},
  });
  expect(stepOf(plan, 'aci.scorer', 'containerGroup.ensure')).toMatchObject({
    cpu: 1,
    memoryGiB: 1.5,
    ports: [],
    vaultBaseUrl: 'https://kv-claims.vault.azure.net',
    keyName: 'claims-cmk',
    keyVersion: { from: 'key', output: 'version' },
  });
  expect(stepOf(plan, 'aks.prod_1', 'managedCluster.ensure')).toMatchObject({
    nodeSize: 'Standard_D4s_v5',
    nodeCount: 3,
    dnsPrefix: 'prod-1',
  });
});
