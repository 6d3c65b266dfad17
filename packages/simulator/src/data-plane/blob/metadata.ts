/** What users say of containers and blobs: `x-ms-meta-*`. Not encrypted: every list can show it. */
import type { JsonObject } from '../../kernel/json.ts';
import { invalidHeader } from './blob-errors.ts';
import type { BlobRequest } from './request.ts';

const PREFIX = 'x-ms-meta-';
/** Names of metadata are identifiers of C#. */
const NAME = /^[\p{L}_][\p{L}\p{N}_]*$/u;

export function readMetadata({ headers }: Pick<BlobRequest, 'headers'>): JsonObject {
  const iterate = headers[Symbol.iterator];
  if (!iterate) return {};
  const all: Iterable<[string, string]> = { [Symbol.iterator]: () => iterate.call(headers) };
  const pairs = [...all]
    .filter(([name]) => name.toLowerCase().startsWith(PREFIX))
    .map(([name, value]) => [name.slice(PREFIX.length).toLowerCase(), value.trim()] as const);
  if (pairs.some(([name]) => !NAME.test(name))) throw invalidHeader();
  return Object.fromEntries(pairs);
}

export const metadataHeaders = (metadata: JsonObject): Record<string, string> =>
  Object.fromEntries(
    Object.entries(metadata).map(([name, value]) => [`${PREFIX}${name}`, String(value)]),
  );
