/** How many letters must be inserted, removed or replaced to make one word of another. */
export function editDistance(left: string, right: string): number {
  let previous = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let row = 1; row <= left.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= right.length; column += 1) {
      const replaced = (previous[column - 1] ?? 0) + (left[row - 1] === right[column - 1] ? 0 : 1);
      const removed = (previous[column] ?? 0) + 1;
      const inserted = (current[column - 1] ?? 0) + 1;
      current.push(Math.min(replaced, removed, inserted));
    }
    previous = current;
  }
  return previous[right.length] ?? 0;
}

/** Longer words are not compared: the cost grows with the product of the lengths. */
const comparedLengthMax = 64;

/**
 * The candidate that was probably meant, without regard to case; `undefined` when none is near: a third of the
 * letters may differ, at least two.
 */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  if (word.length > comparedLengthMax) return undefined;
  const wanted = word.toLowerCase();
  let best: string | undefined;
  let bestDistance = Math.max(2, Math.floor(word.length / 3)) + 1;
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - word.length) >= bestDistance) continue;
    const distance = editDistance(wanted, candidate.toLowerCase());
    // Nothing in common is no spelling mistake, however short the words are.
    if (distance < bestDistance && distance < candidate.length) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}
