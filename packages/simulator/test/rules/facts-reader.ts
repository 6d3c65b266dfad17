/** What a chain's facts name: vaults, keys and subscriptions, each once. */
import type { ChainFacts, KeyState, VaultState } from '@azureml-cmk/core/rules';

/** What cannot be asked of Azure, or not of this simulator yet; says why. */
export class NotPlayable extends Error {
  override readonly name = 'NotPlayable';
}

/** A vault to be made. */
export interface NamedVault {
  readonly id: string;
  readonly name: string;
  /** Absent: a vault that breaks no rule. */
  readonly state?: VaultState;
}

/** A key to be made, as the facts name it. */
export interface NamedKey {
  readonly vaultName: string;
  readonly name: string;
  /** The version that the facts write; absent: whichever it gets. */
  readonly version?: string;
  /** Absent: an RSA key that breaks no rule. */
  readonly state?: KeyState;
}

const KEY_URL =
  /^https:\/\/([a-z0-9-]+)\.vault\.azure\.net\/keys\/([^/]+)(?:\/([0-9a-f]{32}))?\/?$/i;
const VAULT_ID =
  /^\/subscriptions\/([^/]+)\/resourceGroups\/([^/]+)\/providers\/Microsoft\.KeyVault\/vaults\/([^/]+)$/i;

/** The key that a URL names; `undefined` for what is no key URL of the public cloud. */
export function keyNamed(url: string): NamedKey | undefined {
  const [, vaultName, name, version] = KEY_URL.exec(url) ?? [];
  if (vaultName === undefined || name === undefined) return undefined;
  return { vaultName: vaultName.toLowerCase(), name, ...(version ? { version } : {}) };
}

/** The parts of a vault's id; `undefined` for the id of something else. */
export function vaultIdParts(
  id: string,
): { readonly subscriptionId: string; readonly group: string; readonly name: string } | undefined {
  const [, subscriptionId, group, name] = VAULT_ID.exec(id) ?? [];
  if (subscriptionId === undefined || group === undefined || name === undefined) return undefined;
  return { subscriptionId: subscriptionId.toLowerCase(), group, name };
}

/** Every subscription that the facts name, the workspace's first. */
export function subscriptionsOf(facts: ChainFacts): string[] {
  const { vault, workspace, previousWorkspace, diskEncryptionSets = [] } = facts;
  const ids = [
    workspace?.subscriptionId,
    previousWorkspace?.subscriptionId,
    vault?.subscriptionId,
    ...diskEncryptionSets.map(({ subscriptionId }) => subscriptionId),
  ];
  return [...new Set(ids.flatMap((id) => (id === undefined ? [] : [id.toLowerCase()])))];
}

/** Every key that the facts name, older ones first: what a workspace had, what is asked for, what a group names. */
export function keysOf(facts: ChainFacts): NamedKey[] {
  const { key, workspace, previousWorkspace, containerGroups = [] } = facts;
  const urls = [
    previousWorkspace?.encryption?.keyIdentifier,
    key?.id,
    workspace?.encryption?.keyIdentifier,
    ...containerGroups.map(({ vaultBaseUrl, keyName, keyVersion }) =>
      vaultBaseUrl && keyName ? `${vaultBaseUrl}/keys/${keyName}/${keyVersion ?? ''}` : undefined,
    ),
  ];
  const described = key && keyNamed(key.id);
  const found = new Map<string, NamedKey>();
  for (const url of urls) {
    const named = url === undefined ? undefined : keyNamed(url);
    if (!named || found.has(keyText(named))) continue;
    const isDescribed = described !== undefined && keyText(described) === keyText(named);
    found.set(keyText(named), {
      ...named,
      ...(isDescribed && key?.state ? { state: key.state } : {}),
    });
  }
  return [...found.values()];
}

/** One text per key version. */
export function keyText({ vaultName, name, version = '' }: NamedKey): string {
  return `${vaultName}/${name}/${version}`.toLowerCase();
}

/** Every vault that the facts name, by id or by a key in it. A name that stands for two ids cannot be. */
export function vaultsOf(facts: ChainFacts): NamedVault[] {
  const { vault, workspace, previousWorkspace } = facts;
  const found = new Map<string, NamedVault>();
  const add = (named: NamedVault): void => {
    const name = named.name.toLowerCase();
    const known = found.get(name);
    if (known && known.id.toLowerCase() !== named.id.toLowerCase()) {
      throw new NotPlayable(
        `the name of a vault is unique, but '${name}' is both ${known.id} and ${named.id}`,
      );
    }
    if (!known) found.set(name, named);
  };
  if (vault) add(vault);
  for (const encryption of [workspace?.encryption, previousWorkspace?.encryption]) {
    const parts = encryption && vaultIdParts(encryption.vaultId);
    if (parts) add({ id: encryption.vaultId, name: parts.name });
  }
  const beside = vaultIdParts(vault?.id ?? '');
  for (const { vaultName } of keysOf(facts)) {
    if (found.has(vaultName) || !beside) continue;
    const id = `/subscriptions/${beside.subscriptionId}/resourceGroups/${beside.group}/providers/Microsoft.KeyVault/vaults/${vaultName}`;
    add({ id, name: vaultName });
  }
  return [...found.values()];
}
