/** Block blobs: put, told of, read, deleted, listed. */
import { hash } from '../../crypto/node-crypto.ts';
import {
  BLOBS,
  blocksKey,
  STAGED_BLOCKS,
  storageEtag,
  type StoredBlob,
} from '../../kernel/blobs.ts';
import { drawGuid } from '../../kernel/ids.ts';
import {
  type Protection,
  protectionFromChange,
  protectionFromDeletion,
} from '../../kernel/immutability.ts';
import type { JsonObject } from '../../kernel/json.ts';
import { AccountKey } from './account-key.ts';
import {
  blobExists,
  blobImmutable,
  blobNotFound,
  invalidHeader,
  md5Mismatch,
  missingHeader,
} from './blob-errors.ts';
import { blobOf, checkMatch, checkReadMatch, containerOf, findBlob, placeOf } from './find.ts';
import { metadataHeaders, readMetadata } from './metadata.ts';
import { byteRange } from './range.ts';
import { type BlobAnswer, type BlobRequest, headerOf, httpDate } from './request.ts';

/** What a reader is told as it was put: under its own name, else under the request's. */
const KEPT = [
  'content-type',
  'content-encoding',
  'content-language',
  'content-disposition',
  'cache-control',
] as const;
const DEFAULT_TYPE = 'application/octet-stream';
const OFTEN_SENT_BY_CLIENTS: ReadonlySet<string> = new Set(['content-type', 'content-encoding']);

export function putBlob(request: BlobRequest): BlobAnswer {
  const type = headerOf(request, 'x-ms-blob-type');
  if (type === undefined) throw missingHeader();
  if (type !== 'BlockBlob') throw invalidHeader();
  const md5 = checkedMd5(request);
  const blob = storeBlob(request, request.content, {
    ...keptHeaders(request, OFTEN_SENT_BY_CLIENTS),
    'content-md5': headerOf(request, 'x-ms-blob-content-md5') ?? md5,
  });
  return { status: 201, headers: { ...writtenHeaders(blob), 'content-md5': md5 } };
}

/** The digest of what came, which has to be the one that the client names, where it names one. */
export function checkedMd5(request: BlobRequest): string {
  const md5 = hash('md5').update(request.content).digest('base64');
  const named = headerOf(request, 'content-md5');
  if (named !== undefined && named !== md5) throw md5Mismatch();
  return md5;
}

/** Headers of a blob as `x-ms-blob-*` has them, or, for some, the request's own. */
export function keptHeaders(
  request: BlobRequest,
  own: ReadonlySet<string> = new Set(),
): Record<string, string> {
  const kept = KEPT.flatMap((name) => {
    const value =
      headerOf(request, `x-ms-blob-${name}`) ??
      (own.has(name) ? headerOf(request, name) : undefined);
    return value === undefined ? [] : [[name, value] as const];
  });
  return { 'content-type': DEFAULT_TYPE, ...Object.fromEntries(kept) };
}

/** Stores a blob in the place of what was there. */
export function storeBlob(
  request: BlobRequest,
  content: Uint8Array,
  headers: JsonObject,
): StoredBlob {
  const { services, account, containerId, blobName } = request;
  const before = findBlob(request);
  if (before && headerOf(request, 'if-none-match') === '*') throw blobExists();
  checkMatch(request, before?.etag);
  if (before) checkMutable(protectionFromChange(containerOf(request)));
  const place = placeOf(request);
  const { now } = services.world;
  const key = new AccountKey(services, account);
  const blob: StoredBlob = {
    containerId,
    name: blobName,
    ...key.seal(place, content),
    sizeBytes: content.length,
    etag: storageEtag(drawGuid(services.world)),
    madeAt: before?.madeAt ?? now,
    changedAt: now,
    headers,
    metadata: key.sealJson(place, readMetadata(request)),
  };
  services.world.set(BLOBS, place, blob);
  for (const [staged] of services.world.range(STAGED_BLOCKS, blocksKey(place))) {
    services.world.delete(STAGED_BLOCKS, staged);
  }
  return blob;
}

function checkMutable(protection: Protection | undefined): void {
  if (protection !== undefined) throw blobImmutable(protection);
}

/** What the answer to a write says of it. */
export const writtenHeaders = ({ etag, changedAt }: StoredBlob): Record<string, string> => ({
  etag,
  'last-modified': httpDate(changedAt),
  'x-ms-request-server-encrypted': 'true',
});

export function readBlob(request: BlobRequest): BlobAnswer {
  const { services, account } = request;
  const key = new AccountKey(services, account);
  const blob = blobOf(request);
  checkReadMatch(request, blob.etag);
  const content = key.open(placeOf(request), blob);
  const told = {
    ...toldHeaders(blob, key.openJson(placeOf(request), blob.metadata)),
    ...request.told,
  };
  const range = byteRange(request, blob.sizeBytes);
  if (!range) return { status: 200, headers: told, bytes: content };
  const { 'content-md5': md5, ...rest } = told;
  return {
    status: 206,
    headers: {
      ...rest,
      ...(md5 === undefined ? {} : { 'x-ms-blob-content-md5': md5 }),
      'content-range': `bytes ${range.from}-${range.to}/${blob.sizeBytes}`,
    },
    bytes: content.subarray(range.from, range.to + 1),
  };
}

/** All but the content; documented: it takes the key as well. */
export function headBlob(request: BlobRequest): BlobAnswer {
  const { services, account } = request;
  const key = new AccountKey(services, account);
  const blob = blobOf(request);
  checkReadMatch(request, blob.etag);
  return {
    status: 200,
    headers: {
      ...toldHeaders(blob, key.openJson(placeOf(request), blob.metadata)),
      ...request.told,
      'content-length': String(blob.sizeBytes),
    },
  };
}

function toldHeaders(
  { etag, madeAt, changedAt, headers }: StoredBlob,
  metadata: JsonObject,
): Record<string, string> {
  return {
    ...(headers as Readonly<Record<string, string>>),
    ...metadataHeaders(metadata),
    etag,
    'last-modified': httpDate(changedAt),
    'accept-ranges': 'bytes',
    'x-ms-creation-time': httpDate(madeAt),
    'x-ms-blob-type': 'BlockBlob',
    'x-ms-lease-status': 'unlocked',
    'x-ms-lease-state': 'available',
    'x-ms-server-encrypted': 'true',
  };
}

/** Documented: it takes no key. What nobody can read can still go. */
export function deleteBlob(request: BlobRequest): BlobAnswer {
  const { services } = request;
  const blob = findBlob(request);
  if (!blob) throw blobNotFound();
  checkMatch(request, blob.etag);
  const { now } = services.world;
  checkMutable(protectionFromDeletion(containerOf(request), blob.madeAt, now));
  services.world.delete(BLOBS, placeOf(request));
  return { status: 202, headers: { 'x-ms-delete-type-permanent': 'true' } };
}
