import type { World } from './world.ts';

const LANES = 4;

/** What a text alone comes to, one word per lane. */
function wordsOf(text: string): readonly number[] {
  return Array.from({ length: LANES }, (_, lane) => {
    let hash = 0x811c9dc5 ^ Math.imul(lane + 1, 0x9e3779b1);
    for (let index = 0; index < text.length; index += 1) {
      hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
    }
    return hash;
  });
}

/** The words of the seed that was drawn from last: every answer draws. Can be worked out again, so it is no state. */
let last: { readonly seed: string; readonly words: readonly number[] } | undefined;

function seedWords({ seed }: World): readonly number[] {
  if (last?.seed !== seed) last = { seed, words: wordsOf(seed) };
  return last.words;
}

/** 32-bit avalanche of a string and a counter: four words of it make a GUID. Same seed, same draws: same ids. */
function mix(words: readonly number[], counter: number, lane: number): number {
  let hash = Math.imul((words[lane] ?? 0) ^ counter, 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13) ^ Math.imul(counter + lane, 0xc2b2ae35), 0x27d4eb2f);
  return (hash ^ (hash >>> 16)) >>> 0;
}

const BYTES = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** Eight digits of a 32-bit word; every answer needs some, and `toString(16)` of a large number is slow. */
function hex8(word: number): string {
  return (
    (BYTES[word >>> 24] ?? '') +
    (BYTES[(word >>> 16) & 0xff] ?? '') +
    (BYTES[(word >>> 8) & 0xff] ?? '') +
    (BYTES[word & 0xff] ?? '')
  );
}

/** Four digits of the lower half of a word. */
const hex4 = (word: number): string =>
  (BYTES[(word >>> 8) & 0xff] ?? '') + (BYTES[word & 0xff] ?? '');

function hex32(words: readonly number[], counter: number): string {
  let text = '';
  for (let lane = 0; lane < LANES; lane += 1) {
    text += hex8(mix(words, counter, lane));
  }
  return text;
}

/** Version 4, variant 1. */
function guid(words: readonly number[], counter: number): string {
  const second = mix(words, counter, 1);
  const third = mix(words, counter, 2);
  const [version, variant] = [(second & 0x0fff) | 0x4000, ((third >>> 16) & 0x0fff) | 0x8000];
  return `${hex8(mix(words, counter, 0))}-${hex4(second >>> 16)}-${hex4(version)}-${hex4(variant)}-${hex4(third)}${hex8(mix(words, counter, 3))}`;
}

const GUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/** Whether a text is a GUID in any case. */
export function isGuid(value: unknown): value is string {
  return typeof value === 'string' && GUID.test(value);
}

/** The next GUID of a world. */
export function drawGuid(world: World): string {
  world.drawn += 1;
  return guid(seedWords(world), world.drawn);
}

/** The next 32 hexadecimal digits of a world: a key version. */
export function drawHex32(world: World): string {
  world.drawn += 1;
  return hex32(seedWords(world), world.drawn);
}

/** A GUID that depends on the words alone: an object id that stays the same in every world. */
export function namedGuid(...words: readonly string[]): string {
  return guid(wordsOf(words.join('|').toLowerCase()), 0);
}
