/**
 * The simulator as a handler of msw, for code whose Azure clients cannot be reached to give them an `httpClient`.
 *
 * @packageDocumentation
 */
import { http, type HttpHandler } from 'msw';
import { azureUrl, machineUrl, misreadUrl } from './azure-hosts.ts';
import { isConnectionDropped } from './connection-dropped.ts';

/** The part of a simulator that this entry needs. */
export interface AnsweringSimulator {
  readonly fetch: (request: Request) => Promise<Response>;
}

/**
 * One handler that answers every call to Azure's hosts from the simulator and leaves everything else to other handlers
 * and to `onUnhandledFrame` (msw 2: `onUnhandledRequest`). Works with msw 2.10 and newer, and with msw 3.
 *
 * What the simulator does not simulate is answered 501 and names itself: no request to Azure leaves the process. To
 * answer such a host yourself, put your handler before this one.
 *
 * @example
 * ```ts
 * import { createSimulator } from '@azureml-cmk/simulator';
 * import { handlers } from '@azureml-cmk/simulator/msw';
 * import { setupServer } from 'msw/node';
 *
 * const sim = await createSimulator();
 * const server = setupServer(...handlers(sim));
 * server.listen({ onUnhandledFrame: 'error' });
 * ```
 */
export function handlers(simulator: AnsweringSimulator): HttpHandler[] {
  return [
    http.all(claimed, ({ request }) => {
      const meant = asSent(request);
      return meant === undefined ? undefined : simulator.fetch(meant).catch(asNetworkError);
    }),
  ];
}

/** A connection that broke: thrown, msw would answer 500 for it. */
function asNetworkError(error: unknown): Response {
  const isBroken = error instanceof TypeError && isConnectionDropped(error.cause);
  if (!isBroken) throw error;
  return Response.error();
}

const claimed = new RegExp(
  [azureUrl, machineUrl, misreadUrl].map(({ source }) => source).join('|'),
  'i',
);

/** The request with the host that it was sent to; `undefined` when that is none of Azure's. */
function asSent(request: Request): Request | undefined {
  if (!misreadUrl.test(request.url)) return request;
  const url = `https://${request.headers.get('host') ?? ''}//${request.url.slice('https://'.length)}`;
  return azureUrl.test(url) ? new Request(url, request) : undefined;
}
