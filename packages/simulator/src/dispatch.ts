/** From a request to who answers it: the `/_sim` API, a fault, a host; and to who listens. */
import { channel } from 'node:diagnostics_channel';
import type { Composition } from './compose.ts';
import { inspect, type Inspected, isInspection } from './inspect/api.ts';
import { refusalAnswer } from './kernel/answers.ts';
import { notSimulated } from './kernel/errors.ts';
import {
  ConnectionDropped,
  type Exchange,
  type SimRequest,
  type SimResponse,
  targetOf,
} from './kernel/exchange.ts';
import type { RequestFault } from './kernel/faults.ts';
import type { HostService } from './kernel/host.ts';
import { drawGuid } from './kernel/ids.ts';
import { redacted } from './kernel/ledger.ts';
import type { Services } from './kernel/services.ts';
import { unservedDataPlane } from './unserved-data-planes.ts';

/** What is published on the diagnostics channel `azureml-cmk:exchange` for every request of every simulator. */
export interface PublishedExchange {
  readonly method: string;
  readonly url: string;
  readonly answer: SimResponse;
}

const exchanges = channel('azureml-cmk:exchange');

/** Header under which an answer names the faults that made it. */
const FAULT_HEADER = 'x-cmk-simulator-fault';
/** Status in the ledger of a request that got none. */
const NO_ANSWER = 0;

/** The exchange of a simulator; listeners are told of each, if there are any: nothing of a header that was sent. */
export function createExchange(parts: Composition, inspected: Inspected): Exchange {
  return (request) => {
    const answered = dispatch(request, parts, inspected);
    return exchanges.hasSubscribers ? publish(request, answered) : answered;
  };
}

function dispatch(
  request: SimRequest,
  { hosts, services }: Composition,
  inspected: Inspected,
): Promise<SimResponse> | SimResponse {
  const target = targetOf(request.url);
  if (target && isInspection(target)) return inspect(inspected, request, target);
  const host = target && hosts.find((candidate) => candidate.claims(target.host, target.path));
  if (!target || !host) return nobodys(request, target?.host, services);
  const service = host.service();
  const fault = services.faults.onRequest(
    host.name,
    request.method.toUpperCase(),
    target.path,
    () => service.actionOf?.(request.method, target),
  );
  if (fault?.latencyMs) services.clock.advanceTo(services.clock.now() + fault.latencyMs);
  // What goes wrong on purpose says nothing of how the simulator answers.
  if (fault && (fault.drop || fault.refusal)) return failed(request, fault, service, services);
  return service.handle(request, target, services);
}

/** A request to a host that is not simulated. */
function nobodys(request: SimRequest, host: string | undefined, services: Services): SimResponse {
  const asked = `${request.method} ${redacted(request.url)}`;
  const dataPlane = host === undefined ? undefined : unservedDataPlane(host);
  const what = dataPlane === undefined ? asked : `${dataPlane} (${asked})`;
  const answer = refusalAnswer(notSimulated(what));
  services.ledger.add({
    at: services.clock.iso(),
    method: request.method,
    url: request.url,
    status: answer.status,
    code: 'NotSimulated',
  });
  return answer;
}

/** Answers as a fault has it, or not at all. */
function failed(
  request: SimRequest,
  fault: RequestFault,
  host: HostService,
  services: Services,
): SimResponse {
  const { clock, ledger, world } = services;
  const about = {
    at: clock.iso(),
    method: request.method,
    url: request.url,
    faults: fault.ids,
  };
  if (!fault.refusal) {
    ledger.add({ ...about, status: NO_ANSWER });
    throw new ConnectionDropped();
  }
  const { status, code } = fault.refusal.data;
  ledger.add({ ...about, status, code });
  const answer =
    host.refusal?.(request, fault.refusal, services) ??
    refusalAnswer(fault.refusal, { 'x-ms-request-id': drawGuid(world) });
  const headers = { ...answer.headers, [FAULT_HEADER]: fault.ids.join(', ') };
  if (fault.body === undefined) return { ...answer, headers };
  const length = { 'content-length': String(Buffer.byteLength(fault.body)) };
  return { ...answer, headers: { ...headers, ...length }, body: fault.body };
}

async function publish(
  { method, url }: SimRequest,
  answered: Promise<SimResponse> | SimResponse,
): Promise<SimResponse> {
  const answer = await answered;
  exchanges.publish({ method, url, answer } satisfies PublishedExchange);
  return answer;
}
