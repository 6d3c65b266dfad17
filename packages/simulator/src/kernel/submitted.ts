/** Requests that Resource Manager sends to itself, in the form of those that come off the wire, and what they came to. */
import { parseTarget, type RequestTarget, type SimRequest, type SimResponse } from './exchange.ts';
import type { Json } from './json.ts';
import { OperationStore } from './operations.ts';
import type { SubmittedAnswer, SubmittedRequest } from './resource-type.ts';
import type { World } from './world.ts';

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
  const told = headers['azure-asyncoperation'] ?? headers['location'];
  const operationId = told?.split('?')[0]?.split('/').pop();
  const isKnown =
    operationId !== undefined && new OperationStore(world).get(operationId) !== undefined;
  return {
    status,
    body: body === undefined ? null : (JSON.parse(body) as Json),
    ...(isKnown ? { operationId } : {}),
  };
}
