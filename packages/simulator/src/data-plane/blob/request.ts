/** One request to an account, and what comes of it. */
import type { HeaderReader } from '../../kernel/exchange.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import type { Services } from '../../kernel/services.ts';

export interface BlobRequest {
  readonly services: Services;
  readonly account: StoredResource;
  /** Headers that a signature tells a reader in the place of the blob's own. */
  readonly told: Readonly<Record<string, string>>;
  /** ARM id of the container; empty for the account itself. */
  readonly containerId: string;
  readonly containerName: string;
  /** Empty for a container. */
  readonly blobName: string;
  readonly headers: HeaderReader;
  readonly query: ReadonlyMap<string, string>;
  readonly content: Uint8Array;
  /** `https://account.blob.core.windows.net`. */
  readonly origin: string;
}

/** An answer; the host adds what every answer has. */
export interface BlobAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly xml?: string;
  readonly bytes?: Uint8Array;
}

/** A header, or nothing where it is left out or empty. */
export function headerOf(
  { headers }: Pick<BlobRequest, 'headers'>,
  name: string,
): string | undefined {
  return headers.get(name) || undefined;
}

/** All headers, by name in lower case; none where no client sent them. */
export function headersOf(headers: HeaderReader): (readonly [name: string, value: string])[] {
  const iterate = headers[Symbol.iterator];
  if (!iterate) return [];
  const all: Iterable<[string, string]> = { [Symbol.iterator]: () => iterate.call(headers) };
  return [...all].map(([name, value]) => [name.toLowerCase(), value.trim()] as const);
}

/** An instant as HTTP writes it. */
export const httpDate = (epochMs: number): string => new Date(epochMs).toUTCString();
