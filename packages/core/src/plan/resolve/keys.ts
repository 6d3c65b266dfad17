import { parseKeyIdentifier } from '../../azure/key-identifier.ts';
import type { ContainerGroupKeySpec, KeySpec, Tags } from '../../spec/types.ts';
import { defaultKeySizeBits, defaultKeyType } from '../defaults.ts';
import type { DescribedKey, DescribedVault, TargetKey } from './description.ts';
import { unplannable } from './registry.ts';
import type { Vaults } from './vaults.ts';

const keyStepId = 'key';

/** Describes the workspace's key. */
export function describeKey(spec: KeySpec, vault: DescribedVault, tags: Tags): DescribedKey {
  const common = {
    stepId: keyStepId,
    vault,
    keyIdentifier: { from: keyStepId, output: 'keyIdentifier' },
    version: { from: keyStepId, output: 'version' },
  };
  if ('existing' in spec) {
    return { ...common, name: requireKey(spec.existing).name, existing: spec.existing };
  }
  const { create } = spec;
  const allTags = { ...tags, ...create.tags };
  return {
    ...common,
    name: create.name,
    create: {
      ...create,
      type: create.type ?? defaultKeyType,
      size: create.size ?? defaultKeySizeBits,
      enabled: create.enabled ?? true,
      tags: allTags,
    },
  };
}

/** The workspace's key as a target's. */
export function workspaceTargetKey(key: DescribedKey): TargetKey {
  return {
    vaultBaseUrl: key.vault.url,
    name: key.name,
    keyIdentifier: key.keyIdentifier,
    version: key.version,
    vault: key.vault,
    isWorkspaceKey: true,
  };
}

/** The key of a container group. */
export function containerGroupKey(
  spec: ContainerGroupKeySpec | undefined,
  key: DescribedKey,
  vaults: Vaults,
): TargetKey {
  if (!spec || 'sameAsWorkspace' in spec) return workspaceTargetKey(key);
  const vaultBaseUrl = spec.vaultBaseUrl.replace(/\/$/, '');
  const vault = vaultOf(vaultBaseUrl, spec.vaultId, key, vaults);
  return {
    vaultBaseUrl,
    name: spec.keyName,
    keyIdentifier: `${vaultBaseUrl}/keys/${spec.keyName}/${spec.keyVersion}`,
    version: spec.keyVersion,
    vault,
    isWorkspaceKey: false,
  };
}

/** The key of something that names a version of another key, or is under the workspace's. */
export function pinnedKey(
  spec: { readonly keyIdentifier?: string; readonly vaultId?: string },
  key: DescribedKey,
  vaults: Vaults,
): TargetKey {
  if (spec.keyIdentifier === undefined) return workspaceTargetKey(key);
  const parsed = requireKey(spec.keyIdentifier);
  const vault = vaultOf(parsed.vaultUrl, spec.vaultId, key, vaults);
  if (parsed.version === undefined) {
    throw unplannable(
      `key identifier "${spec.keyIdentifier}" has no version, and one is needed`,
      'Give the identifier of a version of the key.',
    );
  }
  return {
    vaultBaseUrl: parsed.vaultUrl,
    name: parsed.name,
    keyIdentifier: spec.keyIdentifier,
    version: parsed.version,
    vault,
    isWorkspaceKey: false,
  };
}

function vaultOf(
  url: string,
  vaultId: string | undefined,
  key: DescribedKey,
  vaults: Vaults,
): DescribedVault {
  if (vaultId !== undefined) return vaults.add({ existing: vaultId });
  if (key.vault.url === url.toLowerCase()) return key.vault;
  throw unplannable(
    `vault ${url} is not the vault of the workspace's key, and its id is not given`,
    'Give the id of the vault as vaultId beside the key.',
  );
}

function requireKey(identifier: string): NonNullable<ReturnType<typeof parseKeyIdentifier>> {
  const parsed = parseKeyIdentifier(identifier);
  if (parsed) return parsed;
  throw unplannable(
    `"${identifier}" is not a key identifier`,
    'Give an identifier of the form https://{vault}.{vault suffix}/keys/{name}/{version}.',
  );
}
