/** A place in a JSON text, as Azure's reader tells it. */
export interface JsonPosition {
  /** From 1. */
  readonly line: number;
  /** Characters of the line that were read. */
  readonly position: number;
}

/** Where a reader stands that has just read the name of a member of the outermost object, and its colon. */
export function positionAfterName(text: string, name: string): JsonPosition {
  let depth = 0;
  let line = 1;
  let lineStart = 0;
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at];
    if (char === '\n') {
      line += 1;
      lineStart = at + 1;
    } else if (char === '{' || char === '[') depth += 1;
    else if (char === '}' || char === ']') depth -= 1;
    else if (char === '"') {
      const end = endOfString(text, at);
      const colon = /^\s*:/.exec(text.slice(end, end + 256));
      const isName = depth === 1 && colon && JSON.parse(text.slice(at, end)) === name;
      if (isName) return { line, position: end + colon[0].length - lineStart };
      at = end - 1;
    }
  }
  return { line, position: text.length - lineStart };
}

/** Just behind the closing quote. */
function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at + 1;
}
