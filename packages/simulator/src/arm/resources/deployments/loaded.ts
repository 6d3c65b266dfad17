/** A template as it is asked for: read, checked as far as it can be before anything runs. */
import { notSimulated, type Refusal } from '../../../kernel/errors.ts';
import { isObject, type Json, type JsonObject, objectAt, stringAt } from '../../../kernel/json.ts';
import { readObject, type Unread } from '../../../kernel/read-json.ts';
import type { UnitContext } from '../../../kernel/resource-type.ts';
import { expressionsIn, isFunction, type Scope, unknownFunction } from '../template/evaluate.ts';
import { templateHash } from '../template/hashes.ts';
import { callsIn } from '../template/parse-expression.ts';
import { type Dependencies, dependenciesOf } from './dependencies.ts';
import { invalidDeployment, invalidTemplate, withinTemplate } from './errors.ts';
import { seenOf } from './item-body.ts';
import { type Item, itemsOf } from './items.ts';
import { linkedParameters, linkedTemplate, shownLink, type TemplateLink } from './linked.ts';
import { type ParameterDefinition, readDefinitions, shownParameters } from './parameters.ts';
import { parameterValues } from './parameter-values.ts';
import type { Place } from './place.ts';
import { placeIn, positionIn } from './position.ts';
import { shownName } from './read-item.ts';
import { readRollBack, type RollBack } from './roll-back.ts';
import { type Deploying, templateScope } from './scope.ts';

/** What a PUT or a validation of a deployment comes with. */
export interface Asked {
  readonly id: string;
  readonly name: string;
  readonly place: Place;
  readonly location?: string;
  readonly properties: JsonObject;
}

/** A template with its values. */
export interface Loaded {
  readonly deploying: Deploying;
  readonly definitions: readonly ParameterDefinition[];
  readonly hash: string;
  readonly items: readonly Item[];
  readonly dependencies: Dependencies;
  readonly rollBack?: RollBack;
}

const MODES = ['Incremental', 'Complete'] as const;

export function load(context: UnitContext, asked: Asked): Loaded {
  const { id, name, place, location, properties } = asked;
  const mode = modeOf(properties);
  const rollBack = readRollBack(context, name, place, properties['onErrorDeployment']);
  const { template, link } = templateOf(context, id, properties);
  const { parameters, parametersLink } = parametersOf(context, properties);
  const positionOf = (parameter: string) => positionIn(template, ['parameters', parameter]);
  const definitions = readDefinitions(template, positionOf);
  const about = {
    id,
    name,
    place,
    mode,
    template,
    ...(location === undefined ? {} : { location }),
    ...(link ? { link } : {}),
    ...(parametersLink ? { parametersLink } : {}),
  };
  const given = {
    parameters,
    externalInputs: objectAt(properties, 'externalInputs'),
  };
  const { values, references } = parameterValues(context, about, definitions, given, positionOf);
  const shown = shownParameters(definitions, values, references);
  const deploying: Deploying = { ...about, values, shown };
  const scope = templateScope(context, deploying);
  const items = itemsOf(template, scope, place);
  for (const item of items) checkFunctions(template, item, scope);
  checkOutputs(template, scope);
  return {
    deploying,
    definitions,
    hash: templateHash(template),
    items,
    dependencies: dependenciesOf(items),
    ...(rollBack ? { rollBack } : {}),
  };
}

function modeOf(properties: JsonObject): string {
  const given = stringAt(properties, 'mode') ?? '';
  const mode = MODES.find((one) => one.toLowerCase() === given.toLowerCase());
  if (mode) return mode;
  throw invalidDeployment(
    `The 'mode' of a deployment must be one of '${MODES.join(', ')}', not '${given}'.`,
  );
}

/** The template, and where it came from when it was given by link. */
function templateOf(
  context: UnitContext,
  id: string,
  { template: given, templateLink }: JsonObject,
): { readonly template: JsonObject; readonly link?: TemplateLink } {
  if (templateLink === undefined || templateLink === null) return { template: checked(given) };
  if (given !== undefined && given !== null) {
    throw invalidDeployment(
      "A deployment has one of 'template' and 'templateLink', and this one has both.",
    );
  }
  const { content, link } = linkedTemplate(context, id, templateLink);
  return { template: checked(content), link };
}

/** Values of parameters, and where they came from when they were given by link. */
function parametersOf(
  context: UnitContext,
  { parameters, parametersLink }: JsonObject,
): { readonly parameters: JsonObject; readonly parametersLink?: JsonObject } {
  if (parametersLink === undefined || parametersLink === null) {
    return { parameters: objectAt({ parameters }, 'parameters') };
  }
  if (isObject(parameters) && Object.keys(parameters).length > 0) {
    throw invalidDeployment(
      "A deployment has one of 'parameters' and 'parametersLink', and this one has both.",
    );
  }
  const { content, link } = linkedParameters(context, parametersLink);
  return { parameters: objectAt(content, 'parameters'), parametersLink: shownLink(link) };
}

function checked(given: Json | undefined): JsonObject {
  const template = typeof given === 'string' ? readObject(given, notRead) : given;
  if (!isObject(template)) {
    throw invalidDeployment("The 'template' of a deployment must be an object.");
  }
  if (stringAt(template, '$schema') === undefined) {
    throw invalidTemplate("The template has no '$schema'", 'assumed');
  }
  if (template['resources'] === undefined) {
    throw invalidTemplate("The template has no 'resources'", 'assumed');
  }
  for (const name of ['imports', 'extensions'] as const) {
    if (Object.keys(objectAt(template, name)).length > 0) {
      throw notSimulated(`the ${name} of a template`);
    }
  }
  return template;
}

const notRead = (_why: Unread, detail: string): Refusal =>
  invalidDeployment(`The 'template' of a deployment is not valid: ${detail}.`);

/** Refuses what is no function of Azure, before anything is deployed. */
function checkFunctions(template: JsonObject, item: Item, scope: Scope): void {
  withinTemplate(
    () => checkCalls(seenOf(item), scope),
    placeIn(template, `template resource '${shownName(item)}'`, item.path),
  );
}

function checkOutputs(template: JsonObject, scope: Scope): void {
  for (const [name, output] of Object.entries(objectAt(template, 'outputs'))) {
    withinTemplate(
      () => checkCalls(output, scope),
      placeIn(template, `template output '${name}'`, ['outputs', name]),
    );
  }
}

function checkCalls(value: Json | undefined, scope: Scope): void {
  for (const expression of expressionsIn(value)) {
    for (const { name } of callsIn(expression)) {
      if (!isFunction(name, scope)) throw unknownFunction(name);
    }
  }
}
