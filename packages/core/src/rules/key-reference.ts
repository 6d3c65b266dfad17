/** The parts of a key identifier that rules compare; all in lower case. */
export interface KeyReference {
  /** Host of the vault. */
  readonly host: string;
  /** First label of the host: the vault's name. */
  readonly vaultName: string;
  readonly name: string;
  readonly version?: string;
}

const KEY_URL =
  /^https:\/\/([a-z0-9-]+)\.([a-z0-9.-]+?)(?::443)?\/keys\/([a-z0-9-]{1,127})(?:\/([a-f0-9]{32}))?\/?$/i;

const VAULT_ID =
  /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\/Microsoft\.KeyVault\/vaults\/([^/]+)$/i;

/** Reads `https://{vault}.{suffix}/keys/{name}[/{version}]`; `undefined` when it is not that. */
export function parseKeyReference(identifier: string): KeyReference | undefined {
  const match = KEY_URL.exec(identifier.toLowerCase());
  if (!match) return undefined;
  const [, vaultName = '', suffix = '', name = '', version] = match;
  return {
    host: `${vaultName}.${suffix}`,
    vaultName,
    name,
    ...(version === undefined ? {} : { version }),
  };
}

/** The name in a vault's ARM id, in lower case; `undefined` when it is not the id of a vault. */
export function vaultNameOf(vaultId: string): string | undefined {
  return VAULT_ID.exec(vaultId)?.[1]?.toLowerCase();
}
