import { Refusal } from '../../kernel/errors.ts';
import type { Json } from '../../kernel/json.ts';

/** A request that the service cannot read; nobody saw its words. */
export function badRequest(why: string): Refusal {
  return new Refusal({
    status: 400,
    code: 'BadRequest',
    message: `The request is invalid: ${why}.`,
    evidence: 'assumed',
  });
}

/** Whether a member of a request says nothing: missing, null, an empty text, list or object. */
export function isEmpty(value: Json | undefined): boolean {
  if (value === undefined || value === null || value === '') return true;
  return typeof value === 'object' && Object.keys(value).length === 0;
}
