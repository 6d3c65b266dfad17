// The tasks behind `npm run <task>`. Started by scripts/run.mjs, so node_modules/.bin comes first in
// PATH and `node` is the Node of this repository. A task returns nothing and throws TaskError to fail.
import { existsSync, globSync } from 'node:fs';
import { isAbsolute, join, relative } from 'node:path';
import { build, pack, publishedPackages } from './lib/build.mjs';
import { generate, generateCheck } from './lib/generate.mjs';
import { packed } from './lib/packed.mjs';
import { TaskError, become, root, run, runAll } from './lib/run.mjs';

/** @type {Record<string, (args: string[]) => void | Promise<void>>} */
const tasks = {
  demo: (args) => {
    const file = join(root, 'packages/examples/src/demo.ts');
    become('node', ['--conditions=source', file, ...args], { cwd: userFolder() });
  },
  test: (args) => run('vitest', ['run', ...args]),
  bench: (args) => source('bench/run.ts', args),
  conformance: (args) => source('conformance/run.ts', args),
  examples: () => {
    // A numbered test is an example for vitest, which runs it with all the others.
    const examples = globSync('packages/examples/src/[0-9]*.ts', { cwd: root })
      .filter((file) => !file.endsWith('.test.ts'))
      .sort();
    if (examples.length === 0) throw new TaskError('no numbered example in packages/examples/src');
    runAll(examples.map((file) => ['node', ['--conditions=source', file]]));
  },

  types: () =>
    runAll(
      [
        '.',
        ...publishedPackages.map((name) => `packages/${name}/tsconfig.build.json`),
        ...[
          'packages/core',
          'packages/simulator',
          'packages/examples',
          'bench',
          'conformance',
        ].filter(hasSources),
      ].map((project) => ['tsc', ['-p', project, ...incremental(project)]]),
    ),
  lint: () =>
    runAll([
      ['oxlint', ['--type-aware', '--deny-warnings']],
      ['depcruise', ['--config', '.dependency-cruiser.mjs', 'packages']],
    ]),
  format: () => run('prettier', ['--check', '.']),
  'format:write': (args) => run('prettier', ['--write', ...(args.length > 0 ? args : ['.'])]),
  knip: (args) => run('knip', args),

  build: () => build(),
  publint: () => {
    const tarballs = pack();
    runAll(tarballs.map((tarball) => ['publint', ['run', tarball, '--strict']]));
  },
  attw: () => {
    const tarballs = pack();
    runAll(tarballs.map((tarball) => ['attw', [tarball, '--profile', 'esm-only']]));
  },
  api: () => apiReports(false),
  'api:write': () => apiReports(true),
  packed,

  generate,
  'generate:check': generateCheck,

  ci: () => run('bash', ['.ci/run']),
};

/**
 * api-extractor takes half a second to load: only when it is asked for.
 * @param {boolean} write
 */
async function apiReports(write) {
  const report = await import('./lib/api-report.mjs');
  report.apiReports({ write });
}

/**
 * Runs a TypeScript file from the sources of the workspace packages: no build.
 * @param {string} file
 * @param {string[]} [args]
 */
function source(file, args = []) {
  if (!existsSync(join(root, file))) throw new TaskError(`${file} does not exist`);
  run('node', ['--conditions=source', join(root, file), ...args]);
}

/** Where the user stands, so that relative paths among the arguments mean what they say. */
function userFolder() {
  const folder = process.env.INIT_CWD ?? root;
  const inside = relative(root, folder);
  return inside.startsWith('..') || isAbsolute(inside) ? root : folder;
}

/**
 * What tsc found out last time is kept, so that a second run checks only what changed.
 * @param {string} project
 */
function incremental(project) {
  const name = project === '.' ? 'root' : project.replaceAll('/', '-');
  const file = join(root, 'node_modules', '.cache', 'tsc', `${name}.tsbuildinfo`);
  return ['--incremental', '--tsBuildInfoFile', file];
}

/** @param {string} project */
function hasSources(project) {
  return globSync('{*,src/**/*,test/**/*}.ts', { cwd: join(root, project) }).length > 0;
}

const [name = '', ...args] = process.argv.slice(2);
try {
  const task = tasks[name];
  if (!task) throw new TaskError(`no task "${name}"; there are: ${Object.keys(tasks).join(', ')}`);
  await task(args);
} catch (error) {
  if (!(error instanceof TaskError)) throw error;
  console.error(`azureml-cmk: ${error.message}`);
  process.exitCode = 1;
}
