import type { World } from './world.ts';

/** 32-bit avalanche of a string and a counter: four words of it make a GUID. Same seed, same draws: same ids. */
function mix(seed: string, counter: number, lane: number): number {
  let hash = 0x811c9dc5 ^ Math.imul(lane + 1, 0x9e3779b1);
  for (let index = 0; index < seed.length; index += 1) {
    hash = Math.imul(hash ^ seed.charCodeAt(index), 0x01000193);
  }
  hash = Math.imul(hash ^ counter, 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13) ^ Math.imul(counter + lane, 0xc2b2ae35), 0x27d4eb2f);
  return (hash ^ (hash >>> 16)) >>> 0;
}

function hex32(seed: string, counter: number): string {
  let text = '';
  for (let lane = 0; lane < 4; lane += 1) {
    text += mix(seed, counter, lane).toString(16).padStart(8, '0');
  }
  return text;
}

function asGuid(hex: string): string {
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** The next GUID of a world. */
export function drawGuid(world: World): string {
  world.drawn += 1;
  return asGuid(hex32(world.seed, world.drawn));
}

/** The next 32 hexadecimal digits of a world: a key version. */
export function drawHex32(world: World): string {
  world.drawn += 1;
  return hex32(world.seed, world.drawn);
}

/** The next whole number in `[0, below)`. */
export function drawBelow(world: World, below: number): number {
  world.drawn += 1;
  return mix(world.seed, world.drawn, 7) % below;
}

/** A GUID that depends on the words alone: an object id that stays the same in every world. */
export function namedGuid(...words: readonly string[]): string {
  return asGuid(hex32(words.join('|').toLowerCase(), 0));
}
