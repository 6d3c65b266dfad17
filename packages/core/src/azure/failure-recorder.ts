/**
 * A pipeline policy that remembers what the clients forget.
 *
 * A failed long-running operation reaches the caller as a plain `Error` without code, details or request id, and a
 * poller does not tell how long the service asked to wait: both are visible only to a policy. What it sees is kept per
 * asynchronous context, so that steps that run side by side on one client never read each other's failures.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { PipelinePolicy, PipelineResponse } from '@azure/core-rest-pipeline';

import { type RecordedFailure, retryAfterMsOf } from '../errors/azure-failure.ts';

/** What one piece of work has sent and heard. */
export interface RequestTrace {
  /** Requests that got an answer. */
  requests: number;
  /** Of these, the ones that can change something: all but GET and HEAD, without those that were only challenged. */
  writes: number;
  /** Of the writes, the ones that Azure accepted: what made a difference. */
  accepted: number;
  /** The last answer that said something had failed: 4xx, 5xx, or an operation that ended without success. */
  lastFailure: RecordedFailure | undefined;
  /** Milliseconds that the last answer asked to wait. */
  retryAfterMs: number | undefined;
  /** How this piece of work waits, and tells why; absent: nobody wants to know. */
  readonly wait?: (reason: string, milliseconds: number, attempt: number) => Promise<void>;
}

/** Remembers, for each piece of work by itself. */
export interface FailureRecorder {
  /** To be put innermost in each client (`additionalPolicies`, `perRetry`). */
  readonly policy: PipelinePolicy;
  /** Runs work whose requests are written down in `trace`. */
  readonly during: <T>(trace: RequestTrace, work: () => Promise<T>) => Promise<T>;
  /** The trace of the work that is going on. */
  readonly current: () => RequestTrace | undefined;
}

/** A trace with nothing in it yet. */
export function newRequestTrace(wait?: RequestTrace['wait']): RequestTrace {
  return {
    requests: 0,
    writes: 0,
    accepted: 0,
    lastFailure: undefined,
    retryAfterMs: undefined,
    ...(wait === undefined ? {} : { wait }),
  };
}

const UNSUCCESSFUL = /"(?:status|provisioningState)"\s*:\s*"(?:failed|canceled)"/i;

function failureOf(response: PipelineResponse): RecordedFailure | undefined {
  const text = response.bodyAsText ?? '';
  // The body is parsed only when it can be a failure: most answers are not.
  if (response.status < 400 && !UNSUCCESSFUL.test(text)) return undefined;
  let body: unknown;
  try {
    body = text === '' ? undefined : JSON.parse(text);
  } catch {
    body = { message: text };
  }
  const requestId = response.headers.get('x-ms-request-id');
  const retryAfterMs = retryAfterMsOf(response.headers.get('retry-after'));
  return {
    status: response.status,
    body,
    ...(requestId === undefined ? {} : { requestId }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  };
}

/** Makes a recorder. */
export function createFailureRecorder(): FailureRecorder {
  const traces = new AsyncLocalStorage<RequestTrace>();
  return {
    during: (trace, work) => traces.run(trace, work),
    current: () => traces.getStore(),
    policy: {
      name: 'cmkFailureRecorder',
      async sendRequest(request, next) {
        const response = await next(request);
        const trace = traces.getStore();
        if (trace) {
          trace.requests += 1;
          const isWrite = request.method !== 'GET' && request.method !== 'HEAD';
          if (isWrite && response.status !== 401) trace.writes += 1;
          if (isWrite && response.status < 400) trace.accepted += 1;
          trace.retryAfterMs = retryAfterMsOf(response.headers.get('retry-after'));
          trace.lastFailure = failureOf(response) ?? trace.lastFailure;
        }
        return response;
      },
    },
  };
}
