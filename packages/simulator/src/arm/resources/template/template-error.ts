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

/** A function that is called with what it does not take. */
export const badCall = (name: string, why: string): TemplateError =>
  new TemplateError(`Unable to evaluate template language function '${name}': ${why}.`);

/** A function of Azure that is not played here. */
export class FunctionNotPlayed extends Error {
  override readonly name = 'FunctionNotPlayed';
  readonly functionName: string;

  constructor(functionName: string) {
    super(`the template function ${functionName}`);
    this.functionName = functionName;
  }
}
