import type { Issue } from '../errors/cmk-error.ts';
import { redact } from '../errors/redact.ts';
import type { SpecCode } from './codes.ts';

/** Where something is: member names and indexes from the top. */
export type Path = readonly (string | number)[];

const shownLengthMax = 80;
const shownKeyLengthMax = 64;

/** `workspace.identity.identities[0]`, `tags["cost center"]`; empty for the whole. */
export function pathText(path: Path): string {
  let text = '';
  for (const part of path) {
    if (typeof part === 'number') text += `[${part}]`;
    else if (/^[A-Za-z_$][\w$]*$/.test(part) && part.length <= shownKeyLengthMax) {
      text += text === '' ? part : `.${part}`;
    } else text += `[${JSON.stringify(shortened(redact(part), shownKeyLengthMax))}]`;
  }
  return text;
}

/** The value as an issue may show it: JSON, shortened, without anything that looks like a secret. */
export function shown(value: unknown): string {
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'object' && value !== null) return 'an object';
  if (typeof value !== 'string') return shortened(String(value), shownLengthMax);
  if (looksSecret(value)) return `(${value.length} characters that look like a secret)`;
  const plain = redact(value).replace(/\/\/[^/@\s]*@/g, '//[redacted]@');
  return JSON.stringify(shortened(plain, shownLengthMax));
}

function shortened(text: string, max: number): string {
  const characters = Array.from(text.slice(0, 4 * max));
  return characters.length > max ? `${characters.slice(0, max - 1).join('')}…` : text;
}

/** One word of 32 or more with letters of both cases and digits: a client secret, a storage key, a token. */
function looksSecret(text: string): boolean {
  return (
    /^[A-Za-z0-9+/=_.~-]{32,}$/.test(text) &&
    /[a-z]/.test(text) &&
    /[A-Z]/.test(text) &&
    /[0-9]/.test(text) &&
    !text.startsWith('/')
  );
}

/** The parts of an issue that a check knows. */
export interface IssueParts {
  readonly message: string;
  readonly fix: string;
  readonly severity?: Issue['severity'];
  /** Present, even if `undefined`, when a value was given. */
  readonly received?: unknown;
  readonly expected?: string;
}

/** An issue of the spec's grammar. */
export function specIssue(code: SpecCode, path: Path, parts: IssueParts): Issue {
  return {
    code,
    severity: parts.severity ?? 'error',
    path: pathText(path),
    message: parts.message,
    ...('received' in parts ? { received: shown(parts.received) } : {}),
    ...(parts.expected === undefined ? {} : { expected: parts.expected }),
    fix: parts.fix,
  };
}
