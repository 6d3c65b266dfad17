/** What a deployment would change: the template held against what a GET shows now. */
import { simulatorWording } from '../../../kernel/errors.ts';
import { isObject, type Json, type JsonObject, objectAt, own } from '../../../kernel/json.ts';
import type { UnitContext } from '../../../kernel/resource-type.ts';
import { normalizeLocation } from '../../../kernel/regions.ts';
import type { Scope } from '../template/evaluate.ts';
import { isSame } from '../template/functions/compare.ts';
import { TemplateError } from '../template/template-error.ts';
import { evaluateBody } from './copies.ts';
import { bodyMembersOf, isDeployment } from './item-body.ts';
import type { Item } from './items.ts';
import { load, type Loaded } from './loaded.ts';
import { nestedBody } from './nested.ts';
import { placeAt } from './place.ts';
import { written } from './preflight.ts';
import { othersIn } from './removals.ts';
import { checkName } from './request.ts';
import { type Deploying, templateScope } from './scope.ts';

/** Documented: so many nested templates are looked into, and what comes after them is told as ignored. */
const NESTED_MAX_INCLUSIVE = 500;

/** Where among nested templates a prediction is. */
interface Nesting {
  /** Ids of the deployments around a template, in lower case. */
  readonly around: readonly string[];
  /** How many nested templates were looked into, all in all. */
  readonly seen: { count: number };
}

/** What is told of each change. */
export type ResultFormat = 'ResourceIdOnly' | 'FullResourcePayloads';

/** The changes, by the ids of resources. */
export function whatIf(
  context: UnitContext,
  loaded: Loaded,
  format: ResultFormat,
): readonly JsonObject[] {
  const { place, mode } = loaded.deploying;
  const changes = changesOf(context, loaded, format, { around: [], seen: { count: 0 } });
  const named = new Set(changes.map(({ resourceId }) => String(resourceId).toLowerCase()));
  const changeType = mode === 'Complete' ? 'Delete' : 'Ignore';
  const others = othersIn(context, place, named).map(({ id }): JsonObject => ({
    resourceId: id,
    changeType,
  }));
  const idOf = ({ resourceId }: JsonObject): string => String(resourceId).toLowerCase();
  return [...changes, ...others].toSorted((left, right) => (idOf(left) < idOf(right) ? -1 : 1));
}

function changesOf(
  context: UnitContext,
  { deploying, definitions, items }: Loaded,
  format: ResultFormat,
  { around, seen }: Nesting,
): readonly JsonObject[] {
  const nesting = { around: [...around, deploying.id.toLowerCase()], seen };
  const values = Object.fromEntries(
    definitions.map(({ name, isSecure }) => {
      const value = own(deploying.values, name) ?? null;
      return [name, isSecure ? hidden(value, `parameters('${name}')`) : value];
    }),
  );
  const scope = templateScope(context, { ...deploying, values });
  return written(items).flatMap((item) => {
    // Which resources there are is known; their bodies are told without what is secure.
    const shown = { ...item, scope: inTurnOf(item, scope) };
    return isDeployment(item.type)
      ? nestedChanges(context, shown, deploying, format, nesting)
      : [changeOf(context, shown, format)];
  });
}

/** A secure value as what asks for it: `[parameters('password')]`, `[parameters('login').password]`. */
function hidden(value: Json, path: string): Json {
  if (Array.isArray(value)) {
    return value.map((item: Json, index) => hidden(item, `${path}[${index}]`));
  }
  if (isObject(value)) {
    return Object.fromEntries(
      Object.entries(value).map(([name, member]) => [
        name,
        hidden(member ?? null, `${path}.${name}`),
      ]),
    );
  }
  return typeof value === 'string' || typeof value === 'number' ? `[${path}]` : value;
}

/** Another scope of the same template, in the turn of the loop that an item is. */
function inTurnOf({ scope: { functions } }: Item, scope: Scope): Scope {
  const copyIndex = functions.get('copyindex');
  if (!copyIndex) return scope;
  return { ...scope, functions: new Map([...scope.functions, ['copyindex', copyIndex]]) };
}

/** A nested deployment is told by what it would change. */
function nestedChanges(
  context: UnitContext,
  item: Item,
  outer: Deploying,
  format: ResultFormat,
  nesting: Nesting,
): readonly JsonObject[] {
  checkName(item.name);
  if (nesting.around.includes(item.id.toLowerCase())) {
    // By link, a template can contain itself: such a deployment fails, since it is under way when it is to begin.
    const unsupportedReason = `The deployment '${item.name}' stands in itself.${simulatorWording}`;
    return [{ resourceId: item.id, changeType: 'Unsupported', unsupportedReason }];
  }
  // Under other names it contains itself without end.
  if (nesting.seen.count >= NESTED_MAX_INCLUSIVE) {
    return [{ resourceId: item.id, changeType: 'Ignore' }];
  }
  nesting.seen.count += 1;
  try {
    const body = nestedBody(item, item.scope, outer);
    const inside = placeAt(item.id.split('/providers/')[0] ?? '') ?? outer.place;
    const about = { id: item.id, name: item.name, place: inside };
    const loaded = load(context, { ...about, properties: objectAt(body, 'properties') });
    return changesOf(context, loaded, format, nesting);
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    return [{ resourceId: item.id, changeType: 'Unsupported', unsupportedReason: error.message }];
  }
}

function changeOf(context: UnitContext, item: Item, format: ResultFormat): JsonObject {
  const { id, type, name, apiVersion } = item;
  const { status, body } = context.ask({ method: 'GET', path: `${id}?api-version=${apiVersion}` });
  const isThere = status < 300 && isObject(body);
  if (format === 'ResourceIdOnly') {
    return { resourceId: id, changeType: isThere ? 'Deploy' : 'Create' };
  }
  const identity = { apiVersion, id, type, name: name.split('/').at(-1) ?? '' };
  const wanted = item.scope.work.weighed(asFarAsKnown(bodyMembersOf(item), item.scope));
  const after: JsonObject = { ...identity, ...(isObject(wanted) ? wanted : {}) };
  if (!isThere) return { resourceId: id, changeType: 'Create', after };
  const { systemData: _systemData, etag: _etag, ...now } = body;
  const before: JsonObject = { ...now, ...identity };
  const delta = Object.entries(isObject(wanted) ? wanted : {}).flatMap(([key, value]) =>
    deltaOf(key, own(before, key), value ?? null),
  );
  const changeType = delta.length === 0 ? 'NoChange' : 'Modify';
  return { resourceId: id, changeType, before, after, delta };
}

/** A value worked out, but for what only a running deployment knows: that stays an expression. */
function asFarAsKnown(value: Json | undefined, scope: Scope): Json {
  try {
    return evaluateBody(value, scope);
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    if (Array.isArray(value)) return value.map((item: Json) => asFarAsKnown(item, scope));
    if (!isObject(value)) return value ?? null;
    return Object.fromEntries(
      Object.entries(value).map(([name, member]) => [name, asFarAsKnown(member, scope)]),
    );
  }
}

/** What differs between what is and what a template says; of what it leaves out, tags alone are taken away. */
function deltaOf(path: string, before: Json | undefined, after: Json): readonly JsonObject[] {
  if (before === undefined || before === null) {
    return after === null ? [] : [{ path, propertyChangeType: 'Create', after }];
  }
  if (path === 'location' && typeof before === 'string' && typeof after === 'string') {
    return normalizeLocation(before) === normalizeLocation(after)
      ? []
      : [{ path, propertyChangeType: 'Modify', before, after }];
  }
  if (isObject(before) && isObject(after)) {
    const changed = Object.entries(after).flatMap(([key, value]) =>
      deltaOf(`${path}.${key}`, own(before, key), value ?? null),
    );
    const gone =
      path === 'tags' ? Object.keys(before).filter((key) => !Object.hasOwn(after, key)) : [];
    return [
      ...changed,
      ...gone.map((key) => ({
        path: `${path}.${key}`,
        propertyChangeType: 'Delete',
        before: before[key],
      })),
    ];
  }
  if (isSame(before, after)) return [];
  if (!Array.isArray(before) || !Array.isArray(after)) {
    return [{ path, propertyChangeType: 'Modify', before, after }];
  }
  const [was, is] = [before as readonly Json[], after as readonly Json[]];
  const children = Array.from({ length: Math.max(was.length, is.length) }, (_, at) => {
    const item = is[at];
    return item === undefined
      ? [{ path: String(at), propertyChangeType: 'Delete', before: was[at] ?? null }]
      : deltaOf(String(at), was[at], item);
  }).flat();
  return [{ path, propertyChangeType: 'Array', children }];
}
