import { createHttpHeaders, type HttpClient, RestError } from '@azure/core-rest-pipeline';
import { expect, test } from 'vitest';
import { createSimulator, type Simulator } from '../../src/index.ts';
import { describeTransport } from './suite.ts';

/** The clients on top of web `Request` and `Response`, as they run in a browser. */
function overFetch(sim: Simulator): HttpClient {
  return {
    async sendRequest(request) {
      const response = await sim
        .fetch(request.url, {
          method: request.method,
          headers: request.headers.toJSON({ preserveCase: true }),
          body: (request.body as string | undefined) ?? null,
          ...(request.abortSignal ? { signal: request.abortSignal as AbortSignal } : {}),
        })
        .catch((error: unknown) => {
          if (error instanceof DOMException && error.name === 'AbortError') throw error;
          throw new RestError(String(error), { code: RestError.REQUEST_SEND_ERROR, request });
        });
      return {
        request,
        status: response.status,
        headers: createHttpHeaders(Object.fromEntries(response.headers)),
        bodyAsText: await response.text(),
      };
    },
  };
}

describeTransport({
  name: 'fetch',
  reach: (sim, use) =>
    use({ client: { httpClient: overFetch(sim) }, credential: sim.credential() }),
});

test('takes a Request, a URL or a string', async () => {
  const sim = createSimulator();
  const url = `https://login.microsoftonline.com/${sim.tenantId}/discovery/v2.0/keys`;
  for (const input of [url, new URL(url), new Request(url)]) {
    expect((await sim.fetch(input)).status).toBe(200);
  }
  expect((await sim.fetch(new Request(url), { method: 'DELETE' })).status).toBe(501);
});

test('answers a host that it does not play with 501 and its name', async () => {
  const response = await createSimulator().fetch('https://example.org/a?b=c');
  expect(response.status).toBe(501);
  expect(await response.json()).toEqual({
    error: {
      code: 'NotSimulated',
      message: 'GET https://example.org/a?b=c is not simulated (simulator wording)',
    },
  });
});
