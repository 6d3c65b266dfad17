import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { indexIn, isAfter, listed, sameRegion } from '../../src/rules/compare.ts';
import { parseKeyReference, vaultNameOf } from '../../src/rules/key-reference.ts';
import { isAtLeastVersion } from '../../src/rules/kubernetes-version.ts';

const part = fc.integer({ min: 0, max: 99 });

describe('isAtLeastVersion', () => {
  it('compares as numbers, part by part', () => {
    fc.assert(
      fc.property(part, part, part, part, (major, minor, otherMajor, otherMinor) => {
        const expected = major * 100 + minor >= otherMajor * 100 + otherMinor;
        expect(isAtLeastVersion(`${major}.${minor}`, `${otherMajor}.${otherMinor}`)).toBe(expected);
      }),
    );
  });

  it('ignores a patch number only where it cannot matter', () => {
    expect(isAtLeastVersion('1.24.0', '1.24')).toBe(true);
    expect(isAtLeastVersion('1.24', '1.24.1')).toBe(false);
    expect(isAtLeastVersion('1.9', '1.17')).toBe(false);
  });

  it.each(['', 'latest', 'v1.24', '1', '1.24.x', '1.24-beta', ' 1.24'])(
    'cannot read "%s"',
    (text) => {
      expect(isAtLeastVersion(text, '1.17')).toBeUndefined();
    },
  );
});

describe('parseKeyReference', () => {
  const name = fc.stringMatching(/^[a-z][a-z0-9-]{2,23}$/);
  const version = fc.stringMatching(/^[0-9a-f]{32}$/);

  it('reads what is put together', () => {
    fc.assert(
      fc.property(name, name, fc.option(version, { nil: undefined }), (vault, key, keyVersion) => {
        const tail = keyVersion === undefined ? '' : `/${keyVersion}`;
        expect(parseKeyReference(`https://${vault}.vault.azure.net/keys/${key}${tail}`)).toEqual({
          host: `${vault}.vault.azure.net`,
          vaultName: vault,
          name: key,
          ...(keyVersion === undefined ? {} : { version: keyVersion }),
        });
      }),
    );
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(() => parseKeyReference(text)).not.toThrow();
      }),
    );
  });

  it.each([
    'http://kv.vault.azure.net/keys/k',
    'https://kv.vault.azure.net/secrets/k',
    'https://kv.vault.azure.net/keys/',
    'https://kv.vault.azure.net/keys/k/latest',
    'https://kv.vault.azure.net/keys/k?x=1',
    'https://user@kv.vault.azure.net/keys/k',
  ])('refuses %s', (text) => {
    expect(parseKeyReference(text)).toBeUndefined();
  });

  it('takes case and a trailing slash as Azure does', () => {
    expect(parseKeyReference('https://KV.vault.azure.net:443/keys/K/')).toEqual({
      host: 'kv.vault.azure.net',
      vaultName: 'kv',
      name: 'k',
    });
  });
});

describe('vaultNameOf', () => {
  it('takes ids of vaults only, whatever their case', () => {
    const group = '/subscriptions/s/resourceGroups/g/providers';
    expect(vaultNameOf(`${group}/Microsoft.Keyvault/vaults/KV-1`)).toBe('kv-1');
    expect(vaultNameOf(`${group}/Microsoft.KeyVault/vaults/kv/keys/k`)).toBeUndefined();
    expect(vaultNameOf(`${group}/Microsoft.KeyVault/managedHSMs/kv`)).toBeUndefined();
    expect(vaultNameOf('kv')).toBeUndefined();
  });
});

describe('comparisons', () => {
  it('regions without spaces and case', () => {
    expect(sameRegion('West Europe', 'westeurope')).toBe(true);
    expect(sameRegion('westeurope', 'northeurope')).toBe(false);
  });

  it('instants across time zones', () => {
    expect(isAfter('2026-08-01T01:00:00+02:00', '2026-08-01T00:00:00Z')).toBe(false);
    expect(isAfter('2026-08-01T00:00:00.001Z', '2026-08-01T00:00:00Z')).toBe(true);
  });

  it('indexes and lists', () => {
    expect(indexIn('clusters[12].disks')).toBe(12);
    expect(indexIn('clusters')).toBe(-1);
    expect([listed([]), listed(['a']), listed(['a', 'b']), listed(['a', 'b', 'c'])]).toEqual([
      'nothing',
      'a',
      'a and b',
      'a, b and c',
    ]);
  });
});
