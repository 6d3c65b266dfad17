/**
 * The simulator as a handler of msw, for code whose Azure clients cannot be reached to give them an `httpClient`.
 *
 * @packageDocumentation
 */
import { http, type HttpHandler } from 'msw';
import { azureUrl } from './azure-hosts.ts';

/** The part of a simulator that this entry needs. */
export interface AnsweringSimulator {
  readonly fetch: (request: Request) => Promise<Response>;
}

/**
 * One handler that answers every call to Azure's hosts from the simulator and leaves everything else to other handlers
 * and to `onUnhandledRequest`. Works with msw 2.10 and newer, and with msw 3.
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
 * server.listen({ onUnhandledRequest: 'error' });
 * ```
 */
export function handlers(simulator: AnsweringSimulator): HttpHandler[] {
  return [http.all(azureUrl, ({ request }) => simulator.fetch(request))];
}
