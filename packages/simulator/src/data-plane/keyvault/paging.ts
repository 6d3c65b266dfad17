/** Pages of lists, with the explicit port that Azure writes into `nextLink`. */
import type { Json } from '../../kernel/json.ts';
import type { VaultAnswer, VaultRequest } from './request.ts';
import { badValue } from './vault-errors.ts';

const PAGE_ITEMS_MAX_INCLUSIVE = 25;

/** Which page is asked for. */
export function pageOf({ query }: VaultRequest): { limit: number; after?: string } {
  const asked = query.get('maxresults');
  const limit = asked === undefined ? PAGE_ITEMS_MAX_INCLUSIVE : Number(asked);
  if (!Number.isInteger(limit) || limit < 1 || limit > PAGE_ITEMS_MAX_INCLUSIVE) {
    throw badValue(
      `The query parameter maxresults must be a whole number from 1 to ${PAGE_ITEMS_MAX_INCLUSIVE}, not '${asked}'`,
    );
  }
  const token = query.get('$skiptoken');
  return token === undefined ? { limit } : { limit, after: readToken(token) };
}

export function pageAnswer(
  request: VaultRequest,
  value: readonly Json[],
  next: string | undefined,
): VaultAnswer {
  return {
    status: 200,
    body: { value, nextLink: next === undefined ? null : nextLink(request, next) },
  };
}

function nextLink({ origin, path, query, apiVersion }: VaultRequest, next: string): string {
  const base = /:\d+$/.test(origin) ? origin : `${origin}:443`;
  const token = encodeURIComponent(btoa(JSON.stringify({ NextMarker: next })));
  const limit = query.get('maxresults');
  return `${base}${path}?api-version=${apiVersion}&$skiptoken=${token}${limit === undefined ? '' : `&maxresults=${limit}`}`;
}

function readToken(token: string): string {
  try {
    const read = JSON.parse(atob(token)) as { NextMarker?: unknown };
    if (typeof read.NextMarker === 'string') return read.NextMarker;
  } catch {
    // Refused below, like any other token that is not ours.
  }
  throw badValue('The query parameter $skiptoken has an invalid value');
}
