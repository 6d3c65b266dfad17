// The tasks behind `npm run <task>`. Started by scripts/run.mjs, so node_modules/.bin comes first in
// PATH and `node` is the Node of this repository.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** @type {Record<string, (args: string[]) => void>} */
const tasks = {
  demo: (args) => source('packages/examples/src/demo.ts', args, userFolder()),
  test: (args) => run('vitest', ['run', ...args]),
  bench: (args) => source('bench/run.ts', args),
  types: () => {
    for (const project of ['.', 'packages/core', 'packages/simulator', 'packages/examples']) {
      run('tsc', ['-p', project]);
    }
  },
};

/** Runs a TypeScript file from the sources of the workspace packages: no build. */
function source(file, args = [], cwd = root) {
  if (!existsSync(join(root, file))) fail(`${file} does not exist`);
  run('node', ['--conditions=source', join(root, file), ...args], { cwd });
}

/** Where the user stands, so that relative paths among the arguments mean what they say. */
function userFolder() {
  const folder = process.env.INIT_CWD;
  return folder && !relative(root, folder).startsWith('..') ? folder : root;
}

/** Runs a command and ends the task with its exit code when it fails. */
function run(command, args, { cwd = root, env = process.env } = {}) {
  const { status, error } = spawnSync(command, args, { cwd, env, stdio: 'inherit' });
  if (error) fail(`${command}: ${error.message}`);
  if (status !== 0) process.exit(status ?? 1);
}

function fail(message) {
  console.error(`azureml-cmk: ${message}`);
  process.exit(1);
}

const [name = '', ...args] = process.argv.slice(2);
const task = tasks[name];
if (!task) fail(`no task "${name}"; there are: ${Object.keys(tasks).join(', ')}`);
task(args);
