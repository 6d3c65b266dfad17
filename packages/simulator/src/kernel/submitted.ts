/** Requests that Resource Manager sends to itself, in the form of those that come off the wire, and what they came to. */
import { parseTarget, type RequestTarget, type SimRequest, type SimResponse } from './exchange.ts';
import type { Caller } from './caller.ts';
import type { Refusal } from './errors.ts';
import { noAnswerOf } from './gateway-errors.ts';
import type { Json } from './json.ts';
import { OperationStore } from './operations.ts';
import type { SubmittedAnswer, SubmittedRequest } from './resource-type.ts';
import type { Services } from './services.ts';
import type { World } from './world.ts';

const READS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST']);
/** Of a path below a provider; what lies above all is Resource Manager's own. */
const NAMESPACE = /\/providers\/([^/]+)(?!.*\/providers\/)/i;

/** As a client would send it that told of itself by a correlation id alone. */
export function requestOf(
  { method, path, body }: SubmittedRequest,
  correlationId: string,
  endpoint: string,
): { readonly request: SimRequest; readonly target: RequestTarget } {
  const url = `${endpoint}${path}`;
  const target = parseTarget(url);
  if (!target) throw new Error(`'${url}' is no URL`);
  const headers = {
    get: (name: string) => (name === 'x-ms-correlation-request-id' ? correlationId : undefined),
  };
  const text = body === undefined ? undefined : JSON.stringify(body);
  return { request: { method, url, headers, body: text }, target };
}

/** What of the answer counts, and which operation it tells of. */
export function answerOf({ status, headers, body }: SimResponse, world: World): SubmittedAnswer {
  const isAsync = headers['azure-asyncoperation'] !== undefined;
  const told = headers['azure-asyncoperation'] ?? headers['location'];
  const operationId = told?.split('?')[0]?.split('/').pop();
  const isKnown =
    operationId !== undefined && new OperationStore(world).get(operationId) !== undefined;
  return {
    status,
    body: body === undefined ? null : (JSON.parse(body) as Json),
    ...(isKnown ? { operationId, ...(isAsync ? { isAsync } : {}) } : {}),
  };
}

/** What a write comes to that goes wrong on purpose; `undefined`: nothing does. What only asks meets no fault. */
export function goneWrong(
  { method, url }: SimRequest,
  { path }: RequestTarget,
  { objectId }: Caller,
  { faults, clock, ledger }: Services,
  action: () => string | undefined,
): SubmittedAnswer | undefined {
  if (READS.has(method)) return undefined;
  const fault = faults.onRequest('resourceManager', method, path, action);
  if (fault?.latencyMs) clock.advanceTo(clock.now() + fault.latencyMs);
  if (!fault || !(fault.drop || fault.refusal)) return undefined;
  const namespace = NAMESPACE.exec(path)?.[1] ?? 'Microsoft.Resources';
  const refusal = fault.refusal ?? noAnswerOf(namespace);
  const { status, code, evidence } = refusal.data;
  const faulty = { faults: fault.ids, status, code, evidence };
  ledger.add({ at: clock.iso(), method, url, caller: objectId, ...faulty });
  return { status, body: bodyOf(fault.body, refusal) };
}

/** The words of a fault, which need not be JSON. */
function bodyOf(text: string | undefined, refusal: Refusal): Json {
  if (text === undefined) return refusal.body();
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}
