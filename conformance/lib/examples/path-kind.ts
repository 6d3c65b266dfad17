/** What the path of an operation is about. */

/** The resource that a request is about, and what of it. */
export interface Subject {
  /** `resource`: the resource itself; `collection`: those of its type in a place; `action`: something done with it. */
  readonly kind: 'resource' | 'collection' | 'action' | 'other';
  /** Id of the resource; of the collection's place when it is one. */
  readonly id: string;
  /** Type in lower case; empty when nothing under a provider is meant. */
  readonly type: string;
}

/** Reads a path by its method. */
export function subjectOf(method: string, path: string): Subject {
  const segments = path.split('/').slice(1);
  let at = segments.length - 1;
  while (at >= 0 && segments[at]?.toLowerCase() !== 'providers') at -= 1;
  if (at < 0 || segments[at + 2] === undefined || segments[at + 2]?.toLowerCase() === 'locations') {
    const isGroup = /^\/subscriptions\/[^/]+\/resourcegroups\/[^/]+$/i.test(path);
    return isGroup
      ? { kind: 'resource', id: path, type: 'microsoft.resources/resourcegroups' }
      : { kind: 'other', id: path, type: '' };
  }
  const rest = segments.slice(at + 2);
  const types = [segments[at + 1] ?? '', ...rest.filter((_, index) => index % 2 === 0)];
  if (rest.length % 2 === 0) return { kind: 'resource', id: path, type: typeName(types) };
  const above = `/${segments.slice(0, -1).join('/')}`;
  if (method === 'GET') {
    const place = rest.length === 1 ? `/${segments.slice(0, at).join('/')}` : above;
    return { kind: 'collection', id: place === '/' ? '' : place, type: typeName(types) };
  }
  if (rest.length === 1) return { kind: 'other', id: path, type: '' };
  return { kind: 'action', id: above, type: typeName(types.slice(0, -1)) };
}

const typeName = (types: readonly string[]): string => types.join('/').toLowerCase();

/** Ids above a resource, outermost first; none above a subscription or a management group, nor the group itself. */
export function idsAbove(id: string): string[] {
  const segments = id.split('/').slice(1);
  const above: string[] = [];
  for (let length = 4; length < segments.length; length += 1) {
    const part = segments.slice(0, length);
    let at = length - 1;
    while (at >= 0 && part[at]?.toLowerCase() !== 'providers') at -= 1;
    const isGroup = length === 4 && part[2]?.toLowerCase() === 'resourcegroups';
    const isResource = at >= 0 && length - at >= 4 && (length - at) % 2 === 0;
    // Management groups are there already, and so is what is Azure's own.
    const isGiven = length === 4 && part[0]?.toLowerCase() === 'providers';
    if (isGroup || (isResource && !isGiven)) above.push(`/${part.join('/')}`);
  }
  return above;
}
