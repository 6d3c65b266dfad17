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
import { type ParameterDefinition, readDefinitions, shownParameters } from './parameters.ts';
import { parameterValues } from './parameter-values.ts';
import type { Place } from './place.ts';
import { placeIn, positionIn } from './position.ts';
import { shownName } from './read-item.ts';
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
}

const MODES = ['Incremental', 'Complete'] as const;

export function load(context: UnitContext, asked: Asked): Loaded {
  const { id, name, place, location, properties } = asked;
  const mode = modeOf(properties);
  refuseWhatIsNotPlayed(properties);
  const template = templateOf(properties);
  const positionOf = (parameter: string) => positionIn(template, ['parameters', parameter]);
  const definitions = readDefinitions(template, positionOf);
  const about = {
    id,
    name,
    place,
    mode,
    template,
    ...(location === undefined ? {} : { location }),
  };
  const given = {
    parameters: objectAt(properties, 'parameters'),
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

function refuseWhatIsNotPlayed(properties: JsonObject): void {
  const { templateLink, parametersLink, onErrorDeployment } = properties;
  if (templateLink !== undefined) {
    const where = stringAt(templateLink, 'uri') ?? stringAt(templateLink, 'id') ?? '';
    throw notSimulated(`a deployment of a template by link ('${where}')`);
  }
  if (parametersLink !== undefined) {
    throw notSimulated(
      `a deployment with parameters by link ('${stringAt(parametersLink, 'uri') ?? ''}')`,
    );
  }
  if (onErrorDeployment !== undefined && onErrorDeployment !== null) {
    throw notSimulated('the onErrorDeployment of a deployment');
  }
}

function templateOf(properties: JsonObject): JsonObject {
  const given = properties['template'];
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
