/** Pages of lists. */
import { invalidQuery, outOfRangeQuery } from './blob-errors.ts';
import type { BlobRequest } from './request.ts';
import { isWritable, leaf } from './xml.ts';

/** A page holds so many at most; more may be asked for, and come on the next. */
const PAGE_ITEMS_MAX_INCLUSIVE = 5000;

/** Which page is asked for. */
export interface Page {
  readonly prefix: string;
  readonly limit: number;
  /** The name that it begins with. */
  readonly from?: string;
  /** What was asked for, as the answer repeats it. */
  readonly elements: readonly string[];
}

export function pageOf({ query }: Pick<BlobRequest, 'query'>): Page {
  const prefix = query.get('prefix') ?? '';
  const asked = query.get('maxresults');
  const limit = asked === undefined ? PAGE_ITEMS_MAX_INCLUSIVE : Number(asked);
  if (!Number.isInteger(limit)) throw invalidQuery();
  if (limit < 1) throw outOfRangeQuery();
  const marker = query.get('marker');
  if (!isWritable(prefix) || !isWritable(marker ?? '')) throw invalidQuery();
  return {
    prefix,
    limit: Math.min(limit, PAGE_ITEMS_MAX_INCLUSIVE),
    ...(marker ? { from: nameIn(marker) } : {}),
    elements: [
      ...(prefix === '' ? [] : [leaf('Prefix', prefix)]),
      ...(marker ? [leaf('Marker', marker)] : []),
      ...(asked === undefined ? [] : [leaf('MaxResults', limit)]),
    ],
  };
}

/** What of a list, in the order of its names, is on the page, and the marker of the next. */
export function paged<Item>(
  items: readonly Item[],
  nameOf: (item: Item) => string,
  { from, limit }: Page,
): { readonly taken: readonly Item[]; readonly next?: string } {
  const rest = from === undefined ? items : items.filter((item) => nameOf(item) >= from);
  const after = rest[limit];
  return {
    taken: rest.slice(0, limit),
    ...(after === undefined ? {} : { next: markerOf(nameOf(after)) }),
  };
}

const markerOf = (name: string): string => Buffer.from(name).toString('base64url');
const nameIn = (marker: string): string => Buffer.from(marker, 'base64url').toString();
