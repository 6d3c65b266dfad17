/** The blobs of a container, one after the other or by what stands before a delimiter. */
import { blobKey, BLOBS, type StoredBlob } from '../../kernel/blobs.ts';
import { notSimulated } from '../../kernel/errors.ts';
import type { JsonObject } from '../../kernel/json.ts';
import { AccountKey } from './account-key.ts';
import { invalidQuery } from './blob-errors.ts';
import { containerOf } from './find.ts';
import { metadataElement } from './metadata.ts';
import { pageOf, paged } from './paging.ts';
import { type BlobAnswer, type BlobRequest, httpDate } from './request.ts';
import { element, isWritable, leaf, nameLeaf, xmlDocument } from './xml.ts';

/** A blob, or all that share what stands before the delimiter. */
interface Entry {
  readonly name: string;
  readonly blob?: StoredBlob;
}

export function listBlobs(request: BlobRequest): BlobAnswer {
  const { services, containerName, query, origin } = request;
  const { id } = containerOf(request);
  const page = pageOf(request);
  const delimiter = query.get('delimiter') ?? '';
  if (!isWritable(delimiter)) throw invalidQuery();
  const blobs = services.world
    .range<StoredBlob>(BLOBS, `${id.toLowerCase()}|${page.prefix}`)
    .map(([, blob]) => blob);
  const { taken, next } = paged(entries(blobs, page.prefix, delimiter), ({ name }) => name, page);
  const included = includedIn(request);
  const said = included.has('metadata') ? metadataOf(request) : undefined;
  return {
    status: 200,
    xml: xmlDocument(
      'EnumerationResults',
      { ServiceEndpoint: `${origin}/`, ContainerName: containerName },
      ...page.elements,
      ...(delimiter === '' ? [] : [leaf('Delimiter', delimiter)]),
      element(
        'Blobs',
        ...taken.map(({ name, blob }) =>
          blob ? shown(blob, said?.(blob)) : element('BlobPrefix', nameLeaf(name)),
        ),
      ),
      leaf('NextMarker', next ?? ''),
    ),
  };
}

function entries(
  blobs: readonly StoredBlob[],
  prefix: string,
  delimiter: string,
): readonly Entry[] {
  if (delimiter === '') return blobs.map((blob) => ({ name: blob.name, blob }));
  const found = new Map<string, Entry>();
  for (const blob of blobs) {
    const at = blob.name.indexOf(delimiter, prefix.length);
    if (at < 0) found.set(blob.name, { name: blob.name, blob });
    else {
      const name = blob.name.slice(0, at + delimiter.length);
      if (!found.has(name)) found.set(name, { name });
    }
  }
  return [...found.values()];
}

const PLAYED: ReadonlySet<string> = new Set(['', 'metadata']);

/** What a list is to tell besides; throws what names a wish that is not played. */
function includedIn({ query }: BlobRequest): ReadonlySet<string> {
  const words = (query.get('include') ?? '').split(',');
  const unplayed = words.find((word) => !PLAYED.has(word));
  if (unplayed === undefined) return new Set(words);
  throw notSimulated(`a list of blobs with include=${unplayed}`);
}

/** Documented: a list that is to tell metadata takes the key, and no other list does. */
function metadataOf({ services, account, containerId }: BlobRequest) {
  const key = new AccountKey(services, account);
  return ({ name, metadata }: StoredBlob): JsonObject =>
    key.openJson(blobKey(containerId, name), metadata);
}

function shown(blob: StoredBlob, metadata: JsonObject | undefined): string {
  const { name, madeAt, changedAt, etag, sizeBytes, headers } = blob;
  const header = (key: string): string => String(headers[key] ?? '');
  return element(
    'Blob',
    nameLeaf(name),
    element(
      'Properties',
      leaf('Creation-Time', httpDate(madeAt)),
      leaf('Last-Modified', httpDate(changedAt)),
      leaf('Etag', etag.replaceAll('"', '')),
      leaf('Content-Length', sizeBytes),
      leaf('Content-Type', header('content-type')),
      leaf('Content-Encoding', header('content-encoding')),
      leaf('Content-Language', header('content-language')),
      leaf('Content-MD5', header('content-md5')),
      leaf('Cache-Control', header('cache-control')),
      leaf('Content-Disposition', header('content-disposition')),
      leaf('BlobType', 'BlockBlob'),
      leaf('LeaseStatus', 'unlocked'),
      leaf('LeaseState', 'available'),
      leaf('ServerEncrypted', 'true'),
    ),
    ...(metadata ? [metadataElement(metadata)] : []),
  );
}
