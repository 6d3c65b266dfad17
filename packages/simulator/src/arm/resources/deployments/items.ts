/** The resources of a template, each by itself: children and the turns of loops taken apart. */
import { isObject, type Json, type JsonObject, objectAt, stringAt } from '../../../kernel/json.ts';
import type { Scope } from '../template/evaluate.ts';
import { TemplateError } from '../template/template-error.ts';
import { copyCount, inTurn } from './copies.ts';
import { invalidTemplate, sentenceOf, withinTemplate } from './errors.ts';
import { type Place, typeWithNames } from './place.ts';
import { placeIn, type TemplatePath } from './position.ts';
import { readItem, shownName, type Standing } from './read-item.ts';

/** Which turn of a loop a resource is, if it stands in one. */
export interface Loop {
  readonly copyName: string | undefined;
  readonly turn: number;
  /** Only after the turns before, as many at a time as this. */
  readonly batchSize: number | undefined;
}

/** One resource of a template. */
export interface Item extends Loop {
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
  /** As the template has it. */
  readonly source: JsonObject;
  /** Where the template has it. */
  readonly path: TemplatePath;
  readonly scope: Scope;
  /** As written, worked out. */
  readonly after: readonly string[];
}

/** Documented: resources of a template, turns of loops included. */
const RESOURCES_MAX_INCLUSIVE = 800;

const NO_LOOP: Loop = { copyName: undefined, turn: 0, batchSize: undefined };

/** Takes the resources of a template apart. */
export function itemsOf(template: JsonObject, scope: Scope, place: Place): readonly Item[] {
  const outermost = standingIn(template, scope).map((standing) => ({
    standing,
    turns: turnsOf(standing),
  }));
  const count = outermost.reduce(
    (sum, { standing, turns }) => sum + turns.length * sizeOf(standing.source),
    0,
  );
  if (count > RESOURCES_MAX_INCLUSIVE) {
    // Azure/azure-api-management-devops-resource-kit#360; its link is of older days: `arm-template/#resources`.
    throw invalidTemplate(
      `The number of template resources limit exceeded. Limit: '${RESOURCES_MAX_INCLUSIVE}' and actual: '${count}'. Please see https://aka.ms/arm-syntax-resources for usage details.`,
      'reported',
    );
  }
  const items = outermost.flatMap(({ standing, turns }) =>
    turns.flatMap((loop) => withChildren(place, inLoop(standing, loop), loop)),
  );
  checkUnique(template, items);
  return items;
}

/** The outermost resources: a list of them, or their symbolic names with them. */
function standingIn(template: JsonObject, scope: Scope): readonly Standing[] {
  const { resources } = template;
  const entries: readonly (readonly [string | number, Json | undefined])[] = Array.isArray(
    resources,
  )
    ? resources.map((one: Json, index: number) => [index, one] as const)
    : Object.entries(isObject(resources) ? resources : {});
  return entries.flatMap(([key, source]): Standing[] => {
    if (!isObject(source)) return [];
    const symbolicName = typeof key === 'string' ? key : undefined;
    return [{ template, source, symbolicName, path: ['resources', key], scope, parent: undefined }];
  });
}

/** The turns that a resource is written in: one, if nothing is copied. */
function turnsOf({ template, source, symbolicName, path, scope }: Standing): readonly Loop[] {
  const copy = objectAt(source, 'copy');
  if (Object.keys(copy).length === 0) return [NO_LOOP];
  const count = withinTemplate(
    () => copyCount(copy, scope),
    placeIn(template, `template resource '${shownName({ source, symbolicName })}'`, path),
  );
  const copyName = stringAt(copy, 'name') ?? symbolicName;
  const isSerial = stringAt(copy, 'mode')?.toLowerCase() === 'serial';
  const given = typeof copy['batchSize'] === 'number' ? copy['batchSize'] : 1;
  const batchSize = isSerial ? given : undefined;
  return Array.from({ length: count }, (_, turn) => ({ copyName, turn, batchSize }));
}

function inLoop(standing: Standing, loop: Loop): Standing {
  if (loop === NO_LOOP) return standing;
  return { ...standing, scope: inTurn(standing.scope, loop.copyName ?? '', loop.turn) };
}

/** A resource and those that are nested in it. */
function withChildren(place: Place, standing: Standing, loop: Loop): readonly Item[] {
  const { template, source, path } = standing;
  const item = withinTemplate(
    () => readItem(place, standing, loop),
    placeIn(template, `template resource '${shownName(standing)}'`, path),
  );
  const children = childrenOf(source).flatMap(([index, child]) => {
    const childPath = [...path, 'resources', index];
    const nested: Standing = {
      ...standing,
      source: child,
      symbolicName: undefined,
      path: childPath,
      parent: item,
    };
    withinTemplate(
      () => refuseLoop(child),
      placeIn(template, `template resource '${shownName(nested)}'`, childPath),
    );
    return withChildren(place, nested, NO_LOOP);
  });
  return [item, ...children];
}

function childrenOf({ resources }: JsonObject): readonly (readonly [number, JsonObject])[] {
  if (!Array.isArray(resources)) return [];
  return (resources as readonly Json[]).flatMap((child, index) =>
    isObject(child) ? [[index, child] as const] : [],
  );
}

/** Documented: a resource that is nested in another cannot be copied. */
function refuseLoop({ copy }: JsonObject): void {
  if (copy === undefined) return;
  throw new TemplateError("what is nested in another resource cannot have 'copy'.");
}

/** How many resources a resource is, with those that are nested in it. */
const sizeOf = (source: JsonObject): number =>
  childrenOf(source).reduce((sum, [, child]) => sum + sizeOf(child), 1);

/** Azure-Samples/azure-search-openai-demo#1449. */
function checkUnique(template: JsonObject, items: readonly Item[]): void {
  const seen = new Set<string>();
  for (const { id, type, name, path, isExisting, isDeployed } of items) {
    if (isExisting || !isDeployed) continue;
    const key = id.toLowerCase();
    if (seen.has(key)) {
      const place = placeIn(template, `resource '${typeWithNames(type, name)}'`, path)();
      throw invalidTemplate(
        `${sentenceOf(place)} is defined multiple times in a template. Please see https://aka.ms/arm-syntax-resources for usage details.`,
        'reported',
        place.position,
      );
    }
    seen.add(key);
  }
}
