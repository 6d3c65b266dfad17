// Build and pack of the published packages. Tests and demo need neither: they run from the sources.
import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { output, root, run } from './run.mjs';

/** Published packages, each after those it depends on. */
export const publishedPackages = ['core', 'simulator'];

const stampFile = join(root, 'node_modules', '.built');
const packFolder = join(root, 'temp', 'packed');

/** Builds both packages. The simulator's types come from core's build, as they do for a user. */
export function build() {
  for (const name of publishedPackages) {
    const cwd = join(root, 'packages', name);
    rmSync(join(cwd, 'dist'), { recursive: true, force: true });
    run('tsup', [], { cwd });
  }
  writeFileSync(stampFile, buildStamp());
}

/** Builds only when a source changed since the last build. */
export function ensureBuilt() {
  const built = publishedPackages.every((name) => existsSync(join(root, 'packages', name, 'dist')));
  if (built && existsSync(stampFile) && readFileSync(stampFile, 'utf8') === buildStamp()) return;
  build();
}

/** Packs both packages as they would be published and returns the tarballs' paths. */
export function pack() {
  ensureBuilt();
  rmSync(packFolder, { recursive: true, force: true });
  mkdirSync(packFolder, { recursive: true });
  return publishedPackages.map((name) => {
    const file = join(packFolder, `${name}.tgz`);
    output('pnpm', ['pack', '--out', file], { cwd: join(root, 'packages', name) });
    return file;
  });
}

function buildStamp() {
  const files = [
    'package.json',
    'pnpm-lock.yaml',
    'tsconfig.base.json',
    'scripts/lib/tsup.mjs',
    ...publishedPackages.flatMap((name) =>
      globSync(`packages/${name}/{package.json,tsup.config.ts,tsconfig.build.json,src/**/*}`, {
        cwd: root,
      }),
    ),
  ].sort();
  const hash = createHash('sha256');
  for (const file of files) {
    const path = join(root, file);
    if (/\.[a-z]+$/.test(file)) hash.update(`\0${file}\0`).update(readFileSync(path));
  }
  return hash.digest('hex');
}
