/** Requests that are signed with a key of the account: the scheme `SharedKey`, as published. */
import { hmacSha256, timingSafeEqual } from '../../crypto/node-crypto.ts';
import type { SimRequest } from '../../kernel/exchange.ts';
import { namedGuid } from '../../kernel/ids.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import type { Services } from '../../kernel/services.ts';
import { storageAccountKey } from '../../kernel/storage-account.ts';
import { badSignature } from './blob-errors.ts';
import { headersOf } from './request.ts';

const SCHEME = /^SharedKey ([a-z0-9]+):([A-Za-z0-9+/=]+)$/;
/** In the order in which they are signed. */
const SIGNED = [
  'content-encoding',
  'content-language',
  'content-length',
  'content-md5',
  'content-type',
  'date',
  'if-modified-since',
  'if-match',
  'if-none-match',
  'if-unmodified-since',
  'range',
] as const;

/** Whether a request says that it is signed like this. */
export const isSigned = (authorization: string): boolean => authorization.startsWith('SharedKey ');

/** Throws unless one of the account's two keys signed the request. */
export function checkSignature(
  services: Services,
  account: StoredResource,
  request: SimRequest,
): void {
  const [, name, signature = ''] = SCHEME.exec(request.headers.get('authorization') ?? '') ?? [];
  if (name !== account.name) throw badSignature();
  checkMadeByKey(services, account, stringToSign(account.name, request), signature);
}

/** Throws unless a text was signed with one of the account's two keys. */
export function checkMadeByKey(
  { world }: Services,
  account: StoredResource,
  text: string,
  signature: string,
): void {
  const given = Buffer.from(signature, 'base64');
  const context = {
    namedGuid: (...words: readonly string[]) => namedGuid(world.seed, ...words),
  };
  const isOurs = (['key1', 'key2'] as const).some((keyName) => {
    const key = Buffer.from(storageAccountKey(context, account, keyName), 'base64');
    const made = hmacSha256(key, text);
    return made.length === given.length && timingSafeEqual(made, given);
  });
  if (!isOurs) throw badSignature();
}

function stringToSign(
  accountName: string,
  { method, url, headers, bytes, body }: SimRequest,
): string {
  const sizeBytes = bytes?.length ?? Buffer.byteLength(body ?? '');
  const values = SIGNED.map((header) => {
    if (header !== 'content-length') return headers.get(header) ?? '';
    return sizeBytes === 0 ? '' : String(sizeBytes);
  });
  return [method, ...values, ...namedHeaders(headers), resourceOf(accountName, url)].join('\n');
}

/** `x-ms-*`, lower case, in order. */
function namedHeaders(headers: SimRequest['headers']): string[] {
  return headersOf(headers)
    .filter(([name]) => name.startsWith('x-ms-'))
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, value]) => `${name}:${value}`);
}

function resourceOf(accountName: string, url: string): string {
  const { pathname, searchParams } = new URL(url);
  const values = Map.groupBy(searchParams, ([name]) => name.toLowerCase());
  const queries = [...values]
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(
      ([name, pairs]) =>
        `\n${name}:${pairs
          .map(([, value]) => value)
          .toSorted()
          .join(',')}`,
    );
  return `/${accountName}${pathname}${queries.join('')}`;
}
