/** The XML that the service speaks: written element by element, and the one document that it reads. */

const ENTITIES: ReadonlyMap<string, string> = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
]);
const DECLARATION = '<?xml version="1.0" encoding="utf-8"?>';

const escaped = (text: string): string =>
  text.replaceAll(/[&<>"]/g, (sign) => ENTITIES.get(sign) ?? '');

/** An element that holds text. */
export const leaf = (name: string, text: string | number): string =>
  `<${name}>${escaped(String(text))}</${name}>`;

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
