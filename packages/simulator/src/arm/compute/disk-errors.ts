/** What a disk refuses; nobody saw the words, but for those about its key. */
import type { KeyForbidden } from '../../kernel/disk-encryption-set.ts';
import { Refusal } from '../../kernel/errors.ts';

const STATUSES: ReadonlyMap<string, number> = new Map([
  ['InvalidParameter', 400],
  ['NotFound', 404],
]);

/** A value that a disk or snapshot cannot have. */
export function invalid(parameter: string, why: string): Refusal {
  return refused('InvalidParameter', `The parameter '${parameter}' is invalid: ${why}.`, parameter);
}

/** A change that a disk does not take, or a value that it cannot have. */
export function refused(code: string, message: string, target?: string): Refusal {
  const about = target === undefined ? {} : { target };
  return new Refusal({
    status: STATUSES.get(code) ?? 409,
    code,
    message,
    ...about,
    evidence: 'assumed',
  });
}

/** A key that the set of a disk cannot use. */
export function keyVaultAccessForbidden({ message, evidence }: KeyForbidden): Refusal {
  return new Refusal({
    status: 400,
    code: 'KeyVaultAccessForbidden',
    message,
    evidence,
    ruleId: 'CMK-013',
  });
}
