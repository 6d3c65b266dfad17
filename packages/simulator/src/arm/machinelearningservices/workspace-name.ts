import { Refusal } from '../../kernel/errors.ts';

const NAME = /^[a-zA-Z0-9][a-zA-Z0-9_-]{2,32}$/;

/** 3–33 characters: letters, digits, `-` and `_`, the first a letter or digit. */
export function checkWorkspaceName(name: string): void {
  if (NAME.test(name)) return;
  throw new Refusal({
    status: 400,
    code: 'BadRequest',
    message: `The workspace name '${name}' is invalid: it must match the pattern ${NAME.source}.`,
    evidence: 'assumed',
  });
}
