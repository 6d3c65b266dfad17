import { Refusal } from '../../kernel/errors.ts';

/** A refusal of the service in words of our own. */
export function refused(message: string, code = 'InvalidParameter', status = 400): Refusal {
  return new Refusal({ status, code, message, evidence: 'assumed' });
}
