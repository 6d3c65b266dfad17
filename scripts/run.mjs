// `npm run <task>` starts here: install what the lockfile says (only when it changed), make sure the
// Node that will do the work is new enough, then hand over to scripts/task.mjs on that Node.
// Plain JavaScript without dependencies: in a fresh clone this runs on whatever Node the host has (>= 20).
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Node that runs TypeScript sources without a flag. */
const REQUIRED_NODE = { major: 22, minor: 18 };

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const bin = join(root, 'node_modules', '.bin');
const stampFile = join(root, 'node_modules', '.installed');
const windows = process.platform === 'win32';
const env = {
  ...process.env,
  PATH: `${bin}${delimiter}${process.env.PATH ?? ''}`,
  npm_config_loglevel: 'error',
  npm_config_update_notifier: 'false',
};

/** Digest of everything that decides what an install puts on disk. */
function installStamp() {
  const packages = readdirSync(join(root, 'packages')).sort();
  const files = ['package.json', 'pnpm-lock.yaml', 'pnpm-workspace.yaml', '.npmrc'].concat(
    [...packages.map((name) => join('packages', name)), 'bench', 'conformance'].map((folder) =>
      join(folder, 'package.json'),
    ),
  );
  const hash = createHash('sha256').update(`${process.platform} ${process.arch}`);
  for (const file of files) {
    const path = join(root, file);
    hash.update(`\0${file}\0`).update(existsSync(path) ? readFileSync(path) : '');
  }
  return hash.digest('hex');
}

/** @returns {[command: string, args: string[]]} the installed pnpm when it is the wanted one, else npx */
function pnpmCommand() {
  const { version } = manifestOf(join(root, 'node_modules', 'pnpm')) ?? {};
  const wanted = manifestOf(root).config.pnpm;
  return version === wanted && existsSync(join(bin, windows ? 'pnpm.cmd' : 'pnpm'))
    ? ['pnpm', []]
    : ['npx', ['--yes', `pnpm@${wanted}`]];
}

/** @param {string} folder */
function manifestOf(folder) {
  const file = join(folder, 'package.json');
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
}

function install() {
  const stamp = installStamp();
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return;
  const [command, args] = pnpmCommand();
  // The install's report goes to stderr, so that a task's stdout is the task's alone.
  const result = spawnSync(command, [...args, 'install', '--frozen-lockfile'], {
    cwd: root,
    env,
    stdio: ['ignore', 2, 2],
    shell: windows,
  });
  if (result.status !== 0) {
    fail(
      `install failed (${command} ${args.join(' ')} install --frozen-lockfile). ` +
        'If you changed a package.json, bring the lockfile up to date with "npx pnpm install".',
      result.status,
    );
  }
  writeFileSync(stampFile, stamp);
}

function checkNode() {
  const probe = spawnSync('node', ['-p', 'process.versions.node'], { env, encoding: 'utf8' });
  const version = probe.stdout?.trim() || 'none';
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const required = REQUIRED_NODE;
  if (major > required.major || (major === required.major && minor >= required.minor)) return;
  rmSync(stampFile, { force: true });
  fail(
    `needs Node ${required.major}.${required.minor} or newer, found ${version}. The "node" package that brings it ` +
      'could not be installed: check the network, delete node_modules and run again, or install Node yourself.',
  );
}

/**
 * @param {string} message
 * @param {number | null} [status]
 * @returns {never}
 */
function fail(message, status) {
  console.error(`azureml-cmk: ${message}`);
  process.exit(status || 1);
}

install();
checkNode();
const task = spawnSync('node', [join(root, 'scripts', 'task.mjs'), ...process.argv.slice(2)], {
  cwd: root,
  env,
  stdio: 'inherit',
});
process.exit(task.status ?? 1);
