/**
 * The parts of the package as it is published for Node: each is a file, and loaded when it is first asked for. Reading all
 * of them takes longer than all else at the start of a simulator, and most tests need few.
 */
import { createRequire } from 'node:module';
import type { Parts } from './at-once.gen.ts';

const load = createRequire(import.meta.url);

/** Loads a part, the first time. At once, since seeding, forks and queries of a simulator are. */
export function part<Name extends keyof Parts>(name: Name): Parts[Name] {
  return load(`./${name}.js`) as Parts[Name];
}
