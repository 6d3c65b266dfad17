/** `$filter`, `$select` and `$top` of a list, as far as they are simulated. */
import type { Shown } from './objects.ts';

const EQUALS = /^(?<property>\w+) eq '(?<quoted>(?:[^']|'')*)'$/;
const NAMES_ANY =
  /^(?<property>servicePrincipalNames)\/any\((?<one>\w+):\s*\k<one> eq '(?<quoted>(?:[^']|'')*)'\)$/;
const STARTS_WITH = /^startswith\((?<property>\w+),\s*'(?<quoted>(?:[^']|'')*)'\)$/i;
/** Objects on a page, as documented. */
const PAGE_DEFAULT_ITEMS = 100;
const PAGE_MAX_ITEMS = 999;

type Test = (shown: Shown) => boolean;

/** A filter as a test, `undefined` when it is not one of the simulated: `eq`, `startswith`, service principal names, `or`. */
export function readFilter(filter: string, filterable: readonly string[]): Test | undefined {
  const tests = filter.split(/ or (?=(?:[^']*'[^']*')*[^']*$)/).map((part) => {
    const found = readTerm(part.trim().replace(/^\((.*)\)$/, '$1'));
    return found && filterable.includes(found.property) ? testOf(found) : undefined;
  });
  return tests.every((test) => test !== undefined)
    ? (shown) => tests.some((test) => test(shown))
    : undefined;
}

interface Term {
  readonly property: string;
  readonly wanted: string;
  readonly isPrefix: boolean;
}

function readTerm(text: string): Term | undefined {
  const starts = STARTS_WITH.exec(text);
  const found = EQUALS.exec(text) ?? starts ?? NAMES_ANY.exec(text);
  const { property, quoted } = found?.groups ?? {};
  if (property === undefined || quoted === undefined) return undefined;
  const wanted = quoted.replaceAll("''", "'").toLowerCase();
  return { property, wanted, isPrefix: starts !== null };
}

function testOf({ property, wanted, isPrefix }: Term): Test {
  return (shown) =>
    [shown[property] ?? []].flat().some((value) => {
      const word = String(value).toLowerCase();
      return isPrefix ? word.startsWith(wanted) : word === wanted;
    });
}

/** The properties asked for, all without a `$select`. */
export function selected(shown: Shown, select: string | undefined): Shown {
  if (!select) return shown;
  const wanted = new Set(select.split(',').map((name) => name.trim().toLowerCase()));
  return Object.fromEntries(
    Object.entries(shown).filter(([name]) => name[0] === '@' || wanted.has(name.toLowerCase())),
  );
}

/** One page: `$top` objects from `$skiptoken` on, and the token of the next. `undefined`: the numbers are none. */
export function pageOf<T>(
  all: readonly T[],
  query: ReadonlyMap<string, string>,
): { readonly page: readonly T[]; readonly next: string | undefined } | undefined {
  const top = Number(query.get('$top') ?? PAGE_DEFAULT_ITEMS);
  const skip = Number(query.get('$skiptoken') ?? 0);
  if (!Number.isInteger(top) || top < 1 || top > PAGE_MAX_ITEMS) return undefined;
  if (!Number.isInteger(skip) || skip < 0) return undefined;
  const end = skip + top;
  return { page: all.slice(skip, end), next: end < all.length ? String(end) : undefined };
}
