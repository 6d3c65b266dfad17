import type { Issue } from '../errors/cmk-error.ts';
import { specIssue } from './issue.ts';
import { jsonMistake } from './json-syntax.ts';
import { parseSpec, type ParseResult } from './parse-spec.ts';

/** How the text of a spec is written. */
export type SpecFormat = 'json' | 'yaml';

/** Characters of the longest text that is read. */
const specTextLengthMax = 1_000_000;
/** How often YAML aliases may be used: a few lines of them can unfold to gigabytes. */
const aliasesMax = 100;

/**
 * Reads a spec from a text. Syntax errors are issues with line and column; everything else is as in `parseSpec`.
 *
 * YAML is version 1.2: `no` is a text, dates are texts, and unquoted `1.30` is the number 1.3. A member that is there
 * twice is an error in both formats. The YAML reader is loaded on the first call that needs it.
 *
 * @example
 * ```ts
 * import { parseSpecText } from '@azureml-cmk/core';
 *
 * const result = await parseSpecText('formatVersion: 1\nlocation: westeurope\n', 'yaml');
 * if (!result.ok) console.log(result.issues.map((issue) => issue.message));
 * ```
 */
export async function parseSpecText(text: string, format: SpecFormat): Promise<ParseResult> {
  if (typeof text !== 'string') {
    return refused('SPEC-TYPE', 'The text of a spec is a string.', 'Read the file as UTF-8 text.');
  }
  if (text.length > specTextLengthMax) {
    return refused(
      'SPEC-LIMIT',
      `The text has ${text.length} characters, at most ${specTextLengthMax} are read.`,
      'Describe one workspace in one spec.',
    );
  }
  // Editors on Windows begin files with a byte order mark.
  const plain = text.startsWith('\ufeff') ? text.slice(1) : text;
  switch (format) {
    case 'json':
      return fromJson(plain);
    case 'yaml':
      return fromYaml(plain);
    default:
      return refused(
        'SPEC-VALUE',
        `There is no format ${JSON.stringify(format)}.`,
        'Say "json" or "yaml".',
      );
  }
}

function fromJson(text: string): ParseResult {
  const mistake = jsonMistake(text);
  if (!mistake) return parseSpec(JSON.parse(text));
  const before = text.slice(0, mistake.offset).split('\n');
  const column = (before.at(-1)?.length ?? 0) + 1;
  return syntax([[before.length, column, mistake.reason]], 'JSON');
}

async function fromYaml(text: string): Promise<ParseResult> {
  const { LineCounter, parseDocument } = await import('yaml');
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, prettyErrors: false });
  // An unknown tag is only a warning to the reader, and drops what the tag meant.
  const mistakes = [...document.errors, ...document.warnings].map(({ pos, message }) => {
    const { line, col } = lineCounter.linePos(pos[0]);
    return [line, col, withoutQuotes(message)] as const;
  });
  if (mistakes.length > 0) return syntax(mistakes, 'YAML');
  try {
    return parseSpec(document.toJS({ maxAliasCount: aliasesMax }));
  } catch (error) {
    // Too many or unknown aliases are found when they are unfolded.
    const reason =
      error instanceof Error ? withoutQuotes(error.message) : 'an alias cannot be read';
    return syntax([[1, 1, reason]], 'YAML');
  }
}

/** The reader's message without the pieces of text that it quotes. */
function withoutQuotes(message: string): string {
  const [first = ''] = message.split('\n');
  return first.replace(/"[^"]{25,}"|'[^']{25,}'/g, '…').trim();
}

type Mistake = readonly [line: number, column: number, reason: string];

function syntax(mistakes: readonly Mistake[], format: string): ParseResult {
  const issues = mistakes.map(([line, column, reason]): Issue =>
    specIssue('SPEC-SYNTAX', [], {
      message: `The text is not ${format}: line ${line}, column ${column}: ${reason}.`,
      expected: `a spec in ${format}`,
      fix: `Correct line ${line}.`,
    }),
  );
  return { ok: false, issues, input: undefined };
}

function refused(
  code: 'SPEC-TYPE' | 'SPEC-LIMIT' | 'SPEC-VALUE',
  message: string,
  fix: string,
): ParseResult {
  return { ok: false, issues: [specIssue(code, [], { message, fix })], input: undefined };
}
