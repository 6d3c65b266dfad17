/** The table of recorded errors: which templates the simulator has answered with. */
import { type Answer, errorOf } from './compare.ts';
import { stringAt } from './json.ts';
import type { Outcome } from './replay.ts';
import { messageTemplate } from './template.ts';

/** A row: one distinct error of one operation. */
export interface RecordedError {
  /** `PUT …/Microsoft.Storage/storageAccounts/{n} 400 AccountNameInvalid: …`. */
  readonly name: string;
  readonly section: string;
  readonly method: string;
  readonly status: number;
  readonly code: string;
  readonly pattern: RegExp;
  /** A name that fits where the table has put a number: `test_1`. */
  readonly absentName: string;
}

/** Reads the sections and rows of the table. */
export function readErrors(markdown: string): RecordedError[] {
  const rows: RecordedError[] = [];
  let section = '';
  for (const line of markdown.split('\n')) {
    const heading = /^## (.+)$/.exec(line);
    if (heading) section = heading[1] ?? '';
    const cells = /^\| ([A-Z]+) \| `([^`]*)` \| (\d+) \| (.*?) \| (.*) \| \d+ \| .* \|$/.exec(line);
    if (!cells) continue;
    const [, method = '', path = '', status = '', codes = '', message = ''] = cells;
    const code = codes.split(' / ')[0] ?? '';
    const template = messageTemplate(message);
    rows.push({
      name: `${method} ${path} ${status} ${code}: ${template}`,
      section,
      method,
      status: Number(status),
      code,
      pattern: patternOf(message),
      absentName: `${/([\w-]+)\{n\}/.exec(message)?.[1] ?? 'absent'}1`,
    });
  }
  return rows;
}

/** An error that the simulator answered with. */
export interface GivenError {
  readonly method: string;
  readonly status: number;
  readonly code: string;
  readonly message: string;
}

/** The error in an answer of Resource Manager, a vault, Graph or Entra ID; without one, only the status tells. */
export function givenError(method: string, { status, body }: Answer): GivenError {
  const error = errorOf(body);
  const code = error?.code ?? stringAt(body, 'error') ?? NONE;
  return {
    method,
    status,
    code,
    message: error?.message ?? stringAt(body, 'error_description') ?? NONE,
  };
}

/** Whether an error is that of a row, names and ids aside. */
export function isOfRow(row: RecordedError, given: GivenError): boolean {
  return (
    row.method === given.method &&
    row.status === given.status &&
    row.code === given.code &&
    row.pattern.test(given.message.replaceAll(/\s+/g, ' ').trim())
  );
}

/** The errors of vaults that a replay was answered with. */
export function vaultErrors(outcomes: readonly Outcome[]): GivenError[] {
  return outcomes.flatMap(({ given, exchange }) =>
    given && given.status >= 400 && exchange.host.endsWith('.vault.azure.net')
      ? [givenError(exchange.method, given)]
      : [],
  );
}

/** What the table says where an answer has no error in it. */
const NONE = 'None';

/** From here on the table may have cut a message. */
const CUT_CHARACTERS = 240;

/** A template with what differs from case to case open. */
function patternOf(message: string): RegExp {
  const source = message
    .replaceAll(/\s+/g, ' ')
    .trim()
    .split(/(\d{4}-\d\d-\d\d[T ][\d:.]+(?:\{n\})?Z|\{[A-Za-z0-9]+\}?|…)/)
    .map((part, index) =>
      index % 2 === 1 ? '.*?' : part.replaceAll(/[.*+?^$()|[\]\\{}]/g, String.raw`\$&`),
    )
    .join('');
  return new RegExp(`^${source}${message.length > CUT_CHARACTERS ? '' : '$'}`, 's');
}
