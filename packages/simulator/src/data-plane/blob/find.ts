/** The containers and blobs of an account, as requests find them. */
import { BLOB_CONTAINERS, blobKey, BLOBS, type StoredBlob } from '../../kernel/blobs.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import type { Services } from '../../kernel/services.ts';
import { blobNotFound, conditionNotMet, containerNotFound, notModified } from './blob-errors.ts';
import { type BlobRequest, headerOf } from './request.ts';

/** The tenant of an account's subscription. */
export function tenantOf({ directory }: Services, account: StoredResource): string | undefined {
  return directory.subscription(account.id.split('/')[2] ?? '')?.tenantId;
}

/** The containers of an account, in the order of their names. */
export function containersOf({ services, account }: BlobRequest): StoredResource[] {
  return services.store
    .ofType(BLOB_CONTAINERS, account.id)
    .toSorted((one, other) => (one.name < other.name ? -1 : 1));
}

/** The container that is named; throws where there is none. */
export function containerOf({ services, containerId }: BlobRequest): StoredResource {
  const container = services.store.peek(containerId);
  if (!container) throw containerNotFound();
  return container;
}

/** The blob that is named, if it is there; throws where its container is not. */
export function findBlob(request: BlobRequest): StoredBlob | undefined {
  containerOf(request);
  return request.services.world.get<StoredBlob>(BLOBS, placeOf(request));
}

/** The blob that is named; throws where there is none. */
export function blobOf(request: BlobRequest): StoredBlob {
  const blob = findBlob(request);
  if (!blob) throw blobNotFound();
  return blob;
}

/** Where the blob that is named lies, which its content is bound to. */
export const placeOf = ({ containerId, blobName }: BlobRequest): string =>
  blobKey(containerId, blobName);

/** Refuses to write over what has another entity tag than the request wants, or one that it does not want. */
export function checkMatch(request: BlobRequest, etag: string | undefined): void {
  checkWanted(request, etag);
  if (isUnwanted(request, etag)) throw conditionNotMet();
}

/** The same for reads: who has what is there already is told so. */
export function checkReadMatch(request: BlobRequest, etag: string): void {
  checkWanted(request, etag);
  if (isUnwanted(request, etag)) throw notModified();
}

function checkWanted(request: BlobRequest, etag: string | undefined): void {
  const wanted = headerOf(request, 'if-match');
  if (wanted !== undefined && !isNamed(wanted, etag)) throw conditionNotMet();
}

function isUnwanted(request: BlobRequest, etag: string | undefined): boolean {
  const unwanted = headerOf(request, 'if-none-match');
  return unwanted !== undefined && isNamed(unwanted, etag);
}

function isNamed(list: string, etag: string | undefined): boolean {
  return etag !== undefined && list.split(',').some((one) => ['*', etag].includes(one.trim()));
}
