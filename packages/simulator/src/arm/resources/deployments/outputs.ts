import { Refusal } from '../../../kernel/errors.ts';
import { isObject, type Json, type JsonObject, objectAt, stringAt } from '../../../kernel/json.ts';
import { evaluateDeep, type Scope } from '../template/evaluate.ts';
import { FunctionNotPlayed, TemplateError } from '../template/template-error.ts';
import { evaluateBody, turnsOf } from './copies.ts';
import { isSecureType, typeNameOf } from './parameters.ts';
import { AskFailed } from './runtime.ts';

/** The outputs of a template, as they are shown; `undefined` when it has none. Of secure ones the type alone. */
export function outputsOf(template: JsonObject, scope: Scope): JsonObject | undefined {
  if (!isObject(template['outputs'])) return undefined;
  const shown: [string, JsonObject][] = [];
  for (const [name, output] of Object.entries(template['outputs'])) {
    const definition = isObject(output) ? output : {};
    const given = stringAt(definition, 'type') ?? 'Object';
    const type = typeNameOf(given) ?? given;
    try {
      if (evaluateDeep(definition['condition'] ?? true, scope) !== true) continue;
      const copy = objectAt(definition, 'copy');
      const value = scope.work.weighed<Json>(
        Object.keys(copy).length > 0
          ? turnsOf(copy, name, scope)
          : evaluateBody(definition['value'], scope),
      );
      shown.push([name, isSecureType(type) ? { type } : { type, value }]);
    } catch (error) {
      if (error instanceof FunctionNotPlayed) throw error;
      if (error instanceof AskFailed || error instanceof TemplateError) throw failed(name, error);
      throw error;
    }
  }
  return Object.fromEntries(shown);
}

/** Azure-Samples/azureai-foundry-finetuning-raft#42. */
const failed = (name: string, error: Error): Refusal =>
  new Refusal({
    status: 400,
    code: 'DeploymentOutputEvaluationFailed',
    message: `Unable to evaluate template outputs: '${name}'. Please see error details and deployment operations. Please see https://aka.ms/arm-common-errors for usage details.`,
    evidence: 'reported',
    failureCause: 'gateway',
    details: [
      {
        code: 'DeploymentOutputEvaluationFailed',
        target: name,
        message: `The template output '${name}' is not valid: ${error.message}.`,
      },
    ],
  });
