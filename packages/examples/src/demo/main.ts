import { isCmkError } from '@azureml-cmk/core';
import { type DemoArgs, help, readArgs, UsageError } from './args.ts';
import { askOn, assertCanAsk, liveAzure } from './live.ts';
import { renderTarget } from './render-plain.ts';
import type { Reporter } from './reporter.ts';
import { runDemo } from './run.ts';
import { readSpec } from './source.ts';

/** The demo as a command. Resolves to the exit code. */
export async function main(argv: readonly string[]): Promise<0 | 1 | 2> {
  try {
    const args = readArgs(argv, process.cwd());
    if (args === 'help') {
      console.log(help);
      return 0;
    }
    return await demo(args);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    console.error(`npm run demo: ${error.message}`);
    return 2;
  }
}

async function demo(args: DemoArgs): Promise<0 | 1> {
  // A reader that has seen enough (`| head`) is no failure, and no reason to leave Azure half done.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    if (!args.live) process.exit(0);
  });
  if (args.live) assertCanAsk(args.yes, process.stdin.isTTY);
  const reporter = await reporterOf(args);
  const spec = await readSpec(args.file).catch((error: unknown) => {
    if (!isCmkError(error)) throw error;
    reporter.failed(error);
    return undefined;
  });
  if (spec === undefined) return 1;
  const interrupt = new AbortController();
  process.once('SIGINT', () => {
    interrupt.abort();
  });
  return runDemo({
    file: args.file,
    spec,
    reporter,
    signal: interrupt.signal,
    connect: args.live
      ? liveAzure
      : async (described) => {
          const { simulatedAzure } = await import('./simulated.ts');
          return simulatedAzure(described, args.seed);
        },
    ...(args.yes ? {} : { ask: askOn(process.stdin, process.stderr) }),
    ...(args.seed === undefined ? {} : { concurrency: 1 }),
  });
}

/** Lists that move are for people who look; everyone else gets lines. */
async function reporterOf({ json, live }: DemoArgs): Promise<Reporter> {
  const kind = live ? 'live' : 'simulator';
  const print = (text: string): void => {
    process.stdout.write(`${text}\n`);
  };
  if (json) {
    const { jsonReporter } = await import('./render-json.ts');
    const reporter = jsonReporter(print);
    return {
      ...reporter,
      live(target) {
        // Whoever is asked must see what about, and stdout is for a program.
        process.stderr.write(`${renderTarget(target)}\n`);
        reporter.live(target);
      },
    };
  }
  const { textReporter } = await import('./render-plain.ts');
  if (!process.stdout.isTTY) return textReporter(print, kind);
  const { followInList } = await import('./render-live.ts');
  return textReporter(print, kind, followInList);
}
