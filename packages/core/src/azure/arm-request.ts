/**
 * Requests to Resource Manager with another api-version than the typed client's, through that client's own pipeline.
 *
 * `@azure/arm-machinelearning` 2.1.1 speaks 2022-10-01 and drops what it does not know, silently: service-side
 * encryption and the managed network on PUT, `encryption` on PATCH, `forceToPurge` on DELETE. Setting its
 * `apiVersion` changes the query only, not the serialiser.
 */
import type { OperationState, PollerLike } from '@azure/core-lro';
import type { HttpMethods, PipelineRequest, PipelineResponse } from '@azure/core-rest-pipeline';

/** The part of a client that is needed; every classic management client has it. */
export interface RawSender {
  readonly sendRequest: (request: PipelineRequest) => Promise<PipelineResponse>;
}

/** One request, its body sent exactly as given. */
export interface ArmRequest {
  readonly method: 'GET' | 'PUT' | 'PATCH' | 'DELETE' | 'POST';
  /** `https://management.azure.com`, no trailing slash. */
  readonly endpoint: string;
  /** Resource id, from `/subscriptions` on. */
  readonly id: string;
  readonly apiVersion: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** The first api-version of the workspace that keeps everything this package sends. */
export const workspaceApiVersion = '2025-09-01';

async function send(
  client: RawSender,
  method: HttpMethods,
  url: string,
  body?: unknown,
  abortSignal?: AbortSignal,
): Promise<{ readonly response: PipelineResponse; readonly parsed: unknown }> {
  const { createPipelineRequest, createHttpHeaders, RestError } =
    await import('@azure/core-rest-pipeline');
  const request = createPipelineRequest({
    url,
    method,
    headers: createHttpHeaders({
      accept: 'application/json',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    }),
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(abortSignal === undefined ? {} : { abortSignal }),
  });
  const response = await client.sendRequest(request);
  // A raw request is not deserialised, so nobody else has looked at its status.
  if (response.status >= 400) {
    throw new RestError(`HTTP ${response.status}`, {
      statusCode: response.status,
      request,
      response,
    });
  }
  const text = response.bodyAsText ?? '';
  return { response, parsed: text === '' ? undefined : JSON.parse(text) };
}

function urlOf(request: ArmRequest): string {
  const url = new URL(`${request.endpoint}${request.id}`);
  url.searchParams.set('api-version', request.apiVersion);
  for (const [name, value] of Object.entries(request.query ?? {}))
    url.searchParams.set(name, value);
  return url.href;
}

/** Sends a request that ends with its answer; gives the parsed body. Throws `RestError` from 400 on. */
export async function sendArmRequest(
  client: RawSender,
  request: ArmRequest,
  abortSignal?: AbortSignal,
): Promise<unknown> {
  return (await send(client, request.method, urlOf(request), request.body, abortSignal)).parsed;
}

/**
 * Starts a long-running request; the poller is driven with `poll()`. Its result may not be the resource (a PATCH ends
 * on its `Location`), so read the resource afterwards.
 */
export async function startArmOperation(
  client: RawSender,
  request: ArmRequest,
): Promise<{ readonly poller: PollerLike<OperationState<unknown>, unknown> }> {
  const { createHttpPoller } = await import('@azure/core-lro');
  const url = urlOf(request);
  const answer = async (
    method: HttpMethods,
    target: string,
    body?: unknown,
    signal?: AbortSignal,
  ): Promise<{
    flatResponse: unknown;
    rawResponse: {
      statusCode: number;
      headers: Record<string, string>;
      body: unknown;
      request: { method: string; url: string };
    };
  }> => {
    const { response, parsed } = await send(client, method, target, body, signal);
    return {
      flatResponse: parsed,
      rawResponse: {
        statusCode: response.status,
        headers: response.headers.toJSON(),
        body: parsed,
        request: { method, url: target },
      },
    };
  };
  const poller = createHttpPoller<unknown, OperationState<unknown>>({
    sendInitialRequest: () => answer(request.method, url, request.body),
    sendPollRequest: (next, options) =>
      answer(
        'GET',
        new URL(next, url).href,
        undefined,
        options?.abortSignal as AbortSignal | undefined,
      ),
  });
  // In an object, because a poller is thenable: returned by itself it would be waited for to its end.
  return { poller };
}
