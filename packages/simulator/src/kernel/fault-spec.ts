import type { HostName } from './exchange.ts';
import { isObject, own } from './json.ts';

/** What a faulty request is answered with, instead of by Azure. */
export interface FaultAnswer {
  /** 400 to 599. */
  readonly status: number;
  /** Default: `TooManyRequests` for 429, else `ServiceUnavailable`. */
  readonly code?: string;
  /** Default: words of the simulator's. */
  readonly message?: string;
  /** The whole body instead, for hosts that answer in another shape. */
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** `Retry-After`, whole seconds. */
  readonly retryAfterSeconds?: number;
}

/**
 * How an operation is to end. A poll is a GET of a URL that the first answer named; of an operation that it named none
 * for, a GET (or HEAD) of the resource, as clients look at its `provisioningState` then: new vaults, new Log Analytics
 * workspaces, AI Search services whose number of units changes.
 */
export interface OperationFault {
  /** The operation goes on until it is asked about for this time, 1 for the first. */
  readonly endsAtPoll: number;
  /**
   * What it fails with then; default: it ends as it would have. Where the resource is what is polled, it is `Failed` from
   * then on, and this one answer has the error beside `properties`, where clients look for it.
   */
  readonly error?: { readonly code: string; readonly message: string };
}

/**
 * What goes wrong, where and when: of what clients send, and of what a deployment of a template writes in their name. One
 * of `answer`, `drop` and `operation`, or `latencyMs` alone; `latencyMs` goes with `answer` and `drop` as well.
 */
export interface FaultSpec {
  /** Default: any. */
  readonly method?: string;
  /** Default: any of the simulator's hosts. */
  readonly host?: HostName;
  /**
   * The operation as roles and the activity log name it, in any case: `Microsoft.KeyVault/vaults/write`, or on a vault
   * `Microsoft.KeyVault/vaults/keys/wrap/action`; `*` stands for anything. Of `operation`: what starts it. Default: any.
   */
  readonly action?: string;
  /**
   * The path of a request without its query, of a resource for `operation`; case does not count. `*` stands for anything
   * within a segment, `**` for anything. Default: any.
   */
  readonly path?: string;
  /** The first call that goes wrong, among those that match; 1 for the first. Default 1. */
  readonly from?: number;
  /** How many go wrong at most. Default: all from then on. */
  readonly times?: number;
  /** With which probability each of these does, above 0 and at most 1; the same seed draws the same. Default 1. */
  readonly probability?: number;
  /** Virtual milliseconds that pass before the answer, at least 0. */
  readonly latencyMs?: number;
  /** The connection breaks: the client gets no answer, and Azure never saw the request. */
  readonly drop?: true;
  readonly answer?: FaultAnswer;
  /**
   * For operations that start after the fault was added. What a service answers at once starts none, and does not count
   * as a call: make it go wrong with `answer`.
   */
  readonly operation?: OperationFault;
}

const HOSTS: readonly HostName[] = [
  'resourceManager',
  'entra',
  'keyVault',
  'blobStorage',
  'graph',
  'retailPrices',
  'managedIdentity',
];

type Kind = 'string' | 'number' | 'boolean' | Members;
interface Members {
  readonly [name: string]: Kind;
}

/** What a fault may hold: it may come from another language, over the wire. */
const MEMBERS: Members = {
  method: 'string',
  host: 'string',
  action: 'string',
  path: 'string',
  from: 'number',
  times: 'number',
  probability: 'number',
  latencyMs: 'number',
  drop: 'boolean',
  answer: {
    status: 'number',
    code: 'string',
    message: 'string',
    body: 'string',
    headers: { '*': 'string' },
    retryAfterSeconds: 'number',
  },
  operation: { endsAtPoll: 'number', error: { code: 'string', message: 'string' } },
};

function shapeIssues(value: unknown, members: Members, at: string): string[] {
  if (!isObject(value)) return [`${at || 'the fault'}: must be an object`];
  return Object.entries(value).flatMap(([name, member]) => {
    const where = at === '' ? name : `${at}.${name}`;
    const kind = own(members, name) ?? members['*'];
    if (kind === undefined) return [`${where}: there are only ${Object.keys(members).join(', ')}`];
    if (member === undefined) return [];
    if (typeof kind === 'object') return shapeIssues(member, kind, where);
    return typeof member === kind ? [] : [`${where}: must be a ${kind}`];
  });
}

/** What cannot be left out of what is given. */
function missing({ answer, operation }: FaultSpec): string[] {
  const error = operation?.error;
  const needed: readonly (readonly [string, object | undefined, unknown])[] = [
    ['answer.status', answer, answer?.status],
    ['operation.endsAtPoll', operation, operation?.endsAtPoll],
    ['operation.error.code', error, error?.code],
    ['operation.error.message', error, error?.message],
  ];
  return needed
    .filter(([, holder, value]) => holder !== undefined && value === undefined)
    .map(([name]) => `${name}: must be given`);
}

/** Everything that is wrong with a fault; empty when nothing is. */
export function faultIssues(spec: FaultSpec): string[] {
  const issues = shapeIssues(spec, MEMBERS, '');
  if (issues.length > 0) return issues;
  issues.push(...missing(spec));
  if (spec.drop !== undefined && !spec.drop) issues.push('drop: may only be true');
  const effects = [spec.answer, spec.drop, spec.operation].filter((effect) => effect !== undefined);
  if (effects.length > 1) issues.push('only one of answer, drop and operation may be given');
  if (effects.length === 0 && spec.latencyMs === undefined) {
    issues.push('one of answer, drop, operation and latencyMs must be given');
  }
  if (spec.operation && (spec.method !== undefined || spec.latencyMs !== undefined)) {
    issues.push('operation: goes with neither method nor latencyMs');
  }
  if (spec.host !== undefined && !HOSTS.includes(spec.host)) {
    issues.push(`host: '${spec.host}' is not one of ${HOSTS.join(', ')}`);
  }
  const counts = {
    from: spec.from,
    times: spec.times,
    'operation.endsAtPoll': spec.operation?.endsAtPoll,
  };
  for (const [name, value] of Object.entries(counts)) {
    if (value !== undefined && !(Number.isInteger(value) && value >= 1)) {
      issues.push(`${name}: ${value} is not a whole number of at least 1`);
    }
  }
  const { probability = 1, latencyMs = 0 } = spec;
  if (!(probability > 0 && probability <= 1)) {
    issues.push(`probability: ${probability} is not above 0 and at most 1`);
  }
  if (!(Number.isFinite(latencyMs) && latencyMs >= 0)) {
    issues.push(`latencyMs: ${latencyMs} is not a number of at least 0`);
  }
  const status = spec.answer?.status ?? 400;
  if (!(Number.isInteger(status) && status >= 400 && status <= 599)) {
    issues.push(`answer.status: ${status} is not a whole number from 400 to 599`);
  }
  const seconds = spec.answer?.retryAfterSeconds ?? 0;
  if (!(Number.isInteger(seconds) && seconds >= 0)) {
    issues.push(`answer.retryAfterSeconds: ${seconds} is not a whole number of at least 0`);
  }
  return issues;
}
