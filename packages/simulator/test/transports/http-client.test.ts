import {
  createHttpHeaders,
  createPipelineRequest,
  type HttpClient,
  type PipelineRequest,
} from '@azure/core-rest-pipeline';
import { describe, expect, test } from 'vitest';
import { createHttpClient } from '../../src/transports/http-client.ts';
import type { SimRequest } from '../../src/kernel/exchange.ts';
import { describeTransport } from './suite.ts';

describeTransport({
  name: 'httpClient',
  reach: (sim, use) => use({ client: sim.clientOptions(), credential: sim.credential() }),
});

/** A transport in front of an echo. */
function echo(): { client: HttpClient; seen: SimRequest[] } {
  const seen: SimRequest[] = [];
  const client = createHttpClient((request) => {
    seen.push(request);
    return Promise.resolve({
      status: 200,
      headers: { 'x-first': '1' },
      body: request.body,
    });
  });
  return { client, seen };
}

const post = (body: NonNullable<PipelineRequest['body']>) =>
  createPipelineRequest({ url: 'https://management.azure.com/', method: 'POST', body });

describe('a body', () => {
  const text = 'größe 🔑';
  const bytes = new TextEncoder().encode(text);
  const halves = () => ReadableStream.from([bytes.slice(0, 4), bytes.slice(4)]);

  test.for<[string, () => NonNullable<PipelineRequest['body']>]>([
    ['a string', () => text],
    ['bytes', () => bytes],
    ['an ArrayBuffer', () => bytes.buffer],
    ['a Blob', () => new Blob([bytes])],
    ['a stream, split inside a character', () => halves() as never],
    ['a function that gives a stream', () => halves as never],
  ])('as %s arrives as text', async ([, body]) => {
    const { client } = echo();
    expect((await client.sendRequest(post(body()))).bodyAsText).toBe(text);
  });

  test('as form data or in parts is refused in words', async () => {
    const { client } = echo();
    await expect(client.sendRequest(post(new FormData()))).rejects.toThrow(
      'a form-data body is not simulated',
    );
    const request = createPipelineRequest({
      url: 'https://management.azure.com/',
      multipartBody: { parts: [{ headers: createHttpHeaders(), body: bytes }] },
    });
    await expect(client.sendRequest(request)).rejects.toThrow('a multipart body is not simulated');
  });
});

test('headers of an answer are read, changed and listed as the original does', async () => {
  const { client } = echo();
  const { headers } = await client.sendRequest(post('x'));
  const original = createHttpHeaders({ 'x-first': '1' });
  for (const both of [headers, original]) {
    expect(both.get('X-First')).toBe('1');
    expect(both.has('x-second')).toBe(false);
    both.set('X-Second', 2);
    expect(both.get('x-second')).toBe('2');
    expect(both.toJSON()).toEqual({ 'x-first': '1', 'x-second': '2' });
    both.delete('X-FIRST');
    expect([...both]).toEqual(
      [['x-second', '2']].map(([name, value]) => [
        expect.stringMatching(new RegExp(`^${name}$`, 'i')),
        value,
      ]),
    );
  }
});

test('changing the headers of one answer leaves the next alone', async () => {
  const answer = { status: 200, headers: { 'x-first': '1' }, body: undefined };
  const client = createHttpClient(() => Promise.resolve(answer));
  (await client.sendRequest(post('x'))).headers.set('x-first', '2');
  expect((await client.sendRequest(post('x'))).headers.get('x-first')).toBe('1');
});

test('an answer is a stream for the statuses that a client wants as one', async () => {
  const bytes = Uint8Array.of(0, 0xff, 0x80);
  const client = createHttpClient(() => ({ status: 200, headers: {}, body: undefined, bytes }));
  const asked = (status: number) =>
    client.sendRequest(
      createPipelineRequest({
        url: 'https://st.blob.core.windows.net/c/b',
        streamResponseStatusCodes: new Set([status]),
      }),
    );
  const chunks: Uint8Array[] = [];
  for await (const chunk of (await asked(200)).readableStreamBody ?? []) {
    chunks.push(chunk as Buffer);
  }
  expect(Buffer.concat(chunks)).toEqual(Buffer.from(bytes));
  expect(await asked(206)).toMatchObject({ bodyAsText: '\0\ufffd\ufffd' });
});
