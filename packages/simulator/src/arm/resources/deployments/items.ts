/** The resources of a template, each by itself: children and the turns of loops taken apart. */
import { isObject, type Json, type JsonObject, objectAt, stringAt } from '../../../kernel/json.ts';
import { evaluateDeep, type Scope } from '../template/evaluate.ts';
import { TemplateError } from '../template/template-error.ts';
import { copyCount, evaluateBody, inTurn } from './copies.ts';
import { invalidTemplate, withinTemplate } from './errors.ts';
import { DEPLOYMENTS, type Place, placeOfNested, resourceIdAt, scopeIdOf } from './place.ts';
import { positionIn } from './position.ts';

/** One resource of a template. */
export interface Item {
  /** Azure's id of it. */
  readonly id: string;
  readonly type: string;
  /** With the names of its parents: `vault/secret`. */
  readonly name: string;
  readonly apiVersion: string;
  /** Whether its condition holds. */
  readonly isDeployed: boolean;
  /** Only referred to, never written. */
  readonly isExisting: boolean;
  readonly symbolicName: string | undefined;
  readonly copyName: string | undefined;
  /** Turn of its loop. */
  readonly turn: number;
  /** Only after the turns before, as many at a time as this. */
  readonly batchSize: number | undefined;
  /** As the template has it. */
  readonly source: JsonObject;
  readonly scope: Scope;
  /** As written, worked out. */
  readonly after: readonly string[];
}

/** Documented: resources of a template, turns of loops included. */
const RESOURCES_MAX_INCLUSIVE = 800;
const GROUPS = 'microsoft.resources/resourcegroups';

/** Takes the resources of a template apart. */
export function itemsOf(template: JsonObject, scope: Scope, place: Place): readonly Item[] {
  const { resources } = template;
  const entries: readonly (readonly [string | undefined, Json | undefined])[] = Array.isArray(
    resources,
  )
    ? resources.map((one: Json) => [undefined, one] as const)
    : Object.entries(isObject(resources) ? resources : {});
  const walk: Walk = { template, place, items: [] };
  for (const [index, [symbolicName, source]] of entries.entries()) {
    const path = `resources.${symbolicName ?? index}`;
    if (isObject(source)) take(walk, { source, symbolicName, path, scope, parent: undefined });
  }
  const { items } = walk;
  if (items.length > RESOURCES_MAX_INCLUSIVE) {
    throw invalidTemplate(
      `The number of template resources limit exceeded. Limit: '${RESOURCES_MAX_INCLUSIVE}' and actual: '${items.length}'. Please see https://aka.ms/arm-template-limits for usage details.`,
      'reported',
    );
  }
  checkUnique(walk);
  return items;
}

interface Walk {
  readonly template: JsonObject;
  readonly place: Place;
  readonly items: Item[];
}

interface Taken {
  readonly source: JsonObject;
  readonly symbolicName: string | undefined;
  readonly path: string;
  readonly scope: Scope;
  readonly parent: Pick<Item, 'type' | 'name'> | undefined;
}

function take(walk: Walk, taken: Taken): void {
  const { source, scope, path } = taken;
  const copy = objectAt(source, 'copy');
  const copyName = stringAt(copy, 'name') ?? taken.symbolicName;
  if (Object.keys(copy).length === 0) {
    takeOne(walk, taken, { copyName: undefined, turn: 0, batchSize: undefined });
    return;
  }
  const position = positionIn(walk.template, path);
  const count = withinTemplate(
    () => copyCount(copy, scope),
    `The copy loop of '${path}'`,
    position,
  );
  const isSerial = stringAt(copy, 'mode')?.toLowerCase() === 'serial';
  const { batchSize } = copy;
  for (let turn = 0; turn < count; turn += 1) {
    takeOne(
      walk,
      { ...taken, scope: inTurn(scope, copyName ?? '', turn) },
      {
        copyName,
        turn,
        batchSize: isSerial ? (typeof batchSize === 'number' ? batchSize : 1) : undefined,
      },
    );
  }
}

function takeOne(
  walk: Walk,
  { source, symbolicName, path, scope, parent }: Taken,
  loop: Pick<Item, 'copyName' | 'turn' | 'batchSize'>,
): void {
  const position = positionIn(walk.template, path);
  const shown = stringAt(source, 'name') ?? symbolicName ?? '';
  const place = `The template resource '${shown}' at line '${position.lineNumber}' and column '${position.linePosition}'`;
  const item = withinTemplate(
    () => readItem(walk.place, { source, symbolicName, path, scope, parent }, loop),
    place,
    position,
  );
  walk.items.push(item);
  const { resources } = source;
  if (!Array.isArray(resources)) return;
  for (const [index, child] of (resources as readonly Json[]).entries()) {
    if (!isObject(child)) continue;
    const childPath = `${path}.resources.${index}`;
    take(walk, { source: child, symbolicName: undefined, path: childPath, scope, parent: item });
  }
}

function readItem(
  place: Place,
  { source, symbolicName, scope, parent }: Taken,
  loop: Pick<Item, 'copyName' | 'turn' | 'batchSize'>,
): Item {
  const ownType = stringAt(source, 'type') ?? '';
  const apiVersion = evaluateDeep(source['apiVersion'] ?? '', scope);
  const ownName = evaluateDeep(source['name'] ?? '', scope);
  if (typeof ownName !== 'string' || ownName === '') {
    throw new TemplateError(`its 'name' must be a text, not '${JSON.stringify(ownName)}'.`);
  }
  if (typeof apiVersion !== 'string' || apiVersion === '') {
    throw new TemplateError("its 'apiVersion' is missing.");
  }
  const isChild = parent !== undefined && !ownType.includes('.');
  const type = isChild ? `${parent.type}/${ownType}` : ownType;
  const name = isChild ? `${parent.name}/${ownName}` : ownName;
  const condition = evaluateDeep(source['condition'] ?? true, scope);
  if (typeof condition !== 'boolean') {
    throw new TemplateError(
      `its 'condition' must be true or false, not '${JSON.stringify(condition)}'.`,
    );
  }
  const { dependsOn = [] } = source;
  const after = evaluateDeep(dependsOn, scope);
  if (!Array.isArray(after) || !after.every((one: Json) => typeof one === 'string')) {
    throw new TemplateError("its 'dependsOn' must be a list of texts.");
  }
  return {
    id: idOf(place, source, scope, type, name),
    type,
    name,
    apiVersion,
    isDeployed: condition,
    isExisting: source['existing'] === true,
    symbolicName,
    ...loop,
    source,
    scope,
    after: after as readonly string[],
  };
}

function idOf(place: Place, source: JsonObject, scope: Scope, type: string, name: string): string {
  if (type.split('/').length !== name.split('/').length + 1) {
    throw new TemplateError(
      `it has incorrect segment lengths: the type '${type}' requires a name of ${type.split('/').length - 1} part(s), not '${name}'. Please see https://aka.ms/arm-syntax-resources for usage details.`,
    );
  }
  const extended = source['scope'] === undefined ? undefined : evaluateDeep(source['scope'], scope);
  if (typeof extended === 'string' && extended !== '') {
    const isId = extended.startsWith('/');
    // The tenant is the scope `/`.
    const at = isId ? extended.replace(/\/+$/, '') : `${scopeIdOf(place)}/providers/${extended}`;
    return resourceIdAt(at, type, name);
  }
  if (type.toLowerCase() === GROUPS) {
    const own = placeOfNested(evaluatedPlace(source, scope), place);
    return `/subscriptions/${own.subscriptionId}/resourceGroups/${name}`;
  }
  const own = isDeployment(type) ? placeOfNested(evaluatedPlace(source, scope), place) : place;
  return resourceIdAt(scopeIdOf(own), type, name);
}

const evaluatedPlace = (source: JsonObject, scope: Scope): JsonObject => ({
  subscriptionId: evaluateDeep(source['subscriptionId'], scope),
  resourceGroup: evaluateDeep(source['resourceGroup'], scope),
});

function checkUnique({ items, template }: Walk): void {
  const seen = new Set<string>();
  for (const { id, type, name, isExisting, isDeployed } of items) {
    if (isExisting || !isDeployed) continue;
    const key = id.toLowerCase();
    if (seen.has(key)) {
      const position = positionIn(template, 'resources');
      throw invalidTemplate(
        `The resource '${type}/${name}' at line '${position.lineNumber}' and column '${position.linePosition}' is defined multiple times in a template. Please see https://aka.ms/arm-syntax-resources for usage details.`,
        'reported',
        position,
      );
    }
    seen.add(key);
  }
}

/** Members of a resource in a template that are not of its body. */
const NOT_OF_BODY: ReadonlySet<string> = new Set([
  'type',
  'name',
  'apiVersion',
  'condition',
  'dependsOn',
  'copy',
  'resources',
  'comments',
  'metadata',
  'scope',
  'existing',
  'subscriptionId',
  'resourceGroup',
  '@options',
]);

/** The members of an item's body, as the template has them. */
export const bodyMembersOf = ({ source }: Item): JsonObject =>
  Object.fromEntries(Object.entries(source).filter(([name]) => !NOT_OF_BODY.has(name)));

/** The body of a resource, worked out. */
export const bodyOf = (item: Item, scope: Scope = item.scope): JsonObject => {
  const body = evaluateBody(bodyMembersOf(item), scope);
  return isObject(body) ? body : {};
};

/** Whether a nested template works out its own expressions. Documented: by default the outer one does. */
export function isInner(source: JsonObject): boolean {
  const options = objectAt(objectAt(source, 'properties'), 'expressionEvaluationOptions');
  return stringAt(options, 'scope')?.toLowerCase() === 'inner';
}

export const isDeployment = (type: string): boolean =>
  type.toLowerCase() === DEPLOYMENTS.toLowerCase();
