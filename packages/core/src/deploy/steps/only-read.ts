import { CmkError, type CmkErrorData, type Hop } from '../../errors/cmk-error.ts';
import type { Comparison } from '../step-unit.ts';

/** The `write` of steps that only read: their comparison never asks for one. */
export function onlyRead(): never {
  throw new CmkError({
    code: 'CMK_UNEXPECTED',
    hop: 'transport',
    message: 'A step that only reads was asked to write.',
    reason: 'This is a fault of this package.',
    fix: 'Report it.',
    retryable: false,
  });
}

/** The comparison of something that must be there and is not. */
export function missing(
  hop: Hop,
  what: string,
  fix: string,
  known: Pick<CmkErrorData, 'code' | 'ruleId'> = { code: 'CMK_RESOURCE_NOT_FOUND' },
): Comparison {
  return {
    is: 'refused',
    error: new CmkError({
      ...known,
      hop,
      message: `${what} does not exist.`,
      reason: 'The description says that it exists, and Azure answers 404.',
      fix,
      retryable: false,
    }),
  };
}
