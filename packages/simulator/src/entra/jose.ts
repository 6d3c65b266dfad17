let loaded: Promise<typeof import('jose')> | undefined;

/** jose costs 33 ms at start: it comes with the first token. */
export function jose(): Promise<typeof import('jose')> {
  loaded ??= import('jose');
  return loaded;
}
