/** Known differences. The list may only shrink: what starts to match has to go. */

/** Why some exchanges are not answered as recorded. */
export interface Allowed {
  readonly reason: string;
  /** Names of exchanges, templates or operations. */
  readonly names: readonly string[];
}

/** What a run makes of a list. */
export interface Verdict {
  /** Names with a reason. */
  readonly explained: ReadonlyMap<string, string>;
  /** Differences that no reason stands for. */
  readonly unexplained: readonly string[];
  /** Names on the list that do not differ any more, or that nothing goes by. */
  readonly stale: readonly string[];
}

/**
 * Holds what differs against what is known to. `dormant` are names that could not be looked at: they are neither here
 * nor there.
 */
export function judge(
  differing: Iterable<string>,
  allowed: readonly Allowed[],
  dormant: ReadonlySet<string> = new Set(),
): Verdict {
  const reasons = new Map(
    allowed.flatMap(({ reason, names }) => names.map((name) => [name, reason] as const)),
  );
  const found = new Set(differing);
  return {
    explained: new Map([...reasons].filter(([name]) => found.has(name))),
    unexplained: [...found].filter((name) => !reasons.has(name)),
    stale: [...reasons.keys()].filter((name) => !found.has(name) && !dormant.has(name)),
  };
}
