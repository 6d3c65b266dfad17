/** What a Resource Manager path is about. */

/** The resource that a path names, with what has to be there before it. */
export interface ArmTarget {
  /** Id of the resource: of the collection's parent or of the action's resource when the path is one. */
  readonly id: string;
  /** `Microsoft.KeyVault/vaults` in lower case; empty when the path names a group or a subscription only. */
  readonly type: string;
  /** Ids that have to be there first, outermost first. */
  readonly above: readonly string[];
  /** `resource`, or what follows it: a collection or an action. */
  readonly kind: 'resource' | 'tail';
}

/** Actions that are followed by a name. */
const NAMED_ACTION = /^(create|delete)querykey$/i;

/** Reads a path; `undefined` when it is not under a resource group. */
export function armTarget(path: string): ArmTarget | undefined {
  const segments = path
    .split('/')
    .slice(1)
    .filter((segment) => segment !== '');
  const [subscriptions, subscription, groups, group, ...rest] = segments;
  if (subscriptions?.toLowerCase() !== 'subscriptions' || group === undefined) return undefined;
  if (groups?.toLowerCase() !== 'resourcegroups') return undefined;
  let id = `/subscriptions/${subscription ?? ''}/resourceGroups/${group}`;
  let type = 'microsoft.resources/resourcegroups';
  const above: string[] = [];
  let at = 0;
  while (at < rest.length) {
    const isProvider = rest[at]?.toLowerCase() === 'providers';
    const namespace = isProvider ? rest[at + 1] : undefined;
    const from = isProvider ? at + 2 : at;
    const [kind, name] = [rest[from], rest[from + 1]];
    if (kind === undefined || name === undefined || NAMED_ACTION.test(kind)) break;
    above.push(id);
    id = isProvider
      ? `${id}/providers/${namespace ?? ''}/${kind}/${name}`
      : `${id}/${kind}/${name}`;
    type = isProvider
      ? `${namespace ?? ''}/${kind}`.toLowerCase()
      : `${type}/${kind.toLowerCase()}`;
    at = from + 2;
  }
  return { id, type, above, kind: at < rest.length ? 'tail' : 'resource' };
}

/** The type that a path is about, for figures: `Microsoft.Compute/disks`. */
export function typeOfPath(path: string): string {
  const after = path.split(/\/providers\//i).at(-1) ?? '';
  const [namespace = '', ...rest] = after.split('/');
  if (!path.toLowerCase().includes('/providers/')) {
    return /\/resourcegroups(\/|$)/i.test(path) ? 'Microsoft.Resources/resourceGroups' : path;
  }
  if (rest[0] === 'locations') return `${namespace}/locations/${rest[2] ?? ''}`;
  return [namespace, ...rest.filter((_, index) => index % 2 === 0)].join('/');
}

/** Every resource id in a text. */
export function idsOfResources(text: string): string[] {
  return (
    text.match(
      /\/subscriptions\/[^/"]+\/resourcegroups\/[^/"]+\/providers\/[^/"]+(\/[^/"\s]+\/[^/"\s]+)+/gi,
    ) ?? []
  );
}
