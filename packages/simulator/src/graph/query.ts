/** `$filter`, `$select` and `$top` of a list, as far as they are simulated. */
import type { Shown } from './objects.ts';

const TERM = String.raw`(\w+) eq '((?:[^']|'')*)'`;
const EQUALS = new RegExp(`^${TERM}$`);
const NAMES_ANY = /^servicePrincipalNames\/any\((\w+):\s*\1 eq '((?:[^']|'')*)'\)$/;
const STARTS_WITH = /^startswith\((\w+),\s*'((?:[^']|'')*)'\)$/i;
/** A list that the simulator cannot order has no more than so many on a page: the documented most. */
const TOP_MAX = 999;

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
  const equals = EQUALS.exec(text);
  const starts = STARTS_WITH.exec(text);
  const property =
    equals?.[1] ?? starts?.[1] ?? (NAMES_ANY.test(text) ? 'servicePrincipalNames' : undefined);
  const quoted = equals?.[2] ?? starts?.[2] ?? NAMES_ANY.exec(text)?.[2];
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
  const [top, skip] = [query.get('$top') ?? '100', query.get('$skiptoken') ?? '0'].map(Number);
  if (top === undefined || skip === undefined) return undefined;
  if (!Number.isInteger(top) || top < 1 || top > TOP_MAX || !Number.isInteger(skip) || skip < 0) {
    return undefined;
  }
  const end = skip + top;
  return { page: all.slice(skip, end), next: end < all.length ? String(end) : undefined };
}
