// The published shape, used as a user would: both tarballs in a scratch project outside the
// repository, type-checked and run on the oldest and the newest supported Node.
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { buildSync } from 'esbuild';
import { pack } from './build.mjs';
import { output, root, run } from './run.mjs';

/** The oldest supported line of Node, from the npm package that carries its binary. */
const OLDEST_NODE = '22.23.3';

export function packed() {
  const [core = '', simulator = ''] = pack();
  const scratch = mkdtempSync(join(tmpdir(), 'azureml-cmk-packed-'));
  try {
    const project = join(scratch, 'project');
    cpSync(join(root, 'scripts', 'packed'), project, { recursive: true });
    writeManifest(project, {
      '@azureml-cmk/core': `file:${core}`,
      '@azureml-cmk/simulator': `file:${simulator}`,
      '@types/node': devDependency('.', '@types/node'),
      msw: devDependency('packages/simulator', 'msw'),
    });
    npmInstall(project);

    const oldNode = join(scratch, 'node');
    mkdirSync(oldNode);
    writeManifest(oldNode, { node: OLDEST_NODE });
    npmInstall(oldNode);

    run('tsc', ['-p', project]);
    buildSync({
      entryPoints: [join(project, 'bundled.mjs')],
      bundle: true,
      platform: 'node',
      format: 'esm',
      outfile: join(scratch, 'bundled.mjs'),
    });
    for (const bin of [join(oldNode, 'node_modules', '.bin'), join(root, 'node_modules', '.bin')]) {
      const env = { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH}` };
      console.log(
        `packed: Node ${output('node', ['-p', 'process.versions.node'], { env }).trim()}`,
      );
      for (const script of ['use.mjs', 'on-demand.mjs', join(scratch, 'bundled.mjs')]) {
        run('node', [script], { cwd: project, env });
      }
    }
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/**
 * The version that the repository works with.
 * @param {string} folder
 * @param {string} name
 * @returns {string}
 */
function devDependency(folder, name) {
  const manifest = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
  return manifest.devDependencies[name];
}

/**
 * @param {string} folder
 * @param {Record<string, string>} dependencies
 */
function writeManifest(folder, dependencies) {
  const manifest = { name: 'scratch', private: true, type: 'module', dependencies };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest, null, 2));
}

/** @param {string} cwd */
function npmInstall(cwd) {
  run(
    'npm',
    ['install', '--no-audit', '--no-fund', '--no-package-lock', '--ignore-scripts=false'],
    {
      cwd,
    },
  );
}
