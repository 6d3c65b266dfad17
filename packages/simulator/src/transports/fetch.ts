import type { Exchange, SimResponse } from '../kernel/exchange.ts';
import { isConnectionDropped } from './connection-dropped.ts';

/** What `createFetch` gives: `fetch`, answered by a simulator. */
export type SimulatorFetch = (
  input: Request | URL | string,
  init?: RequestInit,
) => Promise<Response>;

/** Statuses whose `Response` may not be given a body. */
const WITHOUT_BODY: ReadonlySet<number> = new Set([204, 205, 304]);

/** The web-standard face of an exchange: `Request` in, `Response` out. Aborting the request rejects, as `fetch` does. */
export function createFetch(exchange: Exchange): SimulatorFetch {
  return async (input, init) => {
    const request =
      input instanceof Request && init === undefined ? input : new Request(input, init);
    request.signal.throwIfAborted();
    const { method, url, headers } = request;
    const bytes = request.body === null ? undefined : await request.bytes();
    const asked = {
      method,
      url,
      headers,
      body: bytes && new TextDecoder().decode(bytes),
      ...(bytes ? { bytes } : {}),
    };
    let answer: SimResponse;
    try {
      answer = await exchange(asked);
    } catch (error) {
      // As `fetch` of Node tells of it.
      throw isConnectionDropped(error) ? new TypeError('fetch failed', { cause: error }) : error;
    }
    request.signal.throwIfAborted();
    // An empty text would bring a type of content along.
    const body = WITHOUT_BODY.has(answer.status) ? null : (answer.bytes ?? (answer.body || null));
    return new Response(body, {
      status: answer.status,
      headers: answer.headers,
    });
  };
}
