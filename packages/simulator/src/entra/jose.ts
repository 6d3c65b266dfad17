import type * as Jose from 'jose';

let loaded: Promise<typeof Jose> | undefined;

/** jose costs 33 ms at start: it comes with the first token. */
export function jose(): Promise<typeof Jose> {
  loaded ??= import('jose');
  return loaded;
}
