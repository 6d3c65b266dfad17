/** What a registry, and what lies under one, refuses in words of our own. */
import { Refusal } from '../../kernel/errors.ts';

export function refused(code: string, message: string, status = 400): Refusal {
  return new Refusal({ status, code, message, evidence: 'assumed' });
}
