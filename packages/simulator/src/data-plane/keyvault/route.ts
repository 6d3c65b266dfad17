/** Which operation a method and a path mean, and what Azure says when they mean none. */
import { decode } from '../../kernel/exchange.ts';
import { notSimulated } from '../../kernel/errors.ts';
import { Memo } from '../../kernel/memo.ts';
import { vaultOperations } from './operations.ts';
import type { VaultOperation } from './request.ts';
import { methodNotAllowed, operationNotSpecified } from './vault-errors.ts';

interface Route {
  readonly operation: VaultOperation;
  /** Lower-cased words; `undefined` stands for a parameter. */
  readonly words: readonly (string | undefined)[];
  readonly names: readonly string[];
}

const routes: readonly Route[] = vaultOperations.map((operation) => {
  const parts = operation.path.split('/').slice(1);
  return {
    operation,
    words: parts.map((part) => (part.startsWith('{') ? undefined : part)),
    names: parts.map((part) => (part.startsWith('{') ? part.slice(1, -1) : '')),
  };
});

/** First words of the paths of operations. */
const kinds: ReadonlySet<string | undefined> = new Set(routes.map(({ words }) => words[0]));

const shapeOf = (words: readonly (string | undefined)[]): string => `${words[0]}/${words.length}`;

/** By first word, which is never a parameter, and length: what a path has to be compared with. */
const byShape: ReadonlyMap<string, readonly Route[]> = Map.groupBy(routes, ({ words }) =>
  shapeOf(words),
);

/** An operation that was found, and what stood where its path has parameters. */
interface Found {
  readonly operation: VaultOperation;
  readonly params: Readonly<Record<string, string>>;
}

const MAX_REMEMBERED_ROUTES = 256;
/** What was found of late: clients ask for the same again and again. */
const found = new Memo<Found>(MAX_REMEMBERED_ROUTES);

/** Finds the operation; throws when there is none. */
export function route(method: string, path: string): Found {
  const asked = `${method} ${path}`;
  let known = found.get(asked);
  if (!known) {
    known = search(method, path);
    found.set(asked, known);
  }
  return known;
}

function search(method: string, path: string): Found {
  const segments = path.slice(1).split('/').map(decode);
  const lower = segments.map((segment) => segment.toLowerCase());
  let isKnownPath = false;
  for (const { operation, words, names } of byShape.get(shapeOf(lower)) ?? []) {
    const matches = words.every((word, index) => word === undefined || word === lower[index]);
    if (!matches) continue;
    isKnownPath = true;
    if (operation.method !== method) continue;
    const params: Record<string, string> = {};
    for (const [index, name] of names.entries()) {
      if (name !== '') params[name] = segments[index] ?? '';
    }
    return { operation, params };
  }
  const kind = lower[0] ?? '';
  if (!kinds.has(kind)) {
    throw notSimulated(`the vault operation ${method} /${kind}`);
  }
  // Recorded for keys; for certificates a POST that is no operation is a method that is not allowed.
  if (method === 'POST' && kind.endsWith('keys')) throw operationNotSpecified();
  throw isKnownPath ? methodNotAllowed(method) : notSimulated(`${method} ${path} on a vault`);
}
