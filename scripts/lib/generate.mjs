// Generated files: every generate-*.ts writes its own, and CI checks that they are up to date.
import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { TaskError, output, root, run } from './run.mjs';

const GENERATORS = '{scripts,packages/*/scripts}/generate-*.ts';

/** Runs every generator, from the sources of the packages. */
export function generate() {
  // Those of the repository first: pages of packages are made from the registries that they write.
  const generators = globSync(GENERATORS, { cwd: root }).sort(
    (one, other) =>
      Number(one.startsWith('packages')) - Number(other.startsWith('packages')) ||
      (one < other ? -1 : 1),
  );
  if (generators.length === 0) console.log('generate: there are no generators yet');
  for (const file of generators) {
    console.log(`generate: ${file}`);
    run('node', ['--conditions=source', file]);
  }
}

/** Fails when a generator changes a file, tracked or not. */
export function generateCheck() {
  const before = workingTree();
  generate();
  const after = workingTree();
  const changed = [...new Set([...before.keys(), ...after.keys()])].filter(
    (file) => before.get(file) !== after.get(file),
  );
  if (changed.length > 0) {
    throw new TaskError(`not up to date, run "npm run generate": ${changed.sort().join(', ')}`);
  }
}

/** Digest of every file that git tracks or would add. */
function workingTree() {
  const files = output('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard']);
  /** @type {Map<string, string>} */
  const digests = new Map();
  for (const file of files.split('\0')) {
    const path = join(root, file);
    if (file === '' || !existsSync(path)) continue;
    digests.set(file, createHash('sha256').update(readFileSync(path)).digest('hex'));
  }
  return digests;
}
