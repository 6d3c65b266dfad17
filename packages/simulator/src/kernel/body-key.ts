/** The name of what a body is sent to. Templates of documents and paths of requests get the same one. */
export interface BodyKey {
  /** Lower case: `microsoft.keyvault`. */
  readonly namespace: string;
  /** Lower case, names left out: `microsoft.keyvault/vaults/accesspolicies`, `microsoft.keyvault/checknameavailability`. */
  readonly key: string;
}

const GROUPS: readonly string[] = ['subscriptions', 'resourcegroups'];

/** Of segments that were asked about before. */
const known = new WeakMap<readonly string[], BodyKey | undefined>();

/** Reads it from the segments of a path; `undefined` for a path that is neither in a namespace nor a resource group. */
export function bodyKeyOf(segments: readonly string[]): BodyKey | undefined {
  if (!known.has(segments)) known.set(segments, readKey(segments));
  return known.get(segments);
}

function readKey(segments: readonly string[]): BodyKey | undefined {
  const at = segments.findLastIndex((segment) => segment.toLowerCase() === 'providers');
  if (at >= 0) {
    const [namespace = '', ...rest] = segments.slice(at + 1).map((word) => word.toLowerCase());
    return { namespace, key: keyOf(namespace, rest) };
  }
  const isGroup = GROUPS.every((word, index) => segments[index * 2]?.toLowerCase() === word);
  if (!isGroup || segments.length < 4) return undefined;
  const rest = segments.slice(2).map((word) => word.toLowerCase());
  return { namespace: 'microsoft.resources', key: keyOf('microsoft.resources', rest) };
}

/** Types and names take turns; what is left over at the end is an action. */
function keyOf(namespace: string, rest: readonly string[]): string {
  return [namespace, ...rest.filter((_, index) => index % 2 === 0)].join('/');
}
