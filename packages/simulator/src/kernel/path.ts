/** The grammar of Resource Manager paths: which type, which resource, which collection, which action. */
import { decode } from './exchange.ts';
import type { ResourceAddress, ResourceType } from './resource-type.ts';

export const RESOURCE_GROUPS = 'Microsoft.Resources/resourceGroups';

/** What a path means. */
export type ArmPath =
  | { readonly kind: 'resource'; readonly type: ResourceType; readonly address: ResourceAddress }
  | {
      readonly kind: 'collection';
      readonly type: ResourceType;
      /** Id of the parent, group or subscription the collection is listed under. */
      readonly scope: string;
      readonly subscriptionId: string;
      readonly resourceGroup: string;
    }
  | {
      readonly kind: 'action';
      readonly type: ResourceType;
      readonly address: ResourceAddress;
      /** What follows the resource's id: `listKeys`, `accessPolicies/add`. */
      readonly action: string;
    }
  | {
      readonly kind: 'unknownType';
      readonly subscriptionId: string;
      readonly resourceGroup: string;
      readonly namespace: string;
      readonly type: string;
    }
  | { readonly kind: 'other'; readonly subscriptionId: string };

/** A path to something of a type that is served. */
export type TypedPath = Exclude<ArmPath, { readonly kind: 'other' | 'unknownType' }>;

/** The resource types that are served, by lower-cased name. */
export interface TypeTable {
  get(name: string): ResourceType | undefined;
  has(name: string): boolean;
  /** As they are written. */
  names(): readonly string[];
  /** The types of a namespace. */
  in(namespace: string): readonly ResourceType[];
}

/** What paths are read by. */
type TypesByName = Pick<TypeTable, 'get'>;

/** Splits a path into decoded segments. */
export function segmentsOf(path: string): string[] {
  const segments = path.split('/');
  segments.shift();
  return path.includes('%') || path.includes('+') ? segments.map(decode) : segments;
}

/** Reads a path by the table of types. */
export function parseArmPath(segments: readonly string[], types: TypesByName): ArmPath {
  const isUnderSubscription = isWord(segments[0], 'subscriptions');
  const subscriptionId = isUnderSubscription ? (segments[1] ?? '') : '';
  const extension = asExtension(segments, types, subscriptionId);
  if (extension) return extension;
  if (!isUnderSubscription || segments.length < 3) return { kind: 'other', subscriptionId };

  if (isWord(segments[2], 'resourcegroups')) {
    const groups = types.get(RESOURCE_GROUPS.toLowerCase());
    const subscription = `/subscriptions/${subscriptionId}`;
    if (segments.length === 3 && groups) {
      return {
        kind: 'collection',
        type: groups,
        scope: subscription,
        subscriptionId,
        resourceGroup: '',
      };
    }
    const resourceGroup = segments[3] ?? '';
    const groupId = `${subscription}/resourceGroups/${resourceGroup}`;
    if (segments.length >= 6 && isWord(segments[4], 'providers')) {
      return inNamespace(segments, 5, types, groupId, subscriptionId, resourceGroup);
    }
    if (groups) {
      const address: ResourceAddress = {
        id: groupId,
        subscriptionId,
        resourceGroup,
        type: groups.type,
        name: resourceGroup,
        names: [resourceGroup],
        parentId: '',
        scope: '',
      };
      return segments.length === 4
        ? { kind: 'resource', type: groups, address }
        : { kind: 'action', type: groups, address, action: segments.slice(4).join('/') };
    }
  }
  // `/subscriptions/{s}/providers/{namespace}/{type}`: a type listed over the whole subscription.
  if (isWord(segments[2], 'providers') && segments.length === 5) {
    const type = types.get(`${segments[3]}/${segments[4]}`.toLowerCase());
    if (type && type.scope === 'group') {
      return {
        kind: 'collection',
        type,
        scope: `/subscriptions/${subscriptionId}`,
        subscriptionId,
        resourceGroup: '',
      };
    }
  }
  return { kind: 'other', subscriptionId };
}

/** From the namespace on: pairs of type and name, then perhaps a collection or an action. */
function inNamespace(
  segments: readonly string[],
  at: number,
  types: TypesByName,
  groupId: string,
  subscriptionId: string,
  resourceGroup: string,
): ArmPath {
  const namespace = segments[at] ?? '';
  const rest = segments.slice(at + 1);
  for (let pairs = Math.ceil(rest.length / 2); pairs >= 1; pairs -= 1) {
    const typeSegments: string[] = [];
    for (let pair = 0; pair < pairs; pair += 1) typeSegments.push(rest[pair * 2] ?? '');
    const type = types.get(`${namespace}/${typeSegments.join('/')}`.toLowerCase());
    if (type?.scope !== 'group') continue;
    const names = rest.filter((_, index) => index % 2 === 1).slice(0, pairs);
    if (names.length < pairs) {
      const scope = idOf(groupId, type.type, names);
      return { kind: 'collection', type, scope, subscriptionId, resourceGroup };
    }
    const address = addressOf(type, groupId, subscriptionId, resourceGroup, names);
    if (rest.length === pairs * 2) return { kind: 'resource', type, address };
    return { kind: 'action', type, address, action: rest.slice(pairs * 2).join('/') };
  }
  const type = rest.filter((_, index) => index % 2 === 0).join('/');
  return { kind: 'unknownType', subscriptionId, resourceGroup, namespace, type };
}

function addressOf(
  type: ResourceType,
  groupId: string,
  subscriptionId: string,
  resourceGroup: string,
  names: readonly string[],
): ResourceAddress {
  return {
    id: idOf(groupId, type.type, names),
    subscriptionId,
    resourceGroup,
    type: type.type,
    name: names[names.length - 1] ?? '',
    names,
    parentId: names.length > 1 ? idOf(groupId, type.type, names.slice(0, -1)) : '',
    scope: '',
  };
}

/** `{group}/providers/{namespace}/{type}/{name}/{child type}/{child name}…` for as many names as there are. */
function idOf(groupId: string, type: string, names: readonly string[]): string {
  if (names.length === 0) return groupId;
  const [namespace = '', ...typeNames] = type.split('/');
  let id = `${groupId}/providers/${namespace}`;
  for (const [index, name] of names.entries()) id += `/${typeNames[index] ?? ''}/${name}`;
  return id;
}

/** `{any id}/providers/Microsoft.Authorization/roleAssignments/{name}`: the last `providers` names an extension type. */
function asExtension(
  segments: readonly string[],
  types: TypesByName,
  subscriptionId: string,
): ArmPath | undefined {
  let at = segments.length - 3;
  while (at >= 0 && !isWord(segments[at], 'providers')) at -= 1;
  if (at < 0) return undefined;
  const type = types.get(`${segments[at + 1]}/${segments[at + 2]}`.toLowerCase());
  if (type?.scope !== 'extension') return undefined;
  const scope = at === 0 ? '' : `/${segments.slice(0, at).join('/')}`;
  const resourceGroup = isWord(segments[2], 'resourcegroups') ? (segments[3] ?? '') : '';
  const name = segments[at + 3];
  if (name === undefined) return { kind: 'collection', type, scope, subscriptionId, resourceGroup };
  const address: ResourceAddress = {
    id: `${scope}/providers/${type.type}/${name}`,
    subscriptionId,
    resourceGroup,
    type: type.type,
    name,
    names: [name],
    parentId: '',
    scope,
  };
  const action = segments.slice(at + 4).join('/');
  return action === ''
    ? { kind: 'resource', type, address }
    : { kind: 'action', type, address, action };
}

/** Whether two path words are the same; case never counts. */
export function same(left: string | undefined, right: string): boolean {
  return left === right || (left !== undefined && left.toLowerCase() === right.toLowerCase());
}

/** Whether a path word is this one of ours, lower case and ASCII; every request is held against many. */
function isWord(segment: string | undefined, word: string): boolean {
  return segment !== undefined && segment.length === word.length && segment.toLowerCase() === word;
}

/** A path with parameters, as in `accessPolicies/{operation}`, cut up once. */
export interface Template {
  readonly length: number;
  /** Lower case, those that differ most from template to template first. */
  readonly words: readonly (readonly [at: number, word: string])[];
  readonly parameters: readonly (readonly [at: number, name: string])[];
}

export function readTemplate(parts: readonly string[]): Template {
  const places = parts.map((part, at) => [at, part] as const);
  const isParameter = (part: string): boolean => part.startsWith('{');
  return {
    length: parts.length,
    words: places
      .filter(([, part]) => !isParameter(part))
      .map(([at, part]) => [at, part.toLowerCase()] as const)
      .reverse(),
    parameters: places
      .filter(([, part]) => isParameter(part))
      .map(([at, part]) => [at, part.slice(1, -1)] as const),
  };
}

/** The parameters of a path that has a template's form, else `undefined`. */
export function matchTemplate(
  template: Template,
  segments: readonly string[],
): Record<string, string> | undefined {
  if (template.length !== segments.length) return undefined;
  for (const [at, word] of template.words) if (!isWord(segments[at], word)) return undefined;
  return Object.fromEntries(template.parameters.map(([at, name]) => [name, segments[at] ?? '']));
}
