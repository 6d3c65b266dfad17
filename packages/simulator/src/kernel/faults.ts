/** What goes wrong on purpose. Faults and their counts are in the world, so that snapshots and forks carry them. */
import { Refusal, type RefusalData } from './errors.ts';
import type { HostName } from './exchange.ts';
import { namedGuid } from './ids.ts';
import type { Json } from './json.ts';
import { type FaultAnswer, faultIssues, type FaultSpec } from './fault-spec.ts';
import { matchesWildcard } from './wildcard.ts';
import type { World } from './world.ts';

/** A fault as it stands. */
export interface Fault {
  readonly id: string;
  readonly spec: FaultSpec;
  /** How many requests (or operations) matched so far. */
  readonly calls: number;
  /** How many of them went wrong. */
  readonly fired: number;
}

/** What is to happen to one request. */
export interface RequestFault {
  /** Ids of the faults, for the ledger. */
  readonly ids: readonly string[];
  readonly latencyMs: number;
  readonly drop: boolean;
  readonly refusal: Refusal | undefined;
  readonly body: string | undefined;
}

/** An operation that ends in a way of its own. */
interface HeldOperation {
  readonly polls: number;
  readonly endsAtPoll: number;
  readonly error?: { readonly code: string; readonly message: string };
}

const FAULTS = 'faults';
const COUNTS = 'faultCounts';
const HELD = 'heldOperations';
const MADE = 'made';

/** Patterns by fault: specs are frozen, so none goes stale. */
const patterns = new WeakMap<FaultSpec, RegExp>();

/** The faults of a world. */
export class Faults {
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  add(spec: FaultSpec): string {
    const issues = faultIssues(spec);
    if (issues.length > 0) {
      throw new TypeError(
        `the fault has ${issues.length} fault(s) of its own\n${issues.map((issue) => `- ${issue}`).join('\n')}`,
      );
    }
    const made = (this.#world.get<number>(COUNTS, MADE) ?? 0) + 1;
    const id = `fault-${String(made).padStart(6, '0')}`;
    this.#world.set(COUNTS, MADE, made);
    this.#world.set(FAULTS, id, structuredClone(spec) as unknown as Json);
    return id;
  }

  list(): Fault[] {
    return this.#world
      .range<FaultSpec>(FAULTS, '')
      .map(([id, spec]) => ({ id, spec, ...this.#counts(id) }));
  }

  /** Whether there was such a fault. */
  remove(id: string): boolean {
    const isThere = this.#world.get(FAULTS, id) !== undefined;
    this.#world.delete(FAULTS, id);
    this.#world.delete(COUNTS, id);
    return isThere;
  }

  /** All faults, and what they hold up: operations that were to end at a poll end as they would have. */
  clear(): void {
    for (const { id } of this.list()) this.remove(id);
    for (const [operationId] of this.#world.range(HELD, '')) this.#world.delete(HELD, operationId);
  }

  /** What is to happen to a request; `undefined` when nothing is. */
  onRequest(
    host: HostName,
    method: string,
    path: string,
    action: () => string | undefined,
  ): RequestFault | undefined {
    if (!this.#world.first(FAULTS)) return undefined;
    const firing = this.list().filter(
      ({ id, spec }) =>
        spec.operation === undefined &&
        (spec.host === undefined || spec.host === host) &&
        (spec.method === undefined || spec.method.toUpperCase() === method) &&
        (spec.action === undefined || isAction(spec.action, action())) &&
        this.#fires(id, spec, path),
    );
    if (firing.length === 0) return undefined;
    const deciding = firing.find(({ spec }) => spec.answer ?? spec.drop)?.spec;
    return {
      ids: firing.map(({ id }) => id),
      latencyMs: firing.reduce((sum, { spec }) => sum + (spec.latencyMs ?? 0), 0),
      drop: deciding?.drop === true,
      refusal: deciding?.answer && refusalOf(deciding.answer),
      body: deciding?.answer?.body,
    };
  }

  /** Notes that an operation has begun; whether its end is up to a fault. */
  onStart(operationId: string, resourceId: string, action: string): boolean {
    if (!this.#world.first(FAULTS)) return false;
    const firing = this.list().filter(
      ({ id, spec }) =>
        spec.operation !== undefined &&
        (spec.action === undefined || isAction(spec.action, action)) &&
        this.#fires(id, spec, resourceId),
    );
    const held = firing[0]?.spec.operation;
    if (!held) return false;
    this.#world.set(HELD, operationId, { polls: 0, ...held } as unknown as Json);
    return true;
  }

  isHeld(operationId: string): boolean {
    return this.#world.get(HELD, operationId) !== undefined;
  }

  /** What a poll of an operation comes to: it goes on, it ends with this error, or it ends as it would have. */
  onPoll(operationId: string): 'goesOn' | 'ends' | RefusalData | undefined {
    const held = this.#world.get<HeldOperation>(HELD, operationId);
    if (!held) return undefined;
    const polls = held.polls + 1;
    if (polls < held.endsAtPoll) {
      this.#world.set(HELD, operationId, { ...held, polls } as unknown as Json);
      return 'goesOn';
    }
    this.#world.delete(HELD, operationId);
    if (!held.error) return 'ends';
    return { status: 400, ...held.error, evidence: GIVEN };
  }

  #counts(id: string): { readonly calls: number; readonly fired: number } {
    return this.#world.get(COUNTS, id) ?? { calls: 0, fired: 0 };
  }

  /** Counts a matching call; whether it goes wrong. */
  #fires(id: string, spec: FaultSpec, path: string): boolean {
    if (spec.path !== undefined && !patternOf(spec, spec.path).test(path)) return false;
    const { calls, fired } = this.#counts(id);
    const isDue =
      calls + 1 >= (spec.from ?? 1) &&
      fired < (spec.times ?? Infinity) &&
      this.#draw(id, calls) < (spec.probability ?? 1);
    this.#world.set(COUNTS, id, { calls: calls + 1, fired: fired + (isDue ? 1 : 0) });
    return isDue;
  }

  /** From 0 up to 1; the same for the same seed, fault and call. */
  #draw(id: string, call: number): number {
    return Number.parseInt(namedGuid(this.#world.seed, id, String(call)).slice(0, 8), 16) / 2 ** 32;
  }
}

const isAction = (pattern: string, action: string | undefined): boolean =>
  action !== undefined && matchesWildcard(pattern.toLowerCase(), action.toLowerCase());

/** `**` any run of characters, `*` any within a segment. */
function patternOf(spec: FaultSpec, path: string): RegExp {
  let pattern = patterns.get(spec);
  if (!pattern) {
    const source = path
      .split(/(\*\*|\*)/)
      .map((part) =>
        part === '**'
          ? '.*'
          : part === '*'
            ? '[^/]*'
            : part.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&'),
      )
      .join('');
    patterns.set(spec, (pattern = new RegExp(`^${source}$`, 'is')));
  }
  return pattern;
}

const TOO_MANY = 429;
/** Given words go out as they are, without the suffix of assumed ones. */
const GIVEN = 'reported';

function refusalOf(answer: FaultAnswer): Refusal {
  const { status, code, message, headers, retryAfterSeconds } = answer;
  return new Refusal({
    status,
    code: code ?? (status === TOO_MANY ? 'TooManyRequests' : 'ServiceUnavailable'),
    message: message ?? 'The request failed because a fault was asked for.',
    evidence: message === undefined ? 'assumed' : GIVEN,
    headers: {
      ...headers,
      ...(retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) }),
    },
  });
}
