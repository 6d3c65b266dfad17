/** Deployments within a template. */
import { notSimulated } from '../../../kernel/errors.ts';
import { isObject, type Json, type JsonObject } from '../../../kernel/json.ts';
import { evaluateDeep, type Scope } from '../template/evaluate.ts';
import { escapeTemplateString } from '../template/parse-expression.ts';
import { evaluateBody } from './copies.ts';
import { findItems } from './dependencies.ts';
import { invalidDeployment } from './errors.ts';
import { bodyMembersOf, bodyOf, isDeployment, isInner } from './item-body.ts';
import { type Item, itemsOf } from './items.ts';
import { nestedLink } from './linked.ts';
import type { Deploying } from './scope.ts';

/** The body of a nested deployment in another. */
export function nestedBody(
  { source }: Pick<Item, 'source'>,
  scope: Scope,
  outer: Pick<Deploying, 'place' | 'link'>,
): JsonObject {
  const { properties, ...others } = bodyMembersOf({ source });
  const { template, expressionEvaluationOptions: _options, ...rest } = asObject(properties ?? null);
  if ((rest['onErrorDeployment'] ?? null) !== null) {
    throw invalidDeployment(
      "The 'onErrorDeployment' is for deployments that are not nested alone.",
    );
  }
  if (typeof template === 'string') {
    // One that contains itself would have no end.
    throw notSimulated('a nested deployment whose template an expression makes');
  }
  const asked = asObject(evaluateBody(rest, scope));
  const { templateLink } = asked;
  const own = isObject(templateLink)
    ? { templateLink: nestedLink(templateLink, outer.link), ...(template ? { template } : {}) }
    : {
        template:
          isObject(template) && !isInner(source)
            ? workedOut(template, scope, outer)
            : (template ?? null),
      };
  const body = {
    ...asObject(evaluateBody(others, scope)),
    properties: { ...asked, ...own },
  };
  return scope.work.weighed(body);
}

const asObject = (value: Json): JsonObject => (isObject(value) ? value : {});

/** A template in which the outer one's expressions are done: it has neither parameters nor variables of its own. */
function workedOut(
  template: JsonObject,
  scope: Scope,
  outer: Pick<Deploying, 'place' | 'link'>,
): JsonObject {
  const { parameters: _p, variables: _v, resources: _r, outputs, ...rest } = template;
  const items = itemsOf(template, scope, outer.place).filter(({ isDeployed }) => isDeployed);
  const find = findItems(items);
  const resources = items.map((one) => {
    const { source, type, name, apiVersion, after } = one;
    const dependsOn = after.flatMap((wanted) =>
      find(wanted).map((found) => `${found.type}/${found.name}`),
    );
    return {
      ...bodyWorkedOut(one, outer),
      type,
      name: escapeTemplateString(name),
      apiVersion,
      dependsOn,
      ...(source['scope'] === undefined
        ? {}
        : { scope: escaped(evaluateDeep(source['scope'], one.scope)) }),
    };
  });
  return {
    ...rest,
    languageVersion: '1.0',
    resources,
    ...(isObject(outputs) ? { outputs: escaped(evaluateBody(outputs, scope)) } : {}),
  };
}

function bodyWorkedOut(item: Item, outer: Pick<Deploying, 'place' | 'link'>): JsonObject {
  if (!isDeployment(item.type)) return asObject(escaped(bodyOf(item)));
  const { properties, ...others } = nestedBody(item, item.scope, outer);
  const { template, ...rest } = asObject(properties ?? null);
  return {
    ...asObject(escaped(others)),
    properties: {
      ...asObject(escaped(rest)),
      ...(template === undefined ? {} : { template }),
      expressionEvaluationOptions: { scope: 'inner' },
    },
  };
}

/** A value in which nothing is an expression any more. */
function escaped(value: Json | undefined): Json {
  if (typeof value === 'string') return escapeTemplateString(value);
  if (Array.isArray(value)) return value.map((item: Json) => escaped(item));
  if (!isObject(value)) return value ?? null;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [escapeTemplateString(name), escaped(member)]),
  );
}
