import { type Cloud, cloudOfVaultHost } from './clouds.ts';

/** A parsed key identifier: `https://{vault}.{suffix}/keys/{name}[/{version}]`. */
export interface KeyIdentifier {
  /** The identifier as given. */
  readonly id: string;
  /** `https://{vault}.{suffix}`, lower case, no trailing slash. */
  readonly vaultUrl: string;
  readonly vaultName: string;
  readonly name: string;
  /** 32 hexadecimal digits; `undefined` for a versionless identifier. */
  readonly version: string | undefined;
  readonly cloud: Cloud;
}

const PATH = /^\/keys\/([0-9a-zA-Z-]{1,127})(?:\/([0-9a-f]{32}))?\/?$/;

/** Parses a key identifier; `undefined` when it is not one on a vault host of a known cloud over https. */
export function parseKeyIdentifier(id: string): KeyIdentifier | undefined {
  if (!URL.canParse(id)) return undefined;
  const url = new URL(id);
  const cloud = cloudOfVaultHost(url.hostname);
  const path = PATH.exec(url.pathname);
  const isPlain = url.protocol === 'https:' && !url.username && !url.search && !url.hash;
  if (!cloud || !path || !isPlain || (url.port !== '' && url.port !== '443')) return undefined;
  const vaultName = url.hostname.slice(0, -(cloud.vaultSuffix.length + 1));
  if (vaultName.includes('.')) return undefined;
  return {
    id,
    vaultUrl: `https://${url.hostname}`,
    vaultName,
    name: path[1] ?? '',
    version: path[2],
    cloud,
  };
}

/** The base URL of a vault, no trailing slash. */
export function vaultUrl(cloud: Cloud, vaultName: string): string {
  return `https://${vaultName.toLowerCase()}.${cloud.vaultSuffix}`;
}
