import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  applicationInsightsName,
  clusterDnsPrefix,
  clusterIdentityName,
  nameHash,
  normaliseRegion,
  storageAccountName,
  workspaceVaultName,
} from '../../src/plan/names.ts';
import { subscriptionId } from './specs.ts';

const seeds = fc.record({
  subscriptionId: fc.uuid(),
  resourceGroup: fc.stringMatching(/^[\w.()-]{0,89}[\w()-]$/),
  workspace: fc.stringMatching(/^[a-zA-Z0-9][a-zA-Z0-9_-]{2,32}$/),
});
const known = { subscriptionId, resourceGroup: 'rg-claims', workspace: 'ml-claims' };

test('are what they were: another name would be another resource', () => {
  expect(nameHash(known)).toBe('dq3tjywi');
  expect(storageAccountName(known)).toBe('stmlclaimsdq3tjywi');
  expect(workspaceVaultName(known)).toBe('kv-ml-claims-dq3tjywi');
  expect(applicationInsightsName(known)).toBe('appi-ml-claims-dq3tjywi');
});

test('are valid by the naming rules of their types', () => {
  fc.assert(
    fc.property(seeds, (seed) => {
      expect(storageAccountName(seed)).toMatch(/^[a-z0-9]{3,24}$/);
      const vault = workspaceVaultName(seed);
      expect(vault).toMatch(/^[a-z][a-z0-9-]{1,22}[a-z0-9]$/);
      expect(vault).not.toContain('--');
      expect(applicationInsightsName(seed)).toMatch(/^[\w-]{1,255}$/);
    }),
  );
});

test('do not depend on case, as Azure’s names do not', () => {
  fc.assert(
    fc.property(seeds, (seed) => {
      const upper = {
        subscriptionId: seed.subscriptionId.toUpperCase(),
        resourceGroup: seed.resourceGroup.toUpperCase(),
        workspace: seed.workspace.toUpperCase(),
      };
      expect(storageAccountName(upper)).toBe(storageAccountName(seed));
      expect(workspaceVaultName(upper)).toBe(workspaceVaultName(seed));
    }),
  );
});

test.each(['subscriptionId', 'resourceGroup', 'workspace'] as const)('depend on the %s', (part) => {
  expect(nameHash({ ...known, [part]: `${known[part]}x` })).not.toBe(nameHash(known));
});

test('of clusters are valid DNS prefixes and identity names', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[a-zA-Z0-9]([\w-]{0,61}[a-zA-Z0-9])?$/), (cluster) => {
      expect(clusterDnsPrefix(cluster)).toMatch(/^[a-z0-9]([a-z0-9-]{0,52}[a-z0-9])?$/);
      expect(clusterIdentityName(cluster)).toMatch(/^[a-zA-Z0-9][\w-]{2,127}$/);
    }),
  );
});

test('a region is what Azure compares', () => {
  expect(normaliseRegion(' West Europe')).toBe('westeurope');
});
