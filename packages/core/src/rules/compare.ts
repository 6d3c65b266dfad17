/** Whether two ids, GUIDs or names are the same: Azure compares them without regard to case. */
export function sameText(left: string, right: string): boolean {
  return left.toLowerCase() === right.toLowerCase();
}

/** Whether two regions are the same: `West Europe` is `westeurope`. */
export function sameRegion(left: string, right: string): boolean {
  return sameText(left.replaceAll(/\s/g, ''), right.replaceAll(/\s/g, ''));
}

/** Whether an instant (ISO 8601) is after another. */
export function isAfter(instant: string, other: string): boolean {
  return Date.parse(instant) > Date.parse(other);
}

/** The number in the first pair of brackets of a path such as `clusters[2].disks`. */
export function indexIn(path: string): number {
  return Number(/\[(\d+)\]/.exec(path)?.[1] ?? -1);
}

/** `a, b and c`; `nothing` for an empty list. */
export function listed(items: readonly string[]): string {
  if (items.length === 0) return 'nothing';
  if (items.length === 1) return items[0] ?? '';
  return `${items.slice(0, -1).join(', ')} and ${items[items.length - 1]}`;
}
