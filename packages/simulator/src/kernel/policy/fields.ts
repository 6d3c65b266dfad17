/** Fields of a resource by the names that rules give them: common ones, tags, and aliases of its type. */
import { isObject, type Json, objectAt } from '../json.ts';
import type { PolicySubject, RuleScope } from './rule-scope.ts';

/** What a name stands for. */
export interface PolicyField {
  /** As refusals tell of it. */
  readonly path: string;
  /** One, unless it is a list's. */
  readonly values: readonly (Json | undefined)[];
  /** Whether it is what each member of a list has, by an alias with `[*]`. */
  readonly isOfList: boolean;
}

/** Members that a field names as they stand; everything else of a type is under `properties`. */
const TOP_LEVEL: ReadonlySet<string> = new Set([
  'sku',
  'kind',
  'identity',
  'plan',
  'zones',
  'managedby',
]);
const MEMBERS = '[*]';
const TAG = /^tags\[\s*'?(.*?)'?\s*\]$/i;

/** What a field is; within `where` of a count, what it is of the member that is counted. */
export function fieldOf(name: string, scope: RuleScope): PolicyField {
  const { subject, members } = scope;
  const { content } = subject;
  const lower = name.toLowerCase();
  const common = commonField(lower, subject);
  if (common !== undefined) return single(lower, common.value);
  const tag = TAG.exec(name)?.[1];
  if (tag !== undefined) {
    return single(`tags['${tag}']`, memberAt(objectAt(content, 'tags'), tag));
  }
  const type = `${subject.type.toLowerCase()}/`;
  const isOfList = name.includes(MEMBERS);
  if (!lower.startsWith(type)) {
    // The alias of another type is nothing of this one.
    if (!name.includes('/')) return { path: name, ...walked([content], name) };
    return isOfList ? { path: name, values: [], isOfList } : single(name, undefined);
  }
  const alias = name.slice(type.length);
  const isTopLevel = TOP_LEVEL.has((alias.split(/[.[]/)[0] ?? '').toLowerCase());
  const path = isTopLevel ? alias : `properties.${alias}`;
  // The innermost count decides.
  const counted = members.findLast(
    ({ alias: list }) =>
      lower === list || lower.startsWith(`${list}.`) || lower.startsWith(`${list}[`),
  );
  if (!counted) return { path, ...walked([content], path) };
  const rest = name.slice(counted.alias.length).replace(/^\./, '');
  return { path, ...walked([counted.value], rest, true) };
}

function commonField(
  name: string,
  { id, type, name: own }: PolicySubject,
): { readonly value: Json } | undefined {
  switch (name) {
    case 'type':
      return { value: type };
    case 'name':
      return { value: own };
    case 'id':
      return { value: id };
    case 'fullname':
      return { value: fullNameOf(id, own) };
    default:
      return undefined;
  }
}

/** The names of a resource and of what it lies in: `account/default/container`. */
function fullNameOf(id: string, name: string): string {
  const [, types = ''] = /\/providers\/[^/]+\/(?!.*\/providers\/)(.*)$/i.exec(id) ?? [];
  return (
    types
      .split('/')
      .filter((_, index) => index % 2 === 1)
      .join('/') || name
  );
}

const single = (path: string, value: Json | undefined): PolicyField => ({
  path,
  values: [value],
  isOfList: false,
});

/** Goes down a path from some values; each `[*]` goes on with the members of what is a list. */
function walked(
  from: readonly (Json | undefined)[],
  path: string,
  areMembers = false,
): Pick<PolicyField, 'values' | 'isOfList'> {
  let values = from;
  let isOfList = false;
  let isResource = areMembers;
  for (const part of path === '' ? [] : path.split('.')) {
    const [name = '', ...lists] = part.split(MEMBERS);
    if (name !== '') {
      const read = isResource ? memberOfNested : memberAt;
      values = values.map((value) => read(value, name));
      isResource = false;
    }
    for (const _ of lists) {
      isOfList = true;
      isResource = true;
      values = values.flatMap((value) => (Array.isArray(value) ? (value as readonly Json[]) : []));
    }
  }
  return { values, isOfList };
}

/** What is nested in a list may be a resource: aliases leave out its `properties`, as they do those of the outer one. */
const memberOfNested = (holder: Json | undefined, key: string): Json | undefined =>
  memberAt(holder, key) ?? memberAt(memberAt(holder, 'properties'), key);

/** A member by its name, whatever its case. */
export function memberAt(holder: Json | undefined, key: string): Json | undefined {
  if (!isObject(holder)) return undefined;
  const lower = key.toLowerCase();
  return Object.entries(holder).find(([name]) => name.toLowerCase() === lower)?.[1];
}
