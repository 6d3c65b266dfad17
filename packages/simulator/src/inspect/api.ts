/** The `/_sim` API: what tests in other processes and languages ask of a simulator that is served. */
import type { DeviceCode } from '../entra/device-codes.ts';
import { jsonAnswer } from '../kernel/answers.ts';
import type { Span } from '../kernel/clock.ts';
import type { RequestTarget, SimRequest, SimResponse } from '../kernel/exchange.ts';
import type { FaultSpec } from '../kernel/fault-spec.ts';
import type { Fault } from '../kernel/faults.ts';
import { type Json, type JsonObject, stringAt } from '../kernel/json.ts';
import type { LedgerEntry } from '../kernel/ledger.ts';
import { readObject } from '../kernel/read-json.ts';
import type { Snapshot } from '../kernel/world.ts';
import type { SimulatorEncryption } from './encryption.ts';
import type { SimulatorResources } from './resources.ts';

/** What the API shows of a simulator. */
export interface Inspected {
  readonly ledger: { entries(): LedgerEntry[]; clear(): void };
  readonly resources: SimulatorResources;
  readonly encryption: SimulatorEncryption;
  readonly faults: {
    add(fault: FaultSpec): string;
    list(): Fault[];
    remove(id: string): boolean;
    clear(): void;
  };
  readonly clock: { now(): number; iso(): string; advance(span: Span): Promise<void> };
  readonly deviceCodes: {
    pending(): DeviceCode[];
    approve(userCode: string, userName: string): void;
    decline(userCode: string): void;
  };
  snapshot(): Snapshot;
  restore(snapshot: Snapshot): void;
  reset(): void;
}

interface Asked {
  readonly query: ReadonlyMap<string, string>;
  readonly body: JsonObject;
  /** What stands for `{id}`. */
  readonly id: string;
}

interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  /** Names that the query may have. */
  readonly query?: readonly string[];
  readonly serve: (sim: Inspected, asked: Asked) => SimResponse | Promise<SimResponse>;
}

/** Never Azure's: no client of Azure reaches the API by accident. */
const LOCAL_HOSTS: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);
const PREFIX = '/_sim';
const NOTHING = jsonAnswer(200, {});

const ROUTES: readonly Route[] = [
  {
    method: 'GET',
    path: '/ledger',
    query: ['after', 'limit'],
    serve: ({ ledger }, { query }) => {
      const after = wholeNumber(query, 'after') ?? 0;
      const value = ledger.entries().slice(after, after + (wholeNumber(query, 'limit') ?? 1000));
      return jsonAnswer(200, { value: value as unknown as Json });
    },
  },
  {
    method: 'DELETE',
    path: '/ledger',
    serve: ({ ledger }) => {
      ledger.clear();
      return NOTHING;
    },
  },
  {
    method: 'GET',
    path: '/resources',
    query: ['type', 'subscriptionId', 'group', 'name'],
    serve: ({ resources }, { query }) => {
      const found = asked(() => resources.list(Object.fromEntries(query)));
      const value = found.map(({ hidden: _hidden, ...shown }) => shown);
      return jsonAnswer(200, { value: value as unknown as Json });
    },
  },
  {
    method: 'GET',
    path: '/encryption',
    serve: ({ encryption }) => {
      const told = { stores: encryption.stores(), objects: encryption.objects() };
      return jsonAnswer(200, told as unknown as Json);
    },
  },
  {
    method: 'GET',
    path: '/faults',
    serve: ({ faults }) => jsonAnswer(200, { value: faults.list() as unknown as Json }),
  },
  {
    method: 'POST',
    path: '/faults',
    serve: ({ faults }, { body }) => {
      const id = asked(() => faults.add(body as unknown as FaultSpec));
      return jsonAnswer(201, { id });
    },
  },
  {
    method: 'DELETE',
    path: '/faults',
    serve: ({ faults }) => {
      faults.clear();
      return NOTHING;
    },
  },
  {
    method: 'DELETE',
    path: '/faults/{id}',
    serve: ({ faults }, { id }) =>
      faults.remove(id) ? NOTHING : refusal(404, 'NotFound', `there is no fault '${id}'`),
  },
  { method: 'GET', path: '/clock', serve: ({ clock }) => timeOf(clock) },
  {
    method: 'POST',
    path: '/clock/advance',
    serve: async ({ clock }, { body }) => {
      try {
        await clock.advance(readSpan(body));
      } catch (error) {
        throw asWrong(error);
      }
      return timeOf(clock);
    },
  },
  {
    method: 'GET',
    path: '/deviceCodes',
    serve: ({ deviceCodes }) =>
      jsonAnswer(200, { value: deviceCodes.pending() as unknown as Json }),
  },
  {
    method: 'PUT',
    path: '/deviceCodes/{id}',
    serve: ({ deviceCodes }, { id, body }) => {
      asked(() => {
        deviceCodes.approve(id, stringAt(body, 'approvedBy') ?? '');
      });
      return NOTHING;
    },
  },
  {
    method: 'DELETE',
    path: '/deviceCodes/{id}',
    serve: ({ deviceCodes }, { id }) => {
      asked(() => {
        deviceCodes.decline(id);
      });
      return NOTHING;
    },
  },
  {
    method: 'GET',
    path: '/snapshot',
    serve: (sim) => jsonAnswer(200, sim.snapshot() as unknown as Json),
  },
  {
    method: 'PUT',
    path: '/snapshot',
    serve: (sim, { body }) => {
      asked(() => {
        sim.restore(body as unknown as Snapshot);
      });
      return NOTHING;
    },
  },
  {
    method: 'POST',
    path: '/reset',
    serve: (sim) => {
      sim.reset();
      return NOTHING;
    },
  },
];

/** Something asked for wrongly. */
class Wrong extends Error {}

/** Whether a request is for the API; every other one is for Azure. */
export function isInspection({ host, path }: RequestTarget): boolean {
  return LOCAL_HOSTS.has(host) && (path === PREFIX || path.startsWith(`${PREFIX}/`));
}

/** Answers a request for the API. It stands in no ledger and no fault touches it. */
export async function inspect(
  sim: Inspected,
  request: SimRequest,
  target: RequestTarget,
): Promise<SimResponse> {
  const path = target.path.slice(PREFIX.length);
  const found = ROUTES.flatMap((route) => {
    const id = match(route.path, path);
    return id === undefined ? [] : [{ route, id }];
  });
  if (found.length === 0) {
    const known = [...new Set(ROUTES.map((route) => PREFIX + route.path))].join(', ');
    return refusal(404, 'NotFound', `there is no ${target.path}; there are ${known}`);
  }
  const chosen = found.find(({ route }) => route.method === request.method.toUpperCase());
  if (!chosen) {
    const allow = found.map(({ route }) => route.method).join(', ');
    const said = `${request.method} does not go with ${target.path}; ${allow} does`;
    return refusal(405, 'MethodNotAllowed', said, { allow });
  }
  try {
    const body = readBody(request);
    checkQuery(chosen.route, target.query);
    return await chosen.route.serve(sim, { query: target.query, body, id: chosen.id });
  } catch (error) {
    if (error instanceof Wrong) return refusal(400, 'BadRequest', error.message);
    throw error;
  }
}

/** What stands for `{id}`, empty without one; `undefined` when the path is another. */
function match(template: string, path: string): string | undefined {
  if (template === path) return '';
  const prefix = template.endsWith('{id}') ? template.slice(0, -'{id}'.length) : undefined;
  if (prefix === undefined || !path.startsWith(prefix)) return undefined;
  const id = path.slice(prefix.length);
  return id === '' || id.includes('/') ? undefined : id;
}

/** A web page of another origin may send anything but this type without being asked about. */
function readBody({ headers, body }: SimRequest): JsonObject {
  if (body === undefined || body === '') return {};
  const type = headers.get('content-type') ?? 'none';
  if (!/^application\/json\b/i.test(type)) {
    throw new Wrong(`the body must be sent as application/json, not as ${type}`);
  }
  return readObject(body, (_, detail) => new Wrong(detail));
}

function checkQuery({ path, query = [] }: Route, given: ReadonlyMap<string, string>): void {
  const unknown = [...given.keys()].filter((name) => !query.includes(name));
  if (unknown.length === 0) return;
  throw new Wrong(
    `${PREFIX}${path} knows no ${unknown.join(', ')}; it knows ${query.join(', ') || 'no query'}`,
  );
}

function wholeNumber(query: ReadonlyMap<string, string>, name: string): number | undefined {
  const text = query.get(name);
  if (text === undefined) return undefined;
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new Wrong(`${name}: '${text}' is not a whole number`);
}

const SPAN_UNITS: readonly string[] = ['days', 'hours', 'minutes', 'seconds', 'milliseconds'];

function readSpan(body: JsonObject): Span {
  for (const [unit, count] of Object.entries(body)) {
    const isCount = typeof count === 'number' && count >= 0;
    if (!SPAN_UNITS.includes(unit) || !isCount) {
      throw new Wrong(
        `${unit}: a span of time is numbers of at least 0 by ${SPAN_UNITS.join(', ')}`,
      );
    }
  }
  return body;
}

/** What a simulator refuses in process with an exception is wrong in the request. */
function asked<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw asWrong(error);
  }
}

const asWrong = (error: unknown): unknown =>
  error instanceof TypeError || error instanceof RangeError ? new Wrong(error.message) : error;

const timeOf = (clock: Inspected['clock']): SimResponse =>
  jsonAnswer(200, { now: clock.now(), iso: clock.iso() });

const refusal = (
  status: number,
  code: string,
  message: string,
  headers?: Readonly<Record<string, string>>,
): SimResponse => jsonAnswer(status, { error: { code, message } }, headers);
