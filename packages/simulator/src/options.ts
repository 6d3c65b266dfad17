import type { Edition } from '@azureml-cmk/core/rules';
import type { Latency } from './kernel/resource-type.ts';
import type { CloudHosts, RetryAfter, Settings } from './kernel/settings.ts';
import type { WorldSpec } from './world-spec.ts';

/** How a simulator is made; everything has a default. */
export interface SimulatorOptions {
  /** What is there at the start. Default: one tenant, one subscription, one Owner. */
  readonly world?: WorldSpec;
  /** Virtual instant at the start, ISO 8601 or epoch milliseconds. Default: the real instant. */
  readonly now?: string | number;
  /** Same seed, same requests: the same answers. Default `azureml-cmk`. */
  readonly seed?: string;
  /** Which documents' rules are enforced. Default `current`. */
  readonly edition?: Edition;
  /** `instant`: what succeeds answers at once. `realistic`: the recorded long-running style. Default `instant`. */
  readonly latency?: Latency;
  /** Whether a poll moves the clock to the end of the polled operation. Default true. */
  readonly timeWarp?: boolean;
  /**
   * When clients are told to ask again about an operation. `recorded`: with the `Retry-After`, in seconds, that was recorded of
   * each service, or without one. `{ milliseconds }`, a whole number of at least 1: every answer about an operation that goes on
   * has `x-ms-retry-after-ms` in its place. No recording of Azure has this header: it is a kindness to clients that honour
   * it and wait 30 real seconds without (Python's azure-core, az). 429 keeps its `Retry-After`: who comes earlier, on the
   * virtual clock, is refused again. Default `recorded`.
   *
   * @example
   * ```ts
   * import { createSimulator } from '@azureml-cmk/simulator';
   *
   * createSimulator({ latency: 'realistic', retryAfter: { milliseconds: 20 } });
   * ```
   */
  readonly retryAfter?: RetryAfter;
  /** Which cloud is played. Default `public`. */
  readonly cloud?: CloudHosts['name'];
  /** Which clock token lifetimes are judged by. Default `wall`, as clients judge them. */
  readonly tokens?: 'wall' | 'virtual';
  /**
   * Whether Resource Manager limits requests as Azure does: for each principal in a subscription 250 reads, refilled by
   * 25 each second, and 200 writes and 200 deletes, refilled by 10; fifteen times that for all principals of a
   * subscription. What is left stands in `x-ms-ratelimit-remaining-*` (of full buckets, when false); a request too many is
   * answered 429 with `Retry-After`. A vault takes 20 new keys in ten seconds (10 in hardware), 4,000 operations on keys (2,000; 3072 bits
   * count four times, 4096 eight times) and 4,000 on secrets. Virtual time refills, so a client must wait on `sim.clock`. Default false: a test sends hundreds of
   * requests at one virtual instant, as no client of Azure could.
   */
  readonly throttling?: boolean;
  /**
   * `nearest`: a well-formed api-version between the oldest and the newest known of a type is served as the nearest
   * before it, and the ledger says so. `strict`: it is refused like any other that is not known. Default `nearest`.
   */
  readonly apiVersions?: 'nearest' | 'strict';
  /**
   * What becomes of a DELETE with `forceToPurge=true` of a workspace that is softly deleted already. `documented`: it goes for
   * good. `reported`: it is not found, as users met, while its name stays taken for 14 days. Default `documented`.
   */
  readonly workspacePurge?: 'documented' | 'reported';
  /** Where keys come from. Default `bank`: RSA from a bank of primes, curves from the seed; worthless outside a simulator. */
  readonly keys?: 'bank' | 'generate';
}

const CLOUDS: Readonly<Record<CloudHosts['name'], CloudHosts>> = Object.freeze({
  public: Object.freeze({
    name: 'public',
    resourceManager: 'https://management.azure.com',
    authority: 'https://login.microsoftonline.com',
    vaultSuffix: 'vault.azure.net',
    graph: 'https://graph.microsoft.com',
  }),
  usGovernment: Object.freeze({
    name: 'usGovernment',
    resourceManager: 'https://management.usgovcloudapi.net',
    authority: 'https://login.microsoftonline.us',
    vaultSuffix: 'vault.usgovcloudapi.net',
    graph: 'https://graph.microsoft.us',
  }),
  china: Object.freeze({
    name: 'china',
    resourceManager: 'https://management.chinacloudapi.cn',
    authority: 'https://login.chinacloudapi.cn',
    vaultSuffix: 'vault.azure.cn',
    graph: 'https://microsoftgraph.chinacloudapi.cn',
  }),
});

const ALLOWED = Object.freeze({
  edition: ['enc', 'howto-a', 'howto-b', 'concept-2023-09', 'current', 'aistudio'],
  latency: ['instant', 'realistic'],
  cloud: ['public', 'usGovernment', 'china'],
  tokens: ['wall', 'virtual'],
  keys: ['bank', 'generate'],
  throttling: [false, true],
  apiVersions: ['nearest', 'strict'],
  workspacePurge: ['documented', 'reported'],
} as const);

/** The default seed. */
export const DEFAULT_SEED = 'azureml-cmk';

const wallClock = (): number => Date.now();

/** What is wrong with a time to ask again after: clients take none of 0 for one that is not told. */
function retryAfterIssues(retryAfter: RetryAfter | undefined): string[] {
  if (retryAfter === undefined || retryAfter === 'recorded') return [];
  const milliseconds: unknown = (retryAfter as { readonly milliseconds?: unknown } | null)
    ?.milliseconds;
  if (Number.isSafeInteger(milliseconds) && Number(milliseconds) >= 1) return [];
  const given = typeof retryAfter === 'string' ? `'${retryAfter}'` : JSON.stringify(retryAfter);
  return [
    `retryAfter: ${given} is neither recorded nor {milliseconds: a whole number of at least 1}`,
  ];
}

/** Reads options; what is not allowed is a `TypeError` that says what is, all of it at once. */
export function readOptions(options: SimulatorOptions): {
  settings: Settings;
  now: number;
  seed: string;
} {
  const issues: string[] = [];
  for (const [name, allowed] of Object.entries(ALLOWED)) {
    const value = options[name as keyof typeof ALLOWED];
    if (value !== undefined && !(allowed as readonly unknown[]).includes(value)) {
      issues.push(`${name}: '${String(value)}' is not one of ${allowed.join(', ')}`);
    }
  }
  issues.push(...retryAfterIssues(options.retryAfter));
  const now =
    options.now === undefined
      ? wallClock()
      : typeof options.now === 'number'
        ? options.now
        : Date.parse(options.now);
  if (!Number.isFinite(now)) {
    issues.push(`now: '${String(options.now)}' is neither an ISO 8601 instant nor a number`);
  }
  if (issues.length > 0) {
    throw new TypeError(
      `createSimulator: ${issues.length} bad option(s)\n${issues.map((issue) => `- ${issue}`).join('\n')}`,
    );
  }
  return {
    now,
    seed: options.seed ?? DEFAULT_SEED,
    settings: {
      cloud: CLOUDS[options.cloud ?? 'public'],
      edition: options.edition ?? 'current',
      latency: options.latency ?? 'instant',
      timeWarp: options.timeWarp ?? true,
      retryAfter: options.retryAfter ?? 'recorded',
      tokens: options.tokens ?? 'wall',
      keys: options.keys ?? 'bank',
      throttling: options.throttling ?? false,
      apiVersions: options.apiVersions ?? 'nearest',
      workspacePurge: options.workspacePurge ?? 'documented',
      wallClock,
    },
  };
}
