import { isAbsolute, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

/** What the demo was asked to do. */
export interface DemoArgs {
  /** Absolute path of the spec. */
  readonly file: string;
  readonly live: boolean;
  readonly json: boolean;
  readonly yes: boolean;
  /** Seed of the simulator; its own default when absent. Given, steps run one at a time: what is drawn follows the order of requests. */
  readonly seed?: string;
}

/** The command line cannot be understood, or not be done: exit code 2. */
export class UsageError extends Error {
  override readonly name: string = 'UsageError';
}

/** The spec that is shown when none is named: vault with firewall, rotation, identities, ACI and AKS. */
const defaultSpec: string = fileURLToPath(new URL('../../specs/full.json', import.meta.url));

export const help: string = `npm run demo [-- OPTIONS]

Describes an Azure Machine Learning workspace under a customer-managed key, checks and plans it, deploys
it through the real Azure SDK clients into the embedded simulator, reads it back and prints what is
encrypted under which key. No Azure subscription, no network.

  --spec FILE  a spec of yours, .json, .yaml or .yml (default: packages/examples/specs/full.json)
  --json       one JSON object a line on stdout, nothing else (npm run --silent demo -- --json,
               or npm prints two lines of its own)
  --seed S     seed of the simulator's ids and keys; steps run one at a time, so that the
               same seed gives the same ids and keys again
  --live       deploy to Azure with DefaultAzureCredential; shows what cannot be undone, and asks
  --yes        with --live: do not ask
  --help       this text

Exit code: 0 done · 1 refused or failed, with what to do about it · 2 the command line is wrong`;

const options = {
  spec: { type: 'string' },
  live: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
  yes: { type: 'boolean', default: false },
  seed: { type: 'string' },
  help: { type: 'boolean', default: false },
} as const;

/** Reads the command line. Throws a {@link UsageError} that says what is wrong and what there is. */
export function readArgs(argv: readonly string[], cwd: string): DemoArgs | 'help' {
  const { values } = parsed(argv);
  if (values.help) return 'help';
  const { live, json, yes, seed, spec } = values;
  if (live && spec === undefined) {
    throw new UsageError(
      'Option --live needs --spec FILE: the sample specs name a tenant and a subscription that do not exist.',
    );
  }
  if (live && seed !== undefined) {
    throw new UsageError(
      'Options --live and --seed exclude each other: only the simulator has a seed.',
    );
  }
  if (spec === '' || seed === '') {
    throw new UsageError(`Option --${spec === '' ? 'spec' : 'seed'} needs a value.`);
  }
  const file = spec === undefined ? defaultSpec : isAbsolute(spec) ? spec : resolve(cwd, spec);
  return { file, live, json, yes, ...(seed === undefined ? {} : { seed }) };
}

function parsed(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options, strict: true, allowPositionals: false });
  } catch (error) {
    // Its messages name the option or argument; what follows the first sentence is advice about "--".
    const [message = ''] = error instanceof Error ? error.message.split('. ') : [];
    const known = Object.keys(options).map((name) => `--${name}`);
    throw new UsageError(`${message.replace(/\.$/, '')}. There are: ${known.join(', ')}.`);
  }
}
