import { jsonAnswer } from './answers.ts';
import { notSimulated, Refusal } from './errors.ts';
import type { RequestTarget, SimResponse } from './exchange.ts';
import { readListFilter } from './list-filter.ts';
import { managementGroupIn } from './management-groups.ts';
import { same } from './path.ts';
import { derived, present } from './present.ts';
import type { StoredResource, Walk } from './resource.ts';
import type { Listed, ResourceType, UnitContext } from './resource-type.ts';
import type { Services } from './services.ts';

/** Items on a page when the client does not say. */
const DEFAULT_PAGE_ITEMS = 1000;

/** Lists, a page at a time: a page costs what is on it, and what a filter leaves out on the way. */
export class Collections {
  readonly #services: Services;
  readonly #context: UnitContext;

  constructor(services: Services, context: UnitContext) {
    this.#services = services;
    this.#context = context;
  }

  list(type: ResourceType, scope: string, target: RequestTarget, apiVersion: string): SimResponse {
    const { list, listed } = type;
    const all = list ? list(this.#context, scope, target.query) : this.#stored(type, scope, target);
    const parameter = list ? undefined : type.pageSizeParameter;
    const passedOver = list ? 0 : offsetOf(target.query, type.offsetParameter);
    const page = pageOf(all, scope, target.query, parameter, type.endsWithEmptyPage, passedOver);
    const value = page.items.map((item) => {
      const resource = derived(type, item, this.#context, target.query);
      return present(type, listed && !list ? listed(resource) : resource, apiVersion);
    });
    if (page.next === undefined) return jsonAnswer(200, { value });
    const nextLink = `${target.origin}${target.path}?${page.next}`;
    return jsonAnswer(200, { value, nextLink });
  }

  /** What is stored of a type under a scope, as its filter has it. */
  #stored(type: ResourceType, scope: string, { query }: RequestTarget): Listed {
    const filter = query.get('$filter');
    if (filter && !type.filterFields) {
      throw notSimulated(`the filter '${filter}' on ${type.type}`);
    }
    const accepts = filter ? readListFilter(filter, type.filterFields ?? {}) : undefined;
    const { isListed } = type;
    const found = (after?: string): Walk =>
      this.#services.store
        .walkType(type.type, scope, after)
        .filter(
          (resource) => (isListed?.(resource, query) ?? true) && (accepts?.(resource) ?? true),
        );
    const order = type.order?.(query);
    return order ? [...found()].toSorted(order) : found;
  }
}

/** A page of a list. */
interface ResourcePage {
  readonly items: readonly StoredResource[];
  /** The query of the next one; absent: there is none. */
  readonly next?: string;
}

/** The page of a list under a scope that a query asks for. */
export function pageOf(
  listed: Listed,
  scope: string,
  query: ReadonlyMap<string, string>,
  sizeParameter: string = '$top',
  endsWithEmptyPage: boolean = false,
  passedOver: number = 0,
): ResourcePage {
  const size = pageSize(query.get(sizeParameter), sizeParameter);
  const token = query.get('$skiptoken');
  // A page that goes on from another has passed over them already.
  const rest = behind(listed, scope, token).drop(token === undefined ? passedOver : 0);
  const found = [...rest.take(size + 1)];
  const items = found.slice(0, size);
  const last = items.at(-1);
  const isEnd = found.length <= size && !endsWithEmptyPage;
  if (isEnd || !last) return { items };
  const next = new URLSearchParams(
    [...query].filter(([name]) => name.toLowerCase() !== '$skiptoken'),
  );
  next.set('$skiptoken', btoa(encodeURIComponent(last.id.toLowerCase())));
  return { items, next: next.toString() };
}

/** What follows the page that ended with a token. */
function behind(
  listed: Listed,
  scope: string,
  token: string | undefined,
): IteratorObject<StoredResource, undefined> {
  const after = token === undefined ? undefined : readSkipToken(token);
  if (typeof listed === 'function') {
    if (after !== undefined && !isAboveOrUnder(after, scope.toLowerCase())) {
      throw invalidSkipToken(token ?? '');
    }
    return Iterator.from(listed(after));
  }
  const start = after === undefined ? 0 : listed.findIndex(({ id }) => same(id, after)) + 1;
  if (after !== undefined && start === 0) throw invalidSkipToken(token ?? '');
  return listed.values().drop(start);
}

/** Whether a list under a scope may hold what has this id: what counts there may be assigned above. */
function isAboveOrUnder(id: string, scope: string): boolean {
  const [place = '', name] = id.split('/providers/microsoft.authorization/');
  const isInGroups =
    managementGroupIn(place) !== undefined || managementGroupIn(scope) !== undefined;
  const isAbove = name !== undefined && (isInGroups || `${scope}/`.startsWith(`${place}/`));
  return isAbove || id.startsWith(`${scope}/`);
}

/** How many items a page is to have. */
export function pageSize(top: string | undefined, parameter: string): number {
  if (top === undefined) return DEFAULT_PAGE_ITEMS;
  const size = Number(top);
  if (Number.isInteger(size) && size > 0) return Math.min(size, DEFAULT_PAGE_ITEMS);
  throw notAWholeNumber(top, parameter, 1);
}

/** How many items are passed over before the first page. */
function offsetOf(query: ReadonlyMap<string, string>, parameter: string | undefined): number {
  const asked = parameter === undefined ? undefined : query.get(parameter);
  if (parameter === undefined || asked === undefined) return 0;
  const offset = asked === '' ? NaN : Number(asked);
  if (Number.isSafeInteger(offset) && offset >= 0) return offset;
  throw notAWholeNumber(asked, parameter, 0);
}

const notAWholeNumber = (value: string, parameter: string, least: number): Refusal =>
  new Refusal({
    status: 400,
    code: 'InvalidQueryParameter',
    message: `The value '${value}' of the query parameter '${parameter}' is not a whole number of at least ${least}.`,
    evidence: 'assumed',
    failureCause: 'gateway',
  });

function readSkipToken(token: string): string {
  try {
    return decodeURIComponent(atob(token));
  } catch {
    throw invalidSkipToken(token);
  }
}

const invalidSkipToken = (token: string): Refusal =>
  new Refusal({
    status: 400,
    code: 'InvalidSkipToken',
    message: `The skip token '${token}' is not one that a list was given with.`,
    evidence: 'assumed',
    failureCause: 'gateway',
  });
