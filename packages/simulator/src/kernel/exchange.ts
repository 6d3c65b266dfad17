/**
 * The kernel's own exchange: plain objects. Transports convert to and from it and know nothing else of the simulator.
 */
import { Memo } from './memo.ts';

/** Reads headers without regard to case; both `Headers` and Azure core's `HttpHeaders` fit. */
export interface HeaderReader {
  get(name: string): string | null | undefined;
  /** All of them, for who signs over some; absent where no client sent them. */
  [Symbol.iterator]?(): Iterator<[string, string]>;
}

/** A request as it came off the wire. */
export interface SimRequest {
  /** Upper case. */
  readonly method: string;
  /** Absolute. */
  readonly url: string;
  readonly headers: HeaderReader;
  readonly body: string | undefined;
  /** The same as it came, where it came as bytes, which need not be text. */
  readonly bytes?: Uint8Array;
}

/** An answer; header names are lower case. */
export interface SimResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
  /** Instead of a body: what need not be text. */
  readonly bytes?: Uint8Array;
}

/** Instead of an answer: the connection broke. A transport tells it as its world tells of that. */
export class ConnectionDropped extends Error {
  override readonly name = 'ConnectionDropped';
  readonly code = 'ECONNRESET';

  constructor() {
    super('read ECONNRESET');
  }
}

/** One exchange function: what every transport is given. It may throw at once. */
export type Exchange = (request: SimRequest) => Promise<SimResponse> | SimResponse;

/** Which of Azure's hosts. */
export type HostName =
  | 'resourceManager'
  | 'entra'
  | 'keyVault'
  | 'blobStorage'
  | 'graph'
  | 'retailPrices'
  | 'managedIdentity';

/** The parts of a URL that hosts and routes look at. */
export interface RequestTarget {
  /** Lower case, without port. */
  readonly host: string;
  /** `https://host[:port]`. */
  readonly origin: string;
  /** Repeated slashes collapsed, still percent-encoded; no trailing slash unless {@link trailingSlash}. */
  readonly path: string;
  readonly trailingSlash: boolean;
  readonly query: ReadonlyMap<string, string>;
}

const MAX_REMEMBERED_TARGETS = 512;
const REMEMBERED_URL_MAX_CHARS = 2048;
/** The same few things are read and polled again and again. */
const targets = new Memo<RequestTarget>(MAX_REMEMBERED_TARGETS);

/** The target of a URL; `undefined` when it is none of HTTP. Equal URLs may have one target. */
export function targetOf(url: string): RequestTarget | undefined {
  const known = targets.get(url);
  if (known) return known;
  const target = parseTarget(url);
  if (target && url.length <= REMEMBERED_URL_MAX_CHARS) targets.set(url, target);
  return target;
}

const AUTHORITY = /^https?:\/\/(\[[^\]/?#]+\]|[^/?#:[]+)(?::\d+)?/i;

/** Splits a URL. Names in the query are decoded: one client writes `api%2Dversion`. */
export function parseTarget(url: string): RequestTarget | undefined {
  const authority = AUTHORITY.exec(url);
  if (!authority) return undefined;
  const origin = authority[0];
  const fragmentAt = url.indexOf('#');
  const end = fragmentAt < 0 ? url.length : fragmentAt;
  const questionAt = url.indexOf('?');
  const pathEnd = questionAt < 0 || questionAt > end ? end : questionAt;
  const raw = url.slice(origin.length, pathEnd);
  const collapsed = raw.includes('//') ? raw.replace(/\/{2,}/g, '/') : raw;
  const trailingSlash = collapsed.length > 1 && collapsed.endsWith('/');
  return {
    host: (authority[1] ?? '').toLowerCase(),
    origin,
    path: trailingSlash ? collapsed.slice(0, -1) : collapsed || '/',
    trailingSlash,
    query: parseQuery(url.slice(pathEnd + 1, end)),
  };
}

/** Parameters as they were sent, found by their names in any case, as Resource Manager finds them. */
class Query extends Map<string, string> {
  readonly #byLowerCase = new Map<string, string>();

  override set(name: string, value: string): this {
    this.#byLowerCase.set(name.toLowerCase(), value);
    return super.set(name, value);
  }

  override get(name: string): string | undefined {
    return super.get(name) ?? this.#byLowerCase.get(name.toLowerCase());
  }

  override has(name: string): boolean {
    return this.#byLowerCase.has(name.toLowerCase());
  }
}

const NO_QUERY: ReadonlyMap<string, string> = new Map();

function parseQuery(text: string): ReadonlyMap<string, string> {
  if (text === '') return NO_QUERY;
  const query = new Query();
  for (const pair of text.split('&')) {
    const at = pair.indexOf('=');
    const name = decode(at < 0 ? pair : pair.slice(0, at));
    if (!query.has(name)) query.set(name, at < 0 ? '' : decode(pair.slice(at + 1)));
  }
  return query;
}

/** Percent-decodes; what cannot be decoded stays as it is. */
export function decode(text: string): string {
  if (!text.includes('%') && !text.includes('+')) return text;
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}
