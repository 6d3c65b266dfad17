import { spawn } from 'node:child_process';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, vi } from 'vitest';

/** A child process on a busy machine takes its time. */
vi.setConfig({ testTimeout: 60_000 });

const root = fileURLToPath(new URL('../../../', import.meta.url));

interface Ended {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** `npm run demo` without npm: the task of the repository, as npm starts it in the folder where the user stands. */
function npmRunDemo(args: readonly string[], folder: string, stopAfter = Infinity): Promise<Ended> {
  const child = spawn(process.execPath, [join(root, 'scripts/task.mjs'), 'demo', ...args], {
    env: {
      ...process.env,
      PATH: [dirname(process.execPath), process.env['PATH']].join(delimiter),
      INIT_CWD: join(root, folder),
      NO_COLOR: '1',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    if (stdout.length > stopAfter) child.stdout.destroy();
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject).on('close', (exitCode) => {
      resolve({ exitCode, stdout, stderr });
    });
  });
}

describe('npm run demo', () => {
  it('hands arguments on, with paths as the user sees them', async () => {
    const args = ['--json', '--spec', 'specs/minimal.yaml'];
    const { exitCode, stdout, stderr } = await npmRunDemo(args, 'packages/examples');
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    const [first = '{}'] = stdout.split('\n');
    expect(JSON.parse(first)).toMatchObject({
      type: 'described',
      file: join(root, 'packages/examples/specs/minimal.yaml'),
    });
  });

  it.each([
    [['--nope'], 2, "npm run demo: Unknown option '--nope'"],
    [['--spec', 'packages/examples/specs/broken.yaml'], 1, ''],
  ])('ends with the code of the demo, and adds nothing: %j', async (args, code, message) => {
    const { exitCode, stderr } = await npmRunDemo(args, '.');
    expect(exitCode).toBe(code);
    expect(stderr.startsWith(message)).toBe(true);
    expect(stderr).not.toContain('exit ');
  });

  it('ends quietly when its reader has seen enough', async () => {
    const { exitCode, stderr } = await npmRunDemo(['--json'], '.', 100);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  });
});
