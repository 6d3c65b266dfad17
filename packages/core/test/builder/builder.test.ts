import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CmkWorkspaceBuilder } from '../../src/builder/cmk-workspace-builder.ts';
import type { RequiredStep } from '../../src/builder/builder-steps.ts';
import { type CmkError, isCmkError } from '../../src/errors/cmk-error.ts';
import { planSpec } from '../../src/plan/plan.ts';
import { parseSpec } from '../../src/spec/parse-spec.ts';
import type { CmkSpec } from '../../src/spec/types.ts';
import { arbitrarySpec } from '../spec/arbitrary-spec.ts';
import { fullSpec, idOf, smallSpec } from '../spec/sample-specs.ts';

const asOf = '2026-09-01T00:00:00Z';
const place = CmkWorkspaceBuilder.create()
  .tenant(smallSpec.tenantId)
  .subscription(smallSpec.subscriptionId)
  .resourceGroup('rg-churn')
  .region('westeurope');
const small = place.vault('kv-churn-cmk').key('workspace-cmk').workspace('mlw-churn');

/** What JavaScript users have: no types. */
type Untyped = Record<string, (...args: unknown[]) => Untyped> & {
  validate(): readonly { code: string; path: string }[];
};
const untyped = (builder: unknown): Untyped => builder as Untyped;

function caught(run: () => unknown): CmkError {
  try {
    run();
  } catch (error) {
    if (isCmkError(error)) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('describing', () => {
  test('the smallest chain', () => {
    expect(small.toSpec()).toEqual(smallSpec);
    expect(small.validate({ asOf }).filter(({ severity }) => severity === 'error')).toEqual([]);
  });

  test('a chain that says everything gives the spec that says everything', () => {
    const { create: vault } = fullSpec.vault as { create: { name: string } };
    const {
      name: vaultName,
      purgeProtection: _on,
      ...vaultOptions
    } = vault as never as {
      name: string;
      purgeProtection: boolean;
    };
    const { create: key } = fullSpec.key as { create: { name: string } };
    const { name: keyName, ...keyOptions } = key;
    const subnetId = idOf('Microsoft.Network/virtualNetworks', 'vnet/subnets/default');
    const built = CmkWorkspaceBuilder.create()
      .edition('current')
      .cloud('public')
      .tags({ team: 'ml' })
      .tags({ 'cost center': '4711' })
      .tenant(fullSpec.tenantId)
      .subscription(fullSpec.subscriptionId)
      .resourceGroup('rg-churn')
      .region('westeurope')
      .encryptAci('aci-churn', {
        image: 'mcr.microsoft.com/azuredocs/aci-helloworld:latest',
        cpu: 1.5,
        memoryGiB: 2,
        identity: 'id-churn',
        ports: [80, 443],
        tags: { stage: 'test' },
      })
      .vault(vaultName, vaultOptions)
      .key(keyName, keyOptions)
      .hub('mlw-churn', {
        friendlyName: 'Churn',
        description: 'Who leaves, and why',
        tags: { stage: 'test' },
      })
      .project('project-churn', {
        friendlyName: 'Churn',
        description: 'One team',
        identity: 'id-churn',
        highBusinessImpact: true,
        publicNetworkAccess: 'Enabled',
        tags: { stage: 'test' },
      })
      .cosmosDbPrincipal('ffffffff-2222-4333-8555-000000000001')
      .containerInstancePrincipal('ffffffff-2222-4333-8555-000000000002')
      .userAssignedIdentity('id-churn', { primary: true })
      .userAssignedIdentity(idOf('Microsoft.ManagedIdentity/userAssignedIdentities', 'id-shared'))
      .encryptionIdentity('id-churn')
      .highBusinessImpact()
      .storage('stchurn01', { sku: 'Standard_ZRS' })
      .useApplicationInsights(idOf('Microsoft.Insights/components', 'appi'))
      .containerRegistry('crchurn', { sku: 'Premium', adminUser: true })
      .workspaceVault('kv-churn-secrets')
      .publicNetworkAccess('Disabled')
      .privateEndpoint({ name: 'pe-mlw', subnetId })
      .managedNetwork('AllowOnlyApprovedOutbound')
      .encryptAci('aci-other', {
        image: 'nginx',
        vaultBaseUrl: 'https://kv-other.vault.azure.net/',
        keyName: 'aci',
        keyVersion: '0123456789abcdef0123456789abcdef',
        vaultId: idOf('Microsoft.KeyVault/vaults', 'kv-other'),
      })
      .encryptAks('aks-churn', {
        kubernetesVersion: '1.31.2',
        diskEncryptionSet: { name: 'des-churn', autoRotate: true },
        nodeSize: 'Standard_D8s_v5',
        nodeCount: 2,
        encryptionAtHost: true,
      })
      .encryptAks(
        {
          existing: idOf('Microsoft.ContainerService/managedClusters', 'aks-old'),
          storageClass: 'managed-cmk',
        },
        { diskEncryptionSet: idOf('Microsoft.Compute/diskEncryptionSets', 'des-old') },
      )
      .grants({ deployer: true, workspace: true, containerGroups: false })
      .grants({ diskEncryptionSets: true, clusters: true });
    // Purge protection is always on without being said, and the same key is the default of a container group.
    const expected = structuredClone(fullSpec) as unknown as {
      vault: { create: { purgeProtection?: boolean } };
      workspace: { encryption: { architecture?: string } };
      containerGroups: { key?: unknown }[];
    };
    delete expected.vault.create.purgeProtection;
    delete expected.workspace.encryption.architecture;
    delete expected.containerGroups[0]!.key;
    expect(built.toSpec()).toEqual(expected);
    expect(parseSpec(built.toSpec()).ok).toBe(true);
  });

  test('the other ways: existing things, the same vault, the service side', () => {
    const vaultId = idOf('Microsoft.KeyVault/vaults', 'kv-old');
    const keyIdentifier = 'https://kv-old.vault.azure.net/keys/k/0123456789abcdef0123456789abcdef';
    const storageId = idOf('Microsoft.Storage/storageAccounts', 'stold');
    const registryId = idOf('Microsoft.ContainerRegistry/registries', 'crold');
    const spec = place
      .useVault(vaultId)
      .useKey(keyIdentifier)
      .workspace('mlw-churn')
      .useStorage(storageId)
      .applicationInsights('appi-churn')
      .useContainerRegistry(registryId)
      .workspaceVaultIsKeyVault()
      .systemAssignedIdentity()
      .serviceSideEncryption()
      .highBusinessImpact(false)
      .encryptAks('aks', { diskEncryptionSet: 'des' })
      .toSpec();
    expect(spec).toMatchObject({
      vault: { existing: vaultId },
      key: { existing: keyIdentifier },
      workspace: {
        storage: { existing: storageId },
        applicationInsights: { create: { name: 'appi-churn' } },
        containerRegistry: { existing: registryId },
        keyVault: { sameAsKeyVault: true },
        identity: { type: 'SystemAssigned' },
        encryption: { architecture: 'serviceSide' },
        highBusinessImpact: false,
      },
      clusters: [{ create: { name: 'aks', diskEncryptionSet: { create: { name: 'des' } } } }],
    });
    expect(parseSpec(spec)).toMatchObject({ ok: true, issues: [] });
    const other = place.vault('kv-a').key('k').workspace('mlw-churn').useWorkspaceVault(vaultId);
    expect(other.toSpec().workspace.keyVault).toEqual({ existing: vaultId });
  });
});

describe('immutable', () => {
  test('two branches from one base never interfere', () => {
    const base = place.tags({ team: 'ml' }).workspace('mlw-churn');
    const left = base.vault('kv-left').key('left').tags({ side: 'left' });
    const right = base.vault('kv-right').key('right').encryptAci('aci', { image: 'nginx' });
    expect(left.toSpec()).toMatchObject({
      vault: { create: { name: 'kv-left' } },
      tags: { side: 'left' },
    });
    expect(right.toSpec().tags).toEqual({ team: 'ml' });
    expect(left.toSpec().containerGroups).toBeUndefined();
  });

  test('builders and specs are frozen, and what was passed in stays the caller’s', () => {
    const tags: Record<string, string> = { team: 'ml' };
    const ports = [80];
    const built = small.tags(tags).encryptAci('aci', { image: 'nginx', ports });
    tags['team'] = 'other';
    ports.push(443);
    const spec = built.toSpec();
    expect(spec).toMatchObject({ tags: { team: 'ml' }, containerGroups: [{ ports: [80] }] });
    expect(Object.isFrozen(built)).toBe(true);
    expect(Object.isFrozen(spec.containerGroups?.[0]?.ports)).toBe(true);
    expect(() => {
      (spec as { location: string }).location = 'x';
    }).toThrow(TypeError);
  });

  test('a method may be taken off its builder only with its builder', () => {
    expect(Object.keys(small)).toEqual([]);
    expect(JSON.stringify(small.toSpec())).toContain('"mlw-churn"');
  });
});

describe('from', () => {
  test('from(spec).toSpec() equals the spec', () => {
    expect(CmkWorkspaceBuilder.from(fullSpec).toSpec()).toEqual(fullSpec);
    fc.assert(
      fc.property(arbitrarySpec, (spec) => {
        expect(CmkWorkspaceBuilder.from(spec).toSpec()).toEqual(spec);
      }),
      { numRuns: 200 },
    );
  });

  test('goes on from there', () => {
    const spec = CmkWorkspaceBuilder.from(smallSpec)
      .region('northeurope')
      .highBusinessImpact()
      .toSpec();
    expect(spec).toEqual({
      ...smallSpec,
      location: 'northeurope',
      workspace: { name: 'mlw-churn', highBusinessImpact: true },
    });
  });

  test('refuses what is no spec', () => {
    expect(caught(() => CmkWorkspaceBuilder.from('spec' as never))).toMatchObject({
      code: 'CMK_SPEC_INVALID',
      issues: [{ code: 'SPEC-TYPE', path: '' }],
    });
  });
});

describe('what the compiler says, at run time', () => {
  test('plan() lists everything that is missing at once', () => {
    const empty = untyped(CmkWorkspaceBuilder.create());
    for (const call of ['plan', 'toSpec', 'v1Parameters']) {
      const error = caught(() => empty[call]!());
      expect(error.code).toBe('CMK_BUILDER_INCOMPLETE');
      expect(error.message).toBe(
        'tenant() was not called. subscription() was not called. resourceGroup() was not called. region() was not called. vault() or useVault() was not called. key() or useKey() was not called. workspace() or hub() was not called.',
      );
      expect(error.issues.map(({ path }) => path)).toEqual([
        'tenantId',
        'subscriptionId',
        'resourceGroup',
        'location',
        'vault',
        'key',
        'workspace.name',
      ]);
    }
    const noKey = untyped(place.vault('kv-a').workspace('mlw-churn'));
    expect(caught(() => noKey['plan']!()).message).toBe('key() or useKey() was not called.');
  });

  test.each([
    ['vault', (b: Untyped) => b['useVault']!(idOf('Microsoft.KeyVault/vaults', 'kv'))],
    ['key', (b: Untyped) => b['key']!('again')],
    ['workspace.name', (b: Untyped) => b['workspace']!('again')],
    ['workspace.storage', (b: Untyped) => b['storage']!('sta')['useStorage']!('/x')],
    [
      'workspace.applicationInsights',
      (b: Untyped) => b['applicationInsights']!('a')['applicationInsights']!('b'),
    ],
    [
      'workspace.containerRegistry',
      (b: Untyped) => b['containerRegistry']!('a')['containerRegistry']!('b'),
    ],
    [
      'workspace.keyVault',
      (b: Untyped) => b['workspaceVault']!('a')['workspaceVaultIsKeyVault']!(),
    ],
    [
      'workspace.identity',
      (b: Untyped) => b['systemAssignedIdentity']!()['userAssignedIdentity']!('id'),
    ],
    [
      'workspace.identity',
      (b: Untyped) => b['userAssignedIdentity']!('id')['systemAssignedIdentity']!(),
    ],
  ])('a second %s is a conflict', (path, again) => {
    const doubled = again(untyped(small));
    const error = caught(() => doubled['plan']!());
    expect(error.code).toBe('CMK_BUILDER_CONFLICT');
    expect(error.message).toContain('only one call is possible');
    expect(error.issues).toMatchObject([{ code: 'SPEC-CONFLICT', path }]);
    expect(doubled.validate()).toContainEqual(
      expect.objectContaining({ code: 'SPEC-CONFLICT', path }),
    );
  });

  test('every conflict and everything missing is in one error', () => {
    const doubled = untyped(place.vault('kv-a'))['vault']!('kv-b')['vault']!('kv-c');
    const error = caught(() => doubled['toSpec']!());
    expect(error.code).toBe('CMK_BUILDER_CONFLICT');
    expect(error.issues.map(({ path }) => path)).toEqual([
      'vault',
      'vault',
      'key',
      'workspace.name',
    ]);
  });

  test('no method throws on a bad name; validate() names all of them, plan() throws them at once', () => {
    const bad = CmkWorkspaceBuilder.create()
      .tenant('me')
      .subscription('mine')
      .resourceGroup('rg.')
      .region('atlantis')
      .vault('9')
      .key('a b')
      .workspace('x')
      .encryptAci('ACI', { image: '' })
      .encryptAks('aks', { diskEncryptionSet: undefined as never });
    const paths = [
      'tenantId',
      'subscriptionId',
      'resourceGroup',
      'vault.create.name',
      'key.create.name',
      'workspace.name',
      'containerGroups[0].name',
      'containerGroups[0].image',
      'clusters[0].create.diskEncryptionSet.create.name',
      'location',
    ];
    expect(bad.validate({ asOf }).map(({ path }) => path)).toEqual(paths);
    expect(bad.toSpec().vault).toEqual({ create: { name: '9' } });
    const error = caught(() => bad.plan({ asOf }));
    expect(error.code).toBe('CMK_SPEC_INVALID');
    expect(error.issues.map(({ path }) => path)).toEqual(paths);
  });

  test('arguments of any kind never make a describing method throw', () => {
    const methods = [
      'vault',
      'key',
      'workspace',
      'tags',
      'userAssignedIdentity',
      'grants',
      'storage',
    ];
    fc.assert(
      fc.property(fc.constantFrom(...methods), fc.anything(), (method, argument) => {
        const builder = untyped(place)[method]!(argument);
        expect(Array.isArray(builder.validate())).toBe(true);
      }),
    );
  });
});

describe('plan', () => {
  test('plans every valid spec', () => {
    fc.assert(
      fc.property(arbitrarySpec, (spec) => {
        const built = CmkWorkspaceBuilder.from(spec);
        const errors = built.validate({ asOf }).filter(({ severity }) => severity === 'error');
        expect(errors).toEqual([]);
        expect(built.plan({ asOf }).spec).toEqual(spec);
      }),
      { numRuns: 50 },
    );
  });

  test('is what planSpec makes of the spec', () => {
    expect(small.plan({ asOf })).toEqual(planSpec(smallSpec, { asOf }));
  });

  test('judges by the instant and the edition that are asked for', () => {
    const expiring = place
      .vault('kv-churn-cmk')
      .key('workspace-cmk', { expiry: '2027-01-01T00:00:00Z' })
      .workspace('mlw-churn');
    expect(expiring.plan({ asOf }).asOf).toBe(asOf);
    const error = caught(() => expiring.plan({ asOf: '2027-06-01T00:00:00Z' }));
    expect(error.issues).toContainEqual(expect.objectContaining({ code: 'CMK-012' }));
    expect(small.edition('enc').plan({ asOf }).edition).toBe('enc');
    expect(small.edition('enc').plan({ asOf, edition: 'howto-b' }).edition).toBe('howto-b');
  });

  test('goes on with what is accepted', () => {
    const spec: CmkSpec = {
      ...smallSpec,
      vault: { create: { name: 'kv-a', purgeProtection: false } },
    };
    const open = CmkWorkspaceBuilder.from(spec);
    expect(caught(() => open.plan({ asOf })).code).toBe('CMK_SPEC_INVALID');
    expect(open.plan({ asOf, accept: ['CMK-002'] }).accepted).toContain('CMK-002');
  });

  test('without an instant, now is one', () => {
    const before = Date.now();
    const made = Date.parse(small.plan().asOf);
    expect(made).toBeGreaterThanOrEqual(before);
    expect(made).toBeLessThanOrEqual(Date.now());
  });
});

describe('v1Parameters', () => {
  const version = '0123456789abcdef0123456789abcdef';
  const keyIdentifier = `https://kv-churn-cmk.vault.azure.net/keys/workspace-cmk/${version}`;
  const outcome = {
    steps: [
      {
        stepId: 'key',
        kind: 'key.ensure' as const,
        result: 'changed' as const,
        outputs: { keyIdentifier, version },
        requests: 1,
        elapsedMs: 1,
      },
    ],
  };
  const withTargets = small.highBusinessImpact().encryptAci('aci', { image: 'nginx' });

  test('of what exists, without a deployment', () => {
    const vaultId = idOf('Microsoft.KeyVault/vaults', 'kv-churn-cmk');
    const parameters = place
      .useVault(vaultId)
      .useKey(keyIdentifier)
      .workspace('mlw-churn')
      .encryptAci('aci', { image: 'nginx' })
      .encryptAci('own', {
        image: 'nginx',
        vaultBaseUrl: 'https://kv-other.vault.azure.net/',
        keyName: 'aci',
        keyVersion: version,
        vaultId: idOf('Microsoft.KeyVault/vaults', 'kv-other'),
      })
      .v1Parameters();
    expect(parameters).toEqual({
      cmk_keyvault: vaultId,
      resource_cmk_uri: keyIdentifier,
      hbi_workspace: false,
      containerGroups: {
        aci: {
          cmk_vault_base_url: 'https://kv-churn-cmk.vault.azure.net',
          cmk_key_name: 'workspace-cmk',
          cmk_key_version: version,
        },
        own: {
          cmk_vault_base_url: 'https://kv-other.vault.azure.net/',
          cmk_key_name: 'aci',
          cmk_key_version: version,
        },
      },
    });
  });

  test('what only a deployment can tell is refused, and filled from its outcome', () => {
    const error = caught(() => withTargets.v1Parameters());
    expect(error.code).toBe('CMK_VALUE_AFTER_DEPLOYMENT');
    expect(error.message).toContain('is not known yet');
    expect(error.message).toContain('https://kv-churn-cmk.vault.azure.net, key workspace-cmk');
    expect(error.fix).toContain('builder.v1Parameters(outcome)');
    expect(caught(() => withTargets.v1Parameters({ steps: [] })).code).toBe(
      'CMK_VALUE_AFTER_DEPLOYMENT',
    );
    expect(withTargets.v1Parameters(outcome)).toEqual({
      cmk_keyvault: `/subscriptions/${smallSpec.subscriptionId}/resourceGroups/rg-churn/providers/Microsoft.KeyVault/vaults/kv-churn-cmk`,
      resource_cmk_uri: keyIdentifier,
      hbi_workspace: true,
      containerGroups: {
        aci: {
          cmk_vault_base_url: 'https://kv-churn-cmk.vault.azure.net',
          cmk_key_name: 'workspace-cmk',
          cmk_key_version: version,
        },
      },
    });
  });

  test('a versionless key needs the outcome too', () => {
    const versionless = place
      .useVault(idOf('Microsoft.KeyVault/vaults', 'kv-churn-cmk'))
      .useKey('https://kv-churn-cmk.vault.azure.net/keys/workspace-cmk')
      .workspace('mlw-churn');
    expect(caught(() => versionless.v1Parameters()).code).toBe('CMK_VALUE_AFTER_DEPLOYMENT');
    expect(versionless.v1Parameters(outcome).resource_cmk_uri).toBe(keyIdentifier);
  });

  test('a description that cannot be read is refused with its issues', () => {
    const bad = place.vault('9').key('k').workspace('mlw-churn');
    expect(caught(() => bad.v1Parameters())).toMatchObject({
      code: 'CMK_SPEC_INVALID',
      issues: [{ code: 'SPEC-NAME', path: 'vault.create.name' }],
    });
  });
});

test('the steps that the types require are those that are checked', () => {
  const required: readonly RequiredStep[] = [
    'tenant',
    'subscription',
    'resourceGroup',
    'region',
    'vault',
    'key',
    'workspace',
  ];
  const error = caught(() => untyped(CmkWorkspaceBuilder.create())['plan']!());
  expect(error.issues).toHaveLength(required.length);
});
