// Commands of a task: started with the repository's tools first in PATH, reported in one way.
import { spawnSync } from 'node:child_process';
import { dirname } from 'node:path';

export const root = dirname(dirname(import.meta.dirname));

/** A task failed for a reason that needs no stack trace. */
export class TaskError extends Error {}

/** @typedef {{ cwd?: string, env?: NodeJS.ProcessEnv }} RunOptions */

/**
 * Runs a command and throws when it fails.
 * @param {string} command
 * @param {string[]} args
 * @param {RunOptions} [options]
 */
export function run(command, args, { cwd = root, env = process.env } = {}) {
  const { status, error } = spawnSync(command, args, { cwd, env, stdio: 'inherit' });
  if (error) throw new TaskError(`${command}: ${error.message}`);
  if (status !== 0) throw new TaskError(`${command} ${args.join(' ')}: exit ${status}`);
}

/**
 * Runs a command that says itself what went wrong: its exit code becomes the task's.
 * @param {string} command
 * @param {string[]} args
 * @param {RunOptions} [options]
 */
export function become(command, args, { cwd = root, env = process.env } = {}) {
  const { status, error } = spawnSync(command, args, { cwd, env, stdio: 'inherit' });
  if (error) throw new TaskError(`${command}: ${error.message}`);
  process.exitCode = status ?? 1;
}

/**
 * Runs every command, whatever the others do, and throws when one failed.
 * @param {(readonly [command: string, args: string[]])[]} commands
 */
export function runAll(commands) {
  const failures = commands.flatMap(([command, args]) => {
    try {
      run(command, args);
      return [];
    } catch (error) {
      if (error instanceof TaskError) return [error.message];
      throw error;
    }
  });
  if (failures.length > 0) throw new TaskError(failures.join('\nazureml-cmk: '));
}

/**
 * Runs a command and returns what it wrote to stdout.
 * @param {string} command
 * @param {string[]} args
 * @param {RunOptions} [options]
 */
export function output(command, args, { cwd = root, env = process.env } = {}) {
  const result = spawnSync(command, args, {
    cwd,
    env,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    maxBuffer: 64 * 1024 * 1024,
  });
  if (result.error) throw new TaskError(`${command}: ${result.error.message}`);
  if (result.status !== 0) {
    throw new TaskError(`${command} ${args.join(' ')}: exit ${result.status}\n${result.stdout}`);
  }
  return result.stdout;
}
