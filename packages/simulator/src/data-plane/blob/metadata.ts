/** What users say of containers and blobs: `x-ms-meta-*`. Of a blob it is encrypted as its content is, of a container not. */
import type { JsonObject } from '../../kernel/json.ts';
import { invalidHeader } from './blob-errors.ts';
import { type BlobRequest, headersOf } from './request.ts';

const PREFIX = 'x-ms-meta-';
/** Names of metadata are identifiers of C#. */
const NAME = /^[\p{L}_][\p{L}\p{N}_]*$/u;

export function readMetadata({ headers }: Pick<BlobRequest, 'headers'>): JsonObject {
  const pairs = headersOf(headers)
    .filter(([name]) => name.startsWith(PREFIX))
    .map(([name, value]) => [name.slice(PREFIX.length), value] as const);
  if (pairs.some(([name]) => !NAME.test(name))) throw invalidHeader();
  return Object.fromEntries(pairs);
}

export const metadataHeaders = (metadata: JsonObject): Record<string, string> =>
  Object.fromEntries(
    Object.entries(metadata).map(([name, value]) => [`${PREFIX}${name}`, String(value)]),
  );
