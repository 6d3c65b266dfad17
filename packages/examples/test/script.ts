import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** How a script ended, and what it wrote. */
export interface Ran {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Files of this folder to load before the script. */
type Preload = 'no-network' | 'terminal';

/** Runs a script of `src` as a user would, from the sources, with the Node that runs the tests and no network. */
export function runScript(
  script: string,
  args: readonly string[] = [],
  preloads: readonly Preload[] = [],
): Promise<Ran> {
  const all: readonly Preload[] = ['no-network', ...preloads];
  const imports = all.map((name) => `--import=${new URL(`${name}.mjs`, import.meta.url).href}`);
  const file = fileURLToPath(new URL(`../src/${script}`, import.meta.url));
  const { FORCE_COLOR: _, NODE_OPTIONS: _1, ...env } = process.env;
  return new Promise((resolve, reject) => {
    const child = execFile(
      process.execPath,
      ['--conditions=source', ...imports, file, ...args],
      { env: { ...env, NO_COLOR: '1' }, maxBuffer: 64 * 1024 * 1024 },
      (error, stdout, stderr) => {
        const exitCode = error === null ? 0 : error.code;
        if (typeof exitCode !== 'number') reject(error ?? new Error('no exit code'));
        else resolve({ exitCode, stdout, stderr });
      },
    );
    // Nobody is there to answer.
    child.stdin?.end();
  });
}

/** Path of a sample spec. */
export const sampleSpec = (name: string): string =>
  fileURLToPath(new URL(`../specs/${name}`, import.meta.url));
