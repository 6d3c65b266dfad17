/** Blobs as storage accounts keep them: encrypted under the account's key, which a customer's key wraps where there is one. */
import type { JsonObject } from './json.ts';
import { STORAGE_ACCOUNTS, storageInstant } from './storage-account.ts';
import type { StoredResource } from './resource.ts';
import type { Effects, UnitContext } from './resource-type.ts';

/** Containers as a type. */
export const BLOB_CONTAINERS: string = `${STORAGE_ACCOUNTS}/blobServices/containers`;
/** Table of {@link StoredBlob} by {@link blobKey}. */
export const BLOBS = 'blobs';
/** Table of {@link StoredBlock} by {@link blockKey}. */
export const STAGED_BLOCKS = 'stagedBlocks';

/** Content, encrypted. */
export interface SealedContent extends JsonObject {
  /** Which of the account's keys: `1` is the first. */
  readonly dataKey: string;
  /** AES-256-GCM, base64url: nonce, tag, text. */
  readonly text: string;
}

/** A block blob. Content and metadata are encrypted; names and headers, which lists show without the key, are not. */
export interface StoredBlob extends SealedContent {
  /** ARM id. */
  readonly containerId: string;
  readonly name: string;
  readonly sizeBytes: number;
  /** With quotes. */
  readonly etag: string;
  /** Virtual epoch milliseconds. */
  readonly madeAt: number;
  /** Virtual epoch milliseconds. */
  readonly changedAt: number;
  /** Headers that a reader is told, lower case: `content-type`, `content-md5`, … */
  readonly headers: JsonObject;
  /** By name, without `x-ms-meta-`. */
  readonly metadata: SealedContent;
}

/** A block that waits to be put into a blob. */
export interface StoredBlock extends SealedContent {
  readonly sizeBytes: number;
}

/** Key of a blob; names of blobs tell case apart, ids do not. */
export const blobKey = (containerId: string, name: string): string =>
  `${containerId.toLowerCase()}|${name}`;

/** Key of a block that is staged for the blob with a key. */
export const blockKey = (key: string, id: string): string => `${blocksKey(key)}${id}`;
/** What the keys of all its blocks begin with: no name of a blob has such a sign. */
export const blocksKey = (key: string): string => `${key}\u0000`;

/** What the key of an account is made for: it stays the same whoever's key wraps it, so that nothing is encrypted anew. */
export const accountKeyPurpose = (accountId: string): string =>
  `account|${accountId.toLowerCase()}`;

/** A container as its management plane and its data plane make it. */
export function blobContainer(
  id: string,
  about: { readonly iso: string; readonly etag: string; readonly given: JsonObject },
  existing?: StoredResource,
): StoredResource {
  return {
    id,
    type: BLOB_CONTAINERS,
    name: id.split('/').at(-1) ?? '',
    etag: about.etag,
    properties: {
      deleted: false,
      remainingRetentionDays: 0,
      defaultEncryptionScope: ACCOUNT_SCOPE,
      denyEncryptionScopeOverride: false,
      publicAccess: 'None',
      leaseStatus: 'Unlocked',
      leaseState: 'Available',
      legalHold: { hasLegalHold: false, tags: [] },
      hasImmutabilityPolicy: false,
      hasLegalHold: false,
      ...existing?.properties,
      ...about.given,
      lastModifiedTime: storageInstant(about.iso),
    },
  };
}

/** An entity tag as the service writes them, of a GUID. */
export const storageEtag = (guid: string): string =>
  `"0x8D${guid.replaceAll('-', '').slice(0, ETAG_DIGITS).toUpperCase()}"`;
const ETAG_DIGITS = 13;

/** The scope that stands for the key of the account. */
export const ACCOUNT_SCOPE = '$account-encryption-key';

/** 3-63 lower-case letters, digits and single hyphens, or one of the service's own. */
export const CONTAINER_NAME: RegExp =
  /^(?:\$root|\$web|\$logs|(?=.{3,63}$)[a-z0-9]+(?:-[a-z0-9]+)*)$/;

/** Names of metadata are identifiers of C#, and go over the wire in the names of headers. */
export const METADATA_NAME: RegExp = /^[a-z_][a-z0-9_]*$/i;

/** Removes the blobs of a container, or of all containers of an account. */
export function withoutBlobs(
  context: Pick<UnitContext, 'documents'>,
  id: string,
): NonNullable<Effects['documents']> {
  return [BLOBS, STAGED_BLOCKS].flatMap((table) =>
    context
      .documents(table, id.toLowerCase())
      .filter(([key]) => isUnder(key, id.toLowerCase()))
      .map(([key]) => ({ table, key, value: undefined })),
  );
}

const isUnder = (key: string, id: string): boolean => '|/'.includes(key.charAt(id.length));
