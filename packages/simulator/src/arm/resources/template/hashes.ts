/**
 * The 64-bit hash of Resource Manager, a variant of MurmurHash over UTF-8 bytes: known from public reimplementations, and
 * held against values that Azure itself made.
 */
import type { Json } from '../../../kernel/json.ts';

const MULTIPLIERS = [0x239b961b, 0xab0e9789] as const;
const ADDENDS = [0x561ccd1b, 0x0bcaa747] as const;
const BLOCK_BYTES = 8;
const DIGITS = 'abcdefghijklmnopqrstuvwxyz234567';
const LENGTH_CHARACTERS = 13;

const rotate = (word: number, bits: number): number => (word << bits) | (word >>> (32 - bits));

/** The last step of MurmurHash3 for 32 bits. */
function avalanche(word: number): number {
  let mixed = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}

const scrambleFirst = (word: number): number =>
  Math.imul(rotate(Math.imul(word, MULTIPLIERS[0]), 15), MULTIPLIERS[1]);
const scrambleSecond = (word: number): number =>
  Math.imul(rotate(Math.imul(word, MULTIPLIERS[1]), 17), MULTIPLIERS[0]);

/** Azure's `uniqueString` of these values: 13 characters. */
export const uniqueString = (values: readonly string[]): string => base32(hash64(values.join('-')));

/** Azure's `templateHash`: of the JSON of a template without blanks, in capitals. */
export const templateHash = (template: Json): string =>
  hash64(JSON.stringify(template).toUpperCase()).toString();

function hash64(text: string): bigint {
  const bytes = new TextEncoder().encode(text);
  const { length } = bytes;
  // Missing bytes at the end count as zeros.
  const padded = new Uint8Array(Math.ceil(length / BLOCK_BYTES) * BLOCK_BYTES);
  padded.set(bytes);
  const view = new DataView(padded.buffer);
  let [first, second] = [0, 0];
  let at = 0;
  for (; at + BLOCK_BYTES <= length; at += BLOCK_BYTES) {
    first = rotate(first ^ scrambleFirst(view.getUint32(at, true)), 19) + second;
    first = (Math.imul(first, 5) + ADDENDS[0]) | 0;
    second = rotate(second ^ scrambleSecond(view.getUint32(at + 4, true)), 13) + first;
    second = (Math.imul(second, 5) + ADDENDS[1]) | 0;
  }
  if (at < length) {
    first ^= scrambleFirst(view.getUint32(at, true));
    second ^= scrambleSecond(view.getUint32(at + 4, true));
  }
  second ^= length;
  first = ((first ^ length) + second) | 0;
  second = (second + first) | 0;
  first = avalanche(first);
  second = avalanche(second);
  first = (first + second) | 0;
  second = (second + first) | 0;
  return (BigInt(second >>> 0) << 32n) | BigInt(first >>> 0);
}

/** Five bits a digit, from the highest on; the last digit has but four of them. */
function base32(bits: bigint): string {
  const wide = bits << 1n;
  let text = '';
  for (let digit = LENGTH_CHARACTERS - 1; digit >= 0; digit -= 1) {
    text += DIGITS[Number((wide >> BigInt(digit * 5)) & 31n)] ?? '';
  }
  return text;
}
