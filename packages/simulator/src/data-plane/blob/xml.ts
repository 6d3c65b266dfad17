/** The XML that the service speaks: written element by element, and the one document that it reads. */

const ENTITIES: ReadonlyMap<string, string> = new Map([
  // A reader takes a bare one for the end of a line.
  ['\r', '&#xD;'],
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
]);
const DECLARATION = '<?xml version="1.0" encoding="utf-8"?>';

/** What no document may hold, not even escaped. */
const UNWRITABLE = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu;
const REPLACEMENT = '\uFFFD';

const escaped = (text: string): string =>
  text
    .replaceAll(UNWRITABLE, REPLACEMENT)
    .replaceAll(/[\r&<>"]/g, (sign) => ENTITIES.get(sign) ?? '');

/** Whether a document can hold this text as it is. */
export const isWritable = (text: string): boolean => text.search(UNWRITABLE) < 0;

/** An element that holds text. */
export const leaf = (name: string, text: string | number): string =>
  `<${name}>${escaped(String(text))}</${name}>`;

/** The name of a blob, or what names have in common; documented: percent-encoded where a document could not hold it. */
export const nameLeaf = (name: string): string =>
  isWritable(name)
    ? leaf('Name', name)
    : `<Name Encoded="true">${escaped(encodeURIComponent(name.toWellFormed()))}</Name>`;

/** An element that holds elements. */
export const element = (name: string, ...inner: readonly string[]): string =>
  `<${name}>${inner.join('')}</${name}>`;

/** A whole document; attributes are written as they are given. */
export const xmlDocument = (
  name: string,
  attributes: Readonly<Record<string, string>>,
  ...inner: readonly string[]
): string => {
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${escaped(value)}"`);
  return `${DECLARATION}<${name}${written.join('')}>${inner.join('')}</${name}>`;
};

const BLOCK_LIST = /^\s*(?:<\?xml[^>]*\?>)?\s*<BlockList>([\s\S]*)<\/BlockList>\s*$/;
const BLOCK = /\s*<(Latest|Uncommitted|Committed)>([A-Za-z0-9+/=]+)<\/\1>\s*/y;

/** Where a block is looked for, and its id. */
export type ListedBlock = readonly [where: string, id: string];

/** The blocks of a `BlockList`; `undefined` for anything else. */
export function readBlockList(text: string): readonly ListedBlock[] | undefined {
  const inner = BLOCK_LIST.exec(text)?.[1] ?? (/<BlockList\s*\/>\s*$/.test(text) ? '' : undefined);
  if (inner === undefined) return undefined;
  const blocks: ListedBlock[] = [];
  let at = 0;
  while (inner.slice(at).trim() !== '') {
    BLOCK.lastIndex = at;
    const found = BLOCK.exec(inner);
    if (!found) return undefined;
    blocks.push([found[1] ?? '', found[2] ?? '']);
    at = BLOCK.lastIndex;
  }
  return blocks;
}
