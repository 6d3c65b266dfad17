/** Columns of a terminal that everyone has. */
const columns = 100;

/** Breaks a text into lines of at most 100 columns; a longer word stands alone. `rest` indents all lines but the first. */
export function wrap(text: string, first = '', rest: string = ' '.repeat(first.length)): string {
  const lines: string[] = [];
  let line = first;
  let empty = true;
  for (const word of text.split(/\s+/).filter((part) => part !== '')) {
    if (!empty && line.length + 1 + word.length > columns) {
      lines.push(line);
      line = rest;
      empty = true;
    }
    line += empty ? word : ` ${word}`;
    empty = false;
  }
  return [...lines, line].join('\n');
}
