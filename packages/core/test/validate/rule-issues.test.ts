import { describe, expect, it } from 'vitest';
import type { Edition } from '../../src/rules/types.ts';
import type { CmkSpec } from '../../src/spec/types.ts';
import { ruleIssues } from '../../src/validate/rule-issues.ts';
import { asOf, existingVaultId, fullSpec, keyVersion, smallSpec } from './spec-fixture.ts';

function found(spec: CmkSpec, edition?: Edition): readonly string[] {
  return ruleIssues(spec, edition ? { asOf, edition } : { asOf }).map(
    ({ code, severity, path }) => `${severity} ${code} ${path}`,
  );
}

describe('ruleIssues', () => {
  it.each(['enc', 'howto-a', 'howto-b', 'concept-2023-09', 'current'] as const)(
    'finds nothing in a good spec by %s',
    (edition) => {
      expect(found(smallSpec, edition)).toEqual([]);
      expect(found(fullSpec, edition)).toEqual([]);
    },
  );

  it('says everything about one issue', () => {
    const spec: CmkSpec = {
      ...smallSpec,
      vault: { create: { name: 'kv-ml', purgeProtection: false } },
    };
    expect(ruleIssues(spec, { asOf })).toMatchInlineSnapshot(`
      [
        {
          "code": "CMK-002",
          "docs": "docs/rules/CMK-002.md",
          "expected": "purge protection on",
          "fix": "Leave \`vault.create.purgeProtection\` out or set it to true; for a vault that exists run \`az keyvault update --name <vault> --enable-purge-protection true\`.",
          "message": "The vault that holds the key has purge protection on. Expected purge protection on at vault.create.purgeProtection, received purge protection off.",
          "path": "vault.create.purgeProtection",
          "received": "purge protection off",
          "severity": "error",
        },
      ]
    `);
  });

  it('finds a registry without admin account where the document demands one, and not where an identity will do', () => {
    const spec: CmkSpec = {
      ...smallSpec,
      workspace: {
        ...smallSpec.workspace,
        containerRegistry: { create: { name: 'crcreditrisk', adminUser: false } },
      },
    };
    expect(found(spec, 'enc')).toEqual([
      'error CMK-075 workspace.containerRegistry.create.adminUser',
    ]);
    expect(found(spec, 'current')).toEqual([]);
    const withAdmin = {
      ...spec,
      workspace: {
        ...spec.workspace,
        containerRegistry: { create: { name: 'crcreditrisk' } },
      },
    };
    expect(found(withAdmin, 'enc')).toEqual([]);
  });

  it('finds everything at once', () => {
    const spec: CmkSpec = {
      ...smallSpec,
      cosmosDbPrincipalObjectId: 'a232010e-820c-4083-83bb-3ace5fc29d0b',
      vault: { create: { name: 'kv-ml', purgeProtection: false } },
      key: { create: { name: 'k', size: 2048, enabled: false, expiry: '2026-07-31T00:00:00Z' } },
      clusters: [
        {
          create: {
            name: 'aks',
            kubernetesVersion: '1.20',
            diskEncryptionSet: { create: { name: 'des' } },
          },
        },
      ],
    };
    expect(found(spec)).toEqual([
      'error CMK-002 vault.create.purgeProtection',
      'warning CMK-011 key.create.size',
      'error CMK-012 key.create.enabled',
      'error CMK-012 key.create.expiry',
      'error CMK-014 cosmosDbPrincipalObjectId',
      'error CMK-064 clusters[0].create.kubernetesVersion',
    ]);
  });

  it('judges by the edition asked for, else by that of the spec, else by today', () => {
    const key = { existing: 'https://kv-shared.vault.azure.net/keys/cosmos-key' };
    const spec: CmkSpec = { ...smallSpec, vault: { existing: existingVaultId }, key };
    expect(found(spec)).toEqual(['warning CMK-018 key.existing']);
    expect(ruleIssues(spec, { asOf })[0]).toMatchObject({
      received: `'${key.existing}' without one, which the plan pins: the workspace gets the version that is current at deployment`,
      fix: expect.stringMatching(/^To say yourself which version, give the versioned URL/),
    });
    expect(found({ ...spec, edition: 'enc' })).toEqual(['error CMK-018 key.existing']);
    expect(found({ ...spec, edition: 'enc' }, 'current')).toEqual(['warning CMK-018 key.existing']);
  });

  it('asks in China for the object id of Azure Cosmos DB that cannot be looked up there', () => {
    const china: CmkSpec = { ...smallSpec, cloud: 'china', location: 'chinaeast2' };
    const [issue, ...others] = ruleIssues(china, { asOf });
    expect(others).toEqual([]);
    expect(issue).toMatchObject({
      code: 'CMK-014',
      severity: 'error',
      path: 'cosmosDbPrincipalObjectId',
      received: 'none, and no application id to look it up by in the cloud china',
      fix: expect.stringContaining('the portal shows it under Enterprise applications'),
    });
    expect(found({ ...china, cosmosDbPrincipalObjectId: china.tenantId })).toEqual([]);
    expect(found({ ...china, grants: { workspace: false } })).toEqual([]);
    const identity = { create: { name: 'id-cmk' } };
    const workspace = {
      name: 'mlw-ml',
      identity: { type: 'UserAssigned' as const, identities: [identity] },
      encryption: { identity },
    };
    expect(found({ ...china, workspace })).toEqual([]);
    expect(found({ ...smallSpec, cloud: 'usGovernment', location: 'usgovvirginia' })).toEqual([]);
  });

  it('compares an existing key with an existing vault, subscription and cloud', () => {
    const key = { existing: `https://kv-other.vault.azure.net/keys/k/${keyVersion}` };
    expect(found({ ...smallSpec, vault: { existing: existingVaultId }, key })).toEqual([
      'error CMK-017 key.existing',
    ]);
    expect(
      found({
        ...smallSpec,
        cloud: 'china',
        cosmosDbPrincipalObjectId: '33333333-3333-4333-8333-333333333333',
        vault: { existing: existingVaultId },
        key,
      }),
    ).toEqual(['error CMK-017 key.existing']);
    const elsewhere = existingVaultId.replace('11111111', '99999999');
    expect(found({ ...smallSpec, vault: { existing: elsewhere } })).toEqual([
      'error CMK-003 vault.existing',
    ]);
  });

  it('points at the part of a container group that is missing', () => {
    const key = { vaultBaseUrl: 'https://kv-ml.vault.azure.net', keyName: 'k', keyVersion: '' };
    const spec: CmkSpec = { ...smallSpec, containerGroups: [{ name: 'aci', image: 'i', key }] };
    expect(found(spec)).toEqual(['error CMK-060 containerGroups[0].key.keyVersion']);
  });
});
