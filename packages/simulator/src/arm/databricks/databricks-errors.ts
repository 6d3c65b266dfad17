import { Refusal } from '../../kernel/errors.ts';

/** A refusal of the service in words of our own. */
export function refused(message: string, code = 'BadRequest', status = 400): Refusal {
  return new Refusal({ status, code, message, evidence: 'assumed' });
}
