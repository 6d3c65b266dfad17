// The little Markdown that the generated pages need.

/** A table; cells are escaped. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** A bullet list. */
export function list(items: readonly string[]): string {
  return items.map((item) => `- ${item}`).join('\n');
}

/** A code span, whatever is in it. */
export function code(text: string): string {
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return longest === 0 ? `${fence}${text}${fence}` : `${fence} ${text} ${fence}`;
}

/** A reference that begins with a URL or with `owner/repository#number`, with that as a link. */
export function link(reference: string): string {
  const address = /^(https:\/\/\S+)(.*)$/s.exec(reference);
  if (address) return `<${address[1]}>${address[2]}`;
  const thread = /^([\w.-]+\/[\w.-]+)#(\d+)(.*)$/s.exec(reference);
  if (!thread) return reference;
  const [, repository, number, rest = ''] = thread;
  return `[${repository}#${number}](https://github.com/${repository}/issues/${number})${rest}`;
}

/** Paragraphs and blocks with an empty line between them. */
export function page(...blocks: readonly (string | undefined)[]): string {
  return `${blocks.filter((block) => block !== undefined && block !== '').join('\n\n')}\n`;
}
