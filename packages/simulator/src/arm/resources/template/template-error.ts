import type { Evidence } from '@azureml-cmk/core/rules';

/** Why a template or an expression in it is not valid, in Azure's words where they are known. */
export class TemplateError extends Error {
  override readonly name = 'TemplateError';
  readonly evidence: Evidence;

  constructor(message: string, evidence: Evidence = 'assumed') {
    super(message);
    this.evidence = evidence;
  }
}

/** An expression that cannot be read: Azure says so in words of their own. */
export class ExpressionUnread extends TemplateError {}

/** A function that is called with what it does not take. */
export const badCall = (name: string, why: string): TemplateError =>
  new TemplateError(`Unable to evaluate template language function '${name}': ${why}.`);

/** The refusal of a function where it may not stand: Azure/bicep#1697, whose link is of older days. */
export const notExpected = (name: string): TemplateError =>
  new TemplateError(
    `The template function '${name}' is not expected at this location. Please see https://aka.ms/arm-functions for usage details.`,
    'reported',
  );

/** A function of Azure that is not played here. */
export class FunctionNotPlayed extends TemplateError {
  constructor(functionName: string) {
    super(`the template function ${functionName}`);
  }
}
