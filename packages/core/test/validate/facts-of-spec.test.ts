import { describe, expect, it } from 'vitest';
import type { CmkSpec } from '../../src/spec/types.ts';
import { factsOfSpec } from '../../src/validate/facts-of-spec.ts';
import {
  asOf,
  existingVaultId,
  fullSpec,
  keyVersion,
  smallSpec,
  subscriptionId,
} from './spec-fixture.ts';

const group = `/subscriptions/${subscriptionId}/resourceGroups/rg-ml/providers`;

describe('factsOfSpec', () => {
  it('fills in what a spec leaves out', () => {
    expect(factsOfSpec(smallSpec, asOf)).toEqual({
      asOf,
      cloud: 'public',
      tenantId: smallSpec.tenantId,
      cosmosDbApplicationIds: [
        'a232010e-820c-4083-83bb-3ace5fc29d0b',
        '57506a73-e302-42a9-b869-6f12d9ec29e9',
      ],
      vault: {
        id: `${group}/Microsoft.KeyVault/vaults/kv-ml`,
        name: 'kv-ml',
        subscriptionId,
        state: {
          location: 'westeurope',
          tenantId: smallSpec.tenantId,
          uri: 'https://kv-ml.vault.azure.net',
          softDelete: true,
          purgeProtection: true,
          retentionDays: 90,
          accessModel: 'rbac',
        },
      },
      key: {
        id: 'https://kv-ml.vault.azure.net/keys/cosmos-key',
        vaultUri: 'https://kv-ml.vault.azure.net',
        name: 'cosmos-key',
        planned: true,
        state: { type: 'RSA', sizeBits: 3072, enabled: true },
      },
      keyAccess: [
        { consumer: 'cosmosDb', target: 'workspace', granted: ['get', 'wrapKey', 'unwrapKey'] },
      ],
      lookups: [{ consumer: 'cosmosDb', applicationId: 'a232010e-820c-4083-83bb-3ace5fc29d0b' }],
      workspace: {
        name: 'mlw-credit-risk',
        subscriptionId,
        location: 'westeurope',
        kind: 'Default',
        highBusinessImpact: false,
        encryption: {
          architecture: 'managedResourceGroup',
          vaultId: `${group}/Microsoft.KeyVault/vaults/kv-ml`,
          keyIdentifier: 'https://kv-ml.vault.azure.net/keys/cosmos-key',
        },
      },
    });
  });

  it('says what the spec says, not the defaults', () => {
    const facts = factsOfSpec(
      {
        ...smallSpec,
        cloud: 'usGovernment',
        vault: {
          create: {
            name: 'kv-ml',
            purgeProtection: false,
            retentionDays: 7,
            accessModel: 'accessPolicies',
          },
        },
        key: {
          create: {
            name: 'k',
            type: 'RSA-HSM',
            size: 2048,
            enabled: false,
            activation: '2026-01-01T00:00:00Z',
            expiry: '2027-01-01T00:00:00Z',
          },
        },
      },
      asOf,
    );
    expect(facts.vault?.state).toMatchObject({
      uri: 'https://kv-ml.vault.usgovcloudapi.net',
      purgeProtection: false,
      retentionDays: 7,
      accessModel: 'accessPolicies',
    });
    expect(facts.key?.state).toEqual({
      type: 'RSA-HSM',
      sizeBits: 2048,
      enabled: false,
      notBefore: '2026-01-01T00:00:00Z',
      expires: '2027-01-01T00:00:00Z',
    });
  });

  it('knows of existing things only what their ids say', () => {
    const id = `https://kv-shared.vault.azure.net/keys/cosmos-key/${keyVersion}`;
    const facts = factsOfSpec(
      { ...smallSpec, vault: { existing: existingVaultId }, key: { existing: id } },
      asOf,
    );
    expect(facts.vault).toEqual({ id: existingVaultId, name: 'kv-shared', subscriptionId });
    expect(facts.key).toEqual({
      id,
      vaultUri: 'https://kv-shared.vault.azure.net',
      name: 'cosmos-key',
      version: keyVersion,
    });
  });

  it('names a key to create after the existing vault that it goes into', () => {
    const facts = factsOfSpec({ ...smallSpec, vault: { existing: existingVaultId } }, asOf);
    expect(facts.key?.id).toBe('https://kv-shared.vault.azure.net/keys/cosmos-key');
    expect(facts.workspace?.encryption?.vaultId).toBe(existingVaultId);
  });

  it('reads the targets, each with its key', () => {
    const facts = factsOfSpec(fullSpec, asOf);
    expect(facts.containerGroups).toEqual([
      {
        name: 'aci-same',
        vaultBaseUrl: 'https://kv-ml.vault.azure.net',
        keyName: 'cosmos-key',
        planned: true,
      },
      {
        name: 'aci-own',
        vaultBaseUrl: 'https://kv-ml.vault.azure.net/',
        keyName: 'aci-key',
        keyVersion,
        identityId: `${group}/Microsoft.ManagedIdentity/userAssignedIdentities/id-aci`,
      },
    ]);
    expect(facts.diskEncryptionSets).toEqual([
      { name: 'des-new', subscriptionId, location: 'westeurope', vaultLocation: 'westeurope' },
    ]);
    expect(facts.clusters).toEqual([
      { name: 'aks-old', when: 'existing', disks: ['data'] },
      {
        name: 'aks-new',
        location: 'westeurope',
        kubernetesVersion: '1.31',
        when: 'creation',
        disks: ['os', 'data'],
      },
    ]);
    expect(facts.workspace?.encryption?.identityId).toBe(
      `${group}/Microsoft.ManagedIdentity/userAssignedIdentities/id-cmk`,
    );
  });

  it('does not claim the region of a vault that it does not know', () => {
    const facts = factsOfSpec({ ...fullSpec, vault: { existing: existingVaultId } }, asOf);
    expect(facts.diskEncryptionSets?.[0]).not.toHaveProperty('vaultLocation');
  });
});

describe('access to keys', () => {
  const consumers = (spec: CmkSpec) =>
    factsOfSpec(spec, asOf).keyAccess?.map(({ consumer, target }) => `${consumer} ${target}`);

  it('is what the plan grants, to whom the services use', () => {
    expect(consumers(fullSpec)).toEqual([
      'workspaceEncryptionIdentity workspace',
      'containerInstance aci-same',
      'containerGroupIdentity aci-own',
      'diskEncryptionSet des-new',
    ]);
  });

  it('is unknown, not missing, where the caller granted it', () => {
    expect(consumers({ ...smallSpec, grants: { workspace: false } })).toBeUndefined();
    const grants = { workspace: false, containerGroups: false };
    expect(consumers({ ...fullSpec, grants })).toEqual(['diskEncryptionSet des-new']);
  });

  it('is unknown for a key in a vault whose id nobody gives', () => {
    const key = { vaultBaseUrl: 'https://kv-far.vault.azure.net', keyName: 'k', keyVersion };
    const containerGroups = [{ name: 'aci-far', image: 'i', key }];
    expect(consumers({ ...smallSpec, containerGroups })).toEqual(['cosmosDb workspace']);
    const named = [{ name: 'aci-far', image: 'i', key: { ...key, vaultId: existingVaultId } }];
    expect(consumers({ ...smallSpec, containerGroups: named })).toEqual([
      'cosmosDb workspace',
      'containerInstance aci-far',
    ]);
  });

  it('names the principals that the spec names', () => {
    const principalId = '33333333-3333-4333-8333-333333333333';
    const facts = factsOfSpec({ ...smallSpec, cosmosDbPrincipalObjectId: principalId }, asOf);
    expect(facts.keyAccess?.[0]?.principalId).toBe(principalId);
    expect(facts.grants).toEqual([
      { principalId, permissions: ['get', 'wrapKey', 'unwrapKey'], via: 'role' },
    ]);
  });
});
