import { jsonAnswer } from './answers.ts';
import { notSimulated, Refusal } from './errors.ts';
import type { RequestTarget, SimResponse } from './exchange.ts';
import { readListFilter } from './list-filter.ts';
import { present } from './present.ts';
import type { StoredResource } from './resource.ts';
import type { ResourceType, UnitContext } from './resource-type.ts';
import type { Services } from './services.ts';

/** Items on a page when the client does not say. */
const DEFAULT_PAGE_ITEMS = 1000;

/** Lists, a page at a time: the cost of a page does not grow with the list. */
export class Collections {
  readonly #services: Services;
  readonly #context: UnitContext;

  constructor(services: Services, context: UnitContext) {
    this.#services = services;
    this.#context = context;
  }

  list(type: ResourceType, scope: string, target: RequestTarget, apiVersion: string): SimResponse {
    if (type.list) {
      return pageOf(type, type.list(this.#context, scope, target.query), target, apiVersion);
    }
    const filter = target.query.get('$filter');
    if (filter && !type.filterFields) {
      throw notSimulated(`the filter '${filter}' on ${type.type}`);
    }
    const accepts = filter ? readListFilter(filter, type.filterFields ?? {}) : undefined;
    const parameter = type.pageSizeParameter ?? '$top';
    const size = pageSize(target.query.get(parameter), parameter);
    const after = target.query.get('$skiptoken');
    const { isListed } = type;
    const stored = this.#services.store.ofType(
      type.type,
      scope,
      isListed || accepts ? Infinity : size + 1,
      after === undefined ? undefined : readSkipToken(after),
    );
    const found = stored.filter(
      (resource) => (isListed?.(resource, target.query) ?? true) && (accepts?.(resource) ?? true),
    );
    const page = found.slice(0, size);
    const last = page[page.length - 1];
    const { listed } = type;
    const value = page.map((resource) =>
      present(type, listed ? listed(resource) : resource, apiVersion),
    );
    const isEnd = found.length <= size && type.endsWithEmptyPage !== true;
    if (isEnd || !last) return jsonAnswer(200, { value });
    const query = new URLSearchParams([...target.query]);
    query.set('$skiptoken', btoa(encodeURIComponent(last.id.toLowerCase())));
    return jsonAnswer(200, {
      value,
      nextLink: `${target.origin}${target.path}?${query.toString()}`,
    });
  }
}

/** A page of a list that a unit makes whole. */
function pageOf(
  type: ResourceType,
  all: readonly StoredResource[],
  { query, origin, path }: RequestTarget,
  apiVersion: string,
): SimResponse {
  const size = pageSize(query.get('$top'));
  const after = query.get('$skiptoken');
  const last = after === undefined ? undefined : readSkipToken(after);
  const start = last === undefined ? 0 : all.findIndex(({ id }) => id.toLowerCase() === last) + 1;
  if (after !== undefined && start === 0) throw invalidSkipToken(after);
  const page = all.slice(start, start + size);
  const value = page.map((resource) => present(type, resource, apiVersion));
  const end = page.at(-1);
  if (all.length <= start + size || !end) return jsonAnswer(200, { value });
  const next = new URLSearchParams([...query]);
  next.set('$skiptoken', btoa(encodeURIComponent(end.id.toLowerCase())));
  return jsonAnswer(200, { value, nextLink: `${origin}${path}?${next.toString()}` });
}

/** How many items a page is to have. */
export function pageSize(top: string | undefined, parameter: string = '$top'): number {
  if (top === undefined) return DEFAULT_PAGE_ITEMS;
  const size = Number(top);
  if (Number.isInteger(size) && size > 0) return Math.min(size, DEFAULT_PAGE_ITEMS);
  throw new Refusal({
    status: 400,
    code: 'InvalidQueryParameter',
    message: `The value '${top}' of the query parameter '${parameter}' is not a whole number of at least 1.`,
    evidence: 'assumed',
    failureCause: 'gateway',
  });
}

function readSkipToken(token: string): string {
  try {
    return decodeURIComponent(atob(token));
  } catch {
    throw invalidSkipToken(token);
  }
}

export const invalidSkipToken = (token: string): Refusal =>
  new Refusal({
    status: 400,
    code: 'InvalidSkipToken',
    message: `The skip token '${token}' is not one that a list was given with.`,
    evidence: 'assumed',
    failureCause: 'gateway',
  });
