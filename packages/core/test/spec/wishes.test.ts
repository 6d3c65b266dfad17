/** Wishes that no API of Azure takes are answered with the rule that says why. */
import { describe, expect, it } from 'vitest';
import { rules } from '../../src/rules/index.ts';
import { ruleExamples } from '../../src/rules/examples.gen.ts';
import { parseSpec } from '../../src/spec/parse-spec.ts';
import { validateSpec } from '../../src/validate/validate.ts';
import { fullSpec, idOf, smallSpec } from './sample-specs.ts';

type Members = Record<string, unknown>;

const cluster = idOf('Microsoft.ContainerService/managedClusters', 'aks-wishes');
const registry = idOf('Microsoft.ContainerRegistry/registries', 'crwishes');
const diskEncryptionSet = { create: { name: 'des-wishes' } };

/** A wish put into a spec that is right otherwise. */
const wished: readonly (readonly [ruleId: string, path: string, input: Members])[] = [
  ['CMK-070', 'computes[0].osDisk', { computes: [{ name: 'cpu', osDisk: { key: 'k' } }] }],
  ['CMK-070', 'computeClusterOsDiskKey', { computeClusterOsDiskKey: 'https://x' }],
  [
    'CMK-070',
    'workspace.compute.cluster.os_disk_encryption',
    inWorkspace({ compute: { cluster: { os_disk_encryption: true } } }),
  ],
  ['CMK-071', 'compute.temporaryDisk', { compute: { temporaryDisk: { cmk: true } } }],
  ['CMK-071', 'workspace.computeScratchDiskKey', inWorkspace({ computeScratchDiskKey: 'k' })],
  ['CMK-072', 'computeInstance.osDisk', { computeInstance: { osDisk: {} } }],
  ['CMK-072', 'computeInstances[1].dataDisks', { computeInstances: [{}, { dataDisks: [] }] }],
  ['CMK-053', 'serverlessCompute.osDisk', { serverlessCompute: { osDisk: {} } }],
  [
    'CMK-025',
    'workspace.encryption.cosmosDbResourceId',
    inEncryption({ cosmosDbResourceId: '/subscriptions/x' }),
  ],
  ['CMK-025', 'workspace.encryption.searchAccountArmId', inEncryption({ searchAccountArmId: 'x' })],
  [
    'CMK-063',
    'clusters[0].osDisk',
    { clusters: [{ existing: cluster, storageClass: 'cmk', diskEncryptionSet, osDisk: {} }] },
  ],
  [
    'CMK-074',
    'workspace.containerRegistry.encryption',
    inWorkspace({ containerRegistry: { existing: registry, encryption: { key: 'k' } } }),
  ],
  ['CMK-034', 'managedResourceGroup', { managedResourceGroup: 'rg-mine' }],
  ['CMK-034', 'workspace.managedResourceGroupName', inWorkspace({ managedResourceGroupName: 'x' })],
  ['CMK-035', 'workspace.cosmosDbAccountName', inWorkspace({ cosmosDbAccountName: 'mine' })],
  ['CMK-036', 'workspace.encryption.requestUnits', inEncryption({ requestUnits: 400 })],
  ['CMK-037', 'managedVirtualNetwork', { managedVirtualNetwork: { id: 'x' } }],
  ['CMK-038', 'transferOwnership', { transferOwnership: true }],
  ['CMK-051', 'inheritKey', { inheritKey: true }],
  ['CMK-031', 'workspace.encryption.status', inEncryption({ status: 'Disabled' })],
  [
    'CMK-001',
    'vault.create.enableSoftDelete',
    { vault: { create: { name: 'kv-wishes', enableSoftDelete: true } } },
  ],
];

function inWorkspace(more: Members): Members {
  return { workspace: { ...smallSpec.workspace, ...more } };
}

function inEncryption(more: Members): Members {
  return inWorkspace({ encryption: more });
}

describe('a wish that no API takes', () => {
  it.each(wished)('is answered with %s at %s', (ruleId, path, input) => {
    const result = parseSpec({ ...smallSpec, ...input });
    expect(result.ok).toBe(false);
    expect(result.issues.map(({ code, path: at, severity }) => [code, at, severity])).toEqual([
      [ruleId, path, 'error'],
    ]);
    expect(result.issues[0]?.docs).toBe(`docs/rules/${ruleId}.md`);
  });

  it.each(wished)(
    'is of a rule that there is, and told as such by validate: %s',
    (ruleId, path, input) => {
      expect(rules.some(({ id }) => id === ruleId)).toBe(true);
      expect(ruleExamples[ruleId as `CMK-${string}`]).toBeDefined();
      const issues = validateSpec({ ...smallSpec, ...input }, { asOf: '2026-09-01T00:00:00Z' });
      expect(issues.filter(({ code }) => code === ruleId).map(({ path: at }) => at)).toContain(
        path,
      );
    },
  );

  it('is told once for each rule, however often it is asked for, beside another', () => {
    const computes = [
      { osDisk: { key: 'a' }, temporaryDisk: { key: 'a' } },
      { osDisk: { key: 'b' } },
    ];
    expect(
      parseSpec({ ...smallSpec, computes }).issues.map(({ code, path }) => `${code} ${path}`),
    ).toEqual(['CMK-070 computes[0].osDisk', 'CMK-071 computes[0].temporaryDisk']);
  });

  it('shows nothing of what it holds', () => {
    const { issues } = parseSpec({ ...smallSpec, computes: [{ osDisk: { key: 'hunter2' } }] });
    expect(JSON.stringify(issues)).not.toContain('hunter2');
  });

  it('is no wish when a spec has the member: disks of Kubernetes clusters', () => {
    expect(parseSpec(fullSpec).issues.filter(({ code }) => code.startsWith('CMK-'))).toEqual([]);
  });

  it.each([
    [
      'databricksWorkspaces[0].managedResourceGroupName',
      'databricksWorkspaces',
      'managedResourceGroupName',
    ],
    ['searchServices[0].searchServiceName', 'searchServices', 'searchServiceName'],
    ['containerGroups[0].storageAccountResourceId', 'containerGroups', 'storageAccountResourceId'],
  ])(
    'is no wish about the stores behind the workspace when it is of another resource: %s',
    (path, list, member) => {
      const one = { name: 'one-wish', image: 'image', [member]: 'mine' };
      const { issues } = parseSpec({ ...smallSpec, [list]: [one] });
      expect(issues.filter(({ path: at }) => at === path).map(({ code }) => code)).toEqual([
        'SPEC-PROPERTY',
      ]);
    },
  );

  it('is no wish when it is only a slip', () => {
    const { issues } = parseSpec({ ...smallSpec, resourceGrup: 'rg' });
    expect(issues.map(({ code, path }) => `${code} ${path}`)).toContain(
      'SPEC-PROPERTY resourceGrup',
    );
  });
});
