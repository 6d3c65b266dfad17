import { describe, expect, it } from 'vitest';
import type { CmkSpec } from '../../src/spec/types.ts';
import { specPathOf } from '../../src/validate/spec-path.ts';
import { existingVaultId, fullSpec, keyVersion, smallSpec } from './spec-fixture.ts';

const existing: CmkSpec = {
  ...fullSpec,
  vault: { existing: existingVaultId },
  key: { existing: `https://kv-shared.vault.azure.net/keys/k/${keyVersion}` },
};

describe('specPathOf', () => {
  it.each([
    ['vault.id', 'vault.create', 'vault.existing'],
    ['vault.state.softDelete', 'vault.create', 'vault.existing'],
    ['vault.state.purgeProtection', 'vault.create.purgeProtection', 'vault.existing'],
    ['vault.state.location', 'location', 'vault.existing'],
    ['vault.state.tenantId', 'tenantId', 'vault.existing'],
    ['key.version', 'key.create', 'key.existing'],
    ['key.state.type', 'key.create.type', 'key.existing'],
    ['key.state.sizeBits', 'key.create.size', 'key.existing'],
    ['key.state.enabled', 'key.create.enabled', 'key.existing'],
    ['key.state.notBefore', 'key.create.activation', 'key.existing'],
    ['key.state.expires', 'key.create.expiry', 'key.existing'],
    ['workspace.encryption.vaultId', 'vault.create', 'vault.existing'],
    ['workspace.encryption.keyIdentifier', 'key.create', 'key.existing'],
  ])('%s is %s when created and %s when it exists', (path, created, given) => {
    expect(specPathOf(path, fullSpec)).toBe(created);
    expect(specPathOf(path, existing)).toBe(given);
  });

  it.each([
    ['grants[0].principalId', 'cosmosDbPrincipalObjectId'],
    ['keyAccess[0].granted', 'grants'],
    ['containerGroups[0].keyVersion', 'containerGroups[0].key'],
    ['containerGroups[1].keyVersion', 'containerGroups[1].key.keyVersion'],
    ['diskEncryptionSets[0].vaultLocation', 'clusters[1].create.diskEncryptionSet.create'],
    ['clusters[0].disks', 'clusters[0].existing'],
    ['clusters[1].kubernetesVersion', 'clusters[1].create.kubernetesVersion'],
    ['workspace.highBusinessImpact', 'workspace.highBusinessImpact'],
  ])('%s is %s', (path, expected) => {
    expect(specPathOf(path, fullSpec)).toBe(expected);
  });

  it('survives a path that the spec has no part for', () => {
    expect(specPathOf('diskEncryptionSets[3].vaultLocation', smallSpec)).toBe('clusters');
  });
});
