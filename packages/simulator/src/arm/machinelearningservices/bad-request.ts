import { Refusal } from '../../kernel/errors.ts';
import type { Json } from '../../kernel/json.ts';
import { wordOf } from '../../kernel/read-json.ts';

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

/** A word of a request as documents spell it, in whatever case it came. */
export function oneOfWords<Value extends string>(
  value: Json | undefined,
  known: readonly Value[],
  path: string,
): Value {
  const given = wordOf(value);
  const found = known.find((one) => one.toLowerCase() === given.toLowerCase());
  if (found !== undefined) return found;
  const not = value === undefined ? '' : `, not '${given}'`;
  throw badRequest(`'${path}' must be one of ${known.join(', ')}${not}`);
}
