/** What users say of containers and blobs: `x-ms-meta-*`. Of a blob it is encrypted as its content is, of a container not. */
import type { JsonObject } from '../../kernel/json.ts';
import { METADATA_NAME } from '../../kernel/blobs.ts';
import { invalidHeader } from './blob-errors.ts';
import { type BlobRequest, headersOf } from './request.ts';
import { element, leaf } from './xml.ts';

const PREFIX = 'x-ms-meta-';

export function readMetadata({ headers }: Pick<BlobRequest, 'headers'>): JsonObject {
  const pairs = headersOf(headers)
    .filter(([name]) => name.startsWith(PREFIX))
    .map(([name, value]) => [name.slice(PREFIX.length), value] as const);
  if (pairs.some(([name]) => !METADATA_NAME.test(name))) throw invalidHeader();
  return Object.fromEntries(pairs);
}

export const metadataHeaders = (metadata: JsonObject): Record<string, string> =>
  Object.fromEntries(
    Object.entries(metadata).map(([name, value]) => [`${PREFIX}${name}`, String(value)]),
  );

/** The same in a list: their names are such as elements can have. */
export const metadataElement = (metadata: JsonObject): string =>
  element(
    'Metadata',
    ...Object.entries(metadata).map(([name, value]) => leaf(name, String(value))),
  );
