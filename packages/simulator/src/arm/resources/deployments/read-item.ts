/** Reads one resource of a template: its id, whether it is deployed, what it waits for. */
import type { Json, JsonObject } from '../../../kernel/json.ts';
import { stringAt } from '../../../kernel/json.ts';
import { evaluateDeep, type Scope } from '../template/evaluate.ts';
import { TemplateError } from '../template/template-error.ts';
import { invalidTemplate, sentenceOf } from './errors.ts';
import { isDeployment } from './item-body.ts';
import type { Item, Loop } from './items.ts';
import { type Place, placeOfNested, resourceIdAt, scopeIdOf } from './place.ts';
import { placeIn, type TemplatePath } from './position.ts';

const GROUPS = 'microsoft.resources/resourcegroups';

/** A resource as it stands in a template. */
export interface Standing {
  readonly template: JsonObject;
  readonly source: JsonObject;
  readonly symbolicName: string | undefined;
  readonly path: TemplatePath;
  readonly scope: Scope;
  /** The resource that it is nested in. */
  readonly parent: Pick<Item, 'type' | 'name'> | undefined;
}

/** The name that a resource is called by in a refusal: as it is written. */
export const shownName = ({
  source,
  symbolicName,
}: Pick<Item, 'source' | 'symbolicName'>): string => stringAt(source, 'name') ?? symbolicName ?? '';

export function readItem(place: Place, standing: Standing, loop: Loop): Item {
  const { source, symbolicName, path, scope, parent } = standing;
  const ownType = stringAt(source, 'type') ?? '';
  const ownName = nameOf(standing);
  const apiVersion = evaluateDeep(source['apiVersion'] ?? '', scope);
  if (typeof apiVersion !== 'string' || apiVersion === '') {
    throw new TemplateError("its 'apiVersion' is missing.");
  }
  const isChild = parent !== undefined && !ownType.includes('.');
  const type = isChild ? `${parent.type}/${ownType}` : ownType;
  const name = isChild ? `${parent.name}/${ownName}` : ownName;
  checkSegments(standing, type, name);
  const isDeployed = evaluateDeep(source['condition'] ?? true, scope);
  if (typeof isDeployed !== 'boolean') {
    throw new TemplateError("its 'condition' must be true or false.");
  }
  return {
    id: idOf(place, source, scope, type, name),
    type,
    name,
    apiVersion,
    isDeployed,
    isExisting: source['existing'] === true,
    symbolicName,
    ...loop,
    source,
    path,
    scope,
    after: dependsOn(source, scope),
  };
}

/** mikepfeiffer/node-express-azure#10, with the link that such refusals bear now. */
function nameOf({ template, source, symbolicName, path, scope }: Standing): string {
  const name = evaluateDeep(source['name'] ?? '', scope);
  if (typeof name === 'string' && name !== '') return name;
  const place = placeIn(
    template,
    `template resource '${shownName({ source, symbolicName })}'`,
    path,
  )();
  if (name !== '' && name !== null) throw new TemplateError("its 'name' must be a text.");
  throw invalidTemplate(
    `${sentenceOf(place)} is not valid. The name property cannot be null or empty. Please see https://aka.ms/arm-syntax-resources for usage details.`,
    'reported',
    place.position,
  );
}

/** Azure-Samples/openai#13. */
function checkSegments({ template, path }: Standing, type: string, name: string): void {
  if (type.split('/').length === name.split('/').length + 1) return;
  const what = `template resource '${name}' for type '${type}'`;
  const place = placeIn(template, what, [...path, 'type'])();
  throw invalidTemplate(
    `${sentenceOf(place)} has incorrect segment lengths. A nested resource type must have identical number of segments as its resource name. A root resource type must have segment length one greater than its resource name. Please see https://aka.ms/arm-syntax-resources for usage details.`,
    'reported',
    place.position,
  );
}

function dependsOn(source: JsonObject, scope: Scope): readonly string[] {
  const after = evaluateDeep(source['dependsOn'] ?? [], scope);
  if (Array.isArray(after) && after.every((one: Json) => typeof one === 'string')) {
    return after as readonly string[];
  }
  throw new TemplateError("its 'dependsOn' must be a list of texts.");
}

function idOf(place: Place, source: JsonObject, scope: Scope, type: string, name: string): string {
  const extended = source['scope'] === undefined ? undefined : evaluateDeep(source['scope'], scope);
  if (typeof extended === 'string' && extended !== '') {
    const isId = extended.startsWith('/');
    // The tenant is the scope `/`.
    const at = isId ? extended.replace(/\/+$/, '') : `${scopeIdOf(place)}/providers/${extended}`;
    return resourceIdAt(at, type, name);
  }
  const isGroup = type.toLowerCase() === GROUPS;
  if (!isGroup && !isDeployment(type)) return resourceIdAt(scopeIdOf(place), type, name);
  const own = placeOfNested(
    {
      subscriptionId: evaluateDeep(source['subscriptionId'], scope),
      resourceGroup: evaluateDeep(source['resourceGroup'], scope),
    },
    place,
  );
  if (isGroup) return `/subscriptions/${own.subscriptionId}/resourceGroups/${name}`;
  return resourceIdAt(scopeIdOf(own), type, name);
}
