import { parseArmId } from '../../azure/arm-id.ts';
import { parseKeyIdentifier } from '../../azure/key-identifier.ts';
import type { Issue } from '../../errors/cmk-error.ts';
import { type Path, specIssue } from '../issue.ts';
import type { CoherenceCheck, LooseSpec } from './loose.ts';
import { ownKeys } from './place.ts';
import { isFirewalled } from './vault-and-key.ts';

/** The service principal of Azure Container Instances does not pass a vault's firewall; an identity does. */
export const containerGroupPassesFirewall: CoherenceCheck = (spec) => {
  const vault = spec.vault?.create;
  if (!isFirewalled(vault)) return [];
  return (spec.containerGroups ?? []).flatMap((group, index): readonly Issue[] => {
    if (!group || group.identity) return [];
    const url = group.key?.vaultBaseUrl;
    if (url !== undefined && vaultNameOf(url) !== vault?.name?.toLowerCase()) return [];
    return [
      specIssue('SPEC-CONFLICT', ['containerGroups', index, 'identity'], {
        message:
          'The vault is behind a firewall, which lets a container group through only with an identity of its own.',
        expected: 'a user-assigned identity',
        fix: 'Add identity: { "create": { "name": "<name>" } } to the container group.',
      }),
    ];
  });
};

/** No port is opened twice. */
export const portsDiffer: CoherenceCheck = (spec) =>
  (spec.containerGroups ?? []).flatMap((group, index) =>
    (group?.ports ?? []).flatMap((port, at, ports) =>
      port === undefined || ports.indexOf(port) === at
        ? []
        : [
            specIssue('SPEC-DUPLICATE', ['containerGroups', index, 'ports', at], {
              message: `Port ${port} is listed twice.`,
              received: port,
              fix: 'Remove one of the two.',
            }),
          ],
    ),
  );

/** A key of another vault comes with the id of that vault, and the two agree. */
export const foreignKeyNamesItsVault: CoherenceCheck = (spec) => {
  const groups = (spec.containerGroups ?? []).flatMap((group, index) => {
    const { vaultBaseUrl: url, vaultId } = group?.key ?? {};
    const path: Path = ['containerGroups', index, 'key'];
    return agreement(spec, { path, url, vaultId, vault: url && vaultNameOf(url) });
  });
  const others = ownKeys(spec).flatMap(([path, key]) => {
    const { keyIdentifier: url, vaultId } = key;
    return agreement(spec, {
      path,
      url,
      vaultId,
      vault: url && parseKeyIdentifier(url)?.vaultName,
    });
  });
  return [...groups, ...others];
};

interface ForeignKey {
  readonly path: Path;
  readonly url: string | undefined;
  readonly vaultId: string | undefined;
  /** Name of the vault in the URL. */
  readonly vault: string | undefined;
}

function agreement(spec: LooseSpec, key: ForeignKey): readonly Issue[] {
  const path = [...key.path, 'vaultId'];
  if (key.vaultId !== undefined && key.url === undefined) {
    return [
      specIssue('SPEC-CONFLICT', path, {
        message: 'The vault of another key is named, but not the key.',
        received: key.vaultId,
        fix: 'Add the key, or remove vaultId to use the key of the workspace.',
      }),
    ];
  }
  if (key.vault === undefined) return [];
  if (key.vaultId === undefined) {
    if (key.vault.toLowerCase() === workspaceKeyVaultName(spec)) return [];
    // Without the vault of the workspace's key it is not known whether this is another one.
    if (!spec.vault?.create?.name && !spec.vault?.existing) return [];
    return [
      specIssue('SPEC-MISSING', path, {
        message: `The key is of the vault ${key.vault}, which is not the vault of the workspace's key: its id is needed to grant access.`,
        expected: `the id of the vault ${key.vault}`,
        fix: `Add vaultId: what \`az keyvault show --name ${key.vault} --query id\` prints.`,
      }),
    ];
  }
  const name = parseArmId(key.vaultId)?.name;
  if (name === undefined || name.toLowerCase() === key.vault.toLowerCase()) return [];
  return [
    specIssue('SPEC-CONFLICT', path, {
      message: `This is the id of the vault ${name}, and the key is of the vault ${key.vault}.`,
      received: key.vaultId,
      expected: `the id of the vault ${key.vault}`,
      fix: 'Make the URL of the key and the id of the vault name one vault.',
    }),
  ];
}

function workspaceKeyVaultName({ vault }: LooseSpec): string | undefined {
  const name = vault?.create?.name ?? (vault?.existing && parseArmId(vault.existing)?.name);
  return name?.toLowerCase();
}

function vaultNameOf(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).hostname.split('.')[0]?.toLowerCase() : undefined;
}

/** One existing cluster is described once for each StorageClass. */
export const existingClustersDiffer: CoherenceCheck = ({ clusters = [] }) => {
  const firsts = new Map<string, number>();
  return clusters.flatMap((cluster, index) => {
    if (cluster?.existing === undefined) return [];
    const key = `${cluster.existing.toLowerCase()}|${cluster.storageClass ?? ''}`;
    const first = firsts.get(key);
    if (first === undefined) {
      firsts.set(key, index);
      return [];
    }
    return [
      specIssue('SPEC-DUPLICATE', ['clusters', index, 'storageClass'], {
        message: `clusters[${first}] makes the same StorageClass in the same cluster.`,
        received: cluster.storageClass,
        fix: 'Give the StorageClass another name, or remove one of the two.',
      }),
    ];
  });
};
