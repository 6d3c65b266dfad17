/** The limits of Resource Manager: buckets of tokens that refill as virtual time passes. */
import type { Caller } from './caller.ts';
import type { Refusal } from './errors.ts';
import { requestsThrottled } from './gateway-errors.ts';
import type { Services } from './services.ts';
import type { Json } from './json.ts';

/** What a bucket holds at most, and how much flows in each second. */
interface Limit {
  readonly name: 'reads' | 'writes' | 'deletes';
  readonly tokens: number;
  readonly tokensPerSecond: number;
}

const READS: Limit = { name: 'reads', tokens: 250, tokensPerSecond: 25 };
const WRITES: Limit = { name: 'writes', tokens: 200, tokensPerSecond: 10 };
const DELETES: Limit = { name: 'deletes', tokens: 200, tokensPerSecond: 10 };
/** All principals of a subscription together have this many times what each has. */
const GLOBAL_FACTOR = 15;
const SECOND_MS = 1000;

interface Bucket {
  readonly tokens: number;
  /** Virtual epoch milliseconds. */
  readonly at: number;
}

const REMAINING = 'x-ms-ratelimit-remaining-';

type Left = Readonly<Record<Limit['name'], Readonly<Record<string, string>>>>;

const leftOf = (headersOf: (limit: Limit) => Record<string, number>): Left => {
  const named = (limit: Limit): Record<string, string> =>
    Object.fromEntries(
      Object.entries(headersOf(limit)).map(([name, tokens]) => [
        REMAINING + name,
        String(tokens - 1),
      ]),
    );
  return { reads: named(READS), writes: named(WRITES), deletes: named(DELETES) };
};

const LEFT_IN_TENANT = leftOf(({ name, tokens }) => ({ [`tenant-${name}`]: tokens }));
const LEFT_IN_SUBSCRIPTION = leftOf(({ name, tokens }) => ({
  [`subscription-${name}`]: tokens,
  [`subscription-global-${name}`]: tokens * GLOBAL_FACTOR,
}));

const BUCKETS = 'throttling';
const SUBSCRIPTION = /^\/subscriptions\/([^/]+)/i;

/** What throttling does to a request. */
export interface Throttled {
  /** What is left, for every answer. */
  readonly headers: Readonly<Record<string, string>>;
  /** The 429, when nothing was left. */
  readonly refusal: Refusal | undefined;
}

/** What a success tells is left where nothing is limited: every bucket is full again before the next request. */
export function leftOfFull(method: string, path: string): Readonly<Record<string, string>> {
  return (SUBSCRIPTION.test(path) ? LEFT_IN_SUBSCRIPTION : LEFT_IN_TENANT)[limitOf(method).name];
}

const limitOf = (method: string): Limit =>
  method === 'GET' || method === 'HEAD' ? READS : method === 'DELETE' ? DELETES : WRITES;

/** Takes a token for a request: of the caller's in the subscription (else tenant), and of the subscription's. */
export function throttle(
  services: Services,
  caller: Caller,
  method: string,
  path: string,
): Throttled {
  const limit = limitOf(method);
  const asked = SUBSCRIPTION.exec(path)?.[1];
  const subscription = asked === undefined ? undefined : services.directory.subscription(asked);
  if (!subscription) {
    return take(services, [
      { limit, key: `${caller.tenantId}|${caller.objectId}`, header: `tenant-${limit.name}` },
    ]);
  }
  const { subscriptionId } = subscription;
  const shared: Limit = {
    name: limit.name,
    tokens: limit.tokens * GLOBAL_FACTOR,
    tokensPerSecond: limit.tokensPerSecond * GLOBAL_FACTOR,
  };
  return take(services, [
    {
      limit,
      key: `${subscriptionId}|${caller.objectId}`,
      header: `subscription-${limit.name}`,
    },
    { limit: shared, key: subscriptionId, header: `subscription-global-${limit.name}` },
  ]);
}

function take(
  { world }: Services,
  wanted: readonly { readonly limit: Limit; readonly key: string; readonly header: string }[],
): Throttled {
  const filled = wanted.map(({ limit, key, header }) => {
    const id = `${key}|${limit.name}`.toLowerCase();
    const bucket = world.get<Bucket>(BUCKETS, id) ?? { tokens: limit.tokens, at: world.now };
    const flowed = ((world.now - bucket.at) / SECOND_MS) * limit.tokensPerSecond;
    return { id, limit, header, tokens: Math.min(limit.tokens, bucket.tokens + flowed) };
  });
  const empty = filled.find(({ tokens }) => tokens < 1);
  const headers: Record<string, string> = {};
  for (const { id, header, tokens } of filled) {
    const left = empty ? tokens : tokens - 1;
    world.set(BUCKETS, id, { tokens: left, at: world.now } satisfies Bucket as Json);
    headers[REMAINING + header] = String(Math.floor(left));
  }
  if (!empty) return { headers, refusal: undefined };
  const waitSeconds = Math.ceil((1 - empty.tokens) / empty.limit.tokensPerSecond);
  return { headers, refusal: requestsThrottled(empty.limit.name, empty.header, waitSeconds) };
}
