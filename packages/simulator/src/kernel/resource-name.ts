/** What no name of a resource may be, whatever its type: the contract of Resource Manager with its providers. */
import { Refusal } from './errors.ts';

const NAME_LENGTH_MAX = 260;
/** control characters are what is looked for. */
const FORBIDDEN = /[<>%&:\\?/\u0000-\u001f\u007f]/;

/** Refuses a name that is too long, or has a character in it that no name has. A type may be stricter. */
export function checkResourceName(name: string): void {
  const found = FORBIDDEN.exec(name)?.[0];
  if (found === undefined && name.length <= NAME_LENGTH_MAX) return;
  const why =
    found === undefined
      ? `has ${name.length} characters and may have ${NAME_LENGTH_MAX}`
      : `has the character ${JSON.stringify(found)}, which no name of a resource may have`;
  throw new Refusal({
    status: 400,
    code: 'InvalidResourceName',
    message: `The name '${name.slice(0, NAME_LENGTH_MAX)}' ${why}.`,
    evidence: 'assumed',
  });
}
