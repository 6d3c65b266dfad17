/** What a container group refuses: nobody saw the words. */
import { Refusal } from '../../kernel/errors.ts';

/** A description that no group can be made from. */
export function invalid(code: string, why: string): Refusal {
  return new Refusal({
    status: 400,
    code,
    message: `The container group is invalid: ${why}.`,
    evidence: 'assumed',
  });
}
