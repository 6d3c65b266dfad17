import type {
  HttpClient,
  HttpHeaders,
  PipelineRequest,
  PipelineResponse,
} from '@azure/core-rest-pipeline';
import type { ConnectionDropped, Exchange, SimRequest, SimResponse } from '../kernel/exchange.ts';
import { isConnectionDropped } from './connection-dropped.ts';

/**
 * An Azure SDK transport that answers in process: `new KeyClient(url, credential, { httpClient })`.
 *
 * Of the request it reads the method, the URL, the headers, the body and the abort signal; there is no connection, so
 * time-outs, proxies and TLS settings mean nothing to it.
 */
export function createHttpClient(exchange: Exchange): HttpClient {
  return {
    async sendRequest(request: PipelineRequest): Promise<PipelineResponse> {
      throwIfAborted(request.abortSignal);
      const { method, url, headers, body, multipartBody } = request;
      const isPlain = typeof body === 'string' || (!body && multipartBody === undefined);
      const content = isPlain ? { body: body ?? undefined } : await contentOf(body, multipartBody);
      let answer: SimResponse;
      try {
        answer = await exchange({ method, url, headers, ...content });
      } catch (error) {
        throw isConnectionDropped(error) ? asRestError(error, request) : error;
      }
      throwIfAborted(request.abortSignal);
      const { status, body: text = '', bytes } = answer;
      const told = { request, status, headers: new AnswerHeaders(answer.headers) };
      if (isStreamed(request, status)) {
        const { Readable } = await import('node:stream');
        return { ...told, readableStreamBody: Readable.from([Buffer.from(bytes ?? text)]) };
      }
      return { ...told, bodyAsText: bytes ? new TextDecoder().decode(bytes) : text };
    },
  };
}

/** The few lines of `HttpHeaders` that clients use; importing the original costs 64 ms at start. */
class AnswerHeaders implements HttpHeaders {
  #values: Record<string, string>;
  #owned = false;

  constructor(values: Readonly<Record<string, string>>) {
    this.#values = values;
  }

  get(name: string): string | undefined {
    return this.has(name) ? this.#values[name.toLowerCase()] : undefined;
  }

  has(name: string): boolean {
    return Object.hasOwn(this.#values, name.toLowerCase());
  }

  set(name: string, value: string | number | boolean): void {
    this.#own()[name.toLowerCase()] = String(value);
  }

  delete(name: string): void {
    delete this.#own()[name.toLowerCase()];
  }

  toJSON(): Record<string, string> {
    return { ...this.#values };
  }

  [Symbol.iterator](): Iterator<[string, string]> {
    return Object.entries(this.#values)[Symbol.iterator]();
  }

  #own(): Record<string, string> {
    if (!this.#owned) this.#values = { ...this.#values };
    this.#owned = true;
    return this.#values;
  }
}

function throwIfAborted(signal: PipelineRequest['abortSignal']): void {
  if (!signal?.aborted) return;
  // Clients tell an abort by its name.
  throw Object.assign(new Error('The operation was aborted.'), { name: 'AbortError' });
}

/** As the client for Node tells of it; the pipeline knows its errors by name. */
function asRestError({ message, code }: ConnectionDropped, request: PipelineRequest): Error {
  return Object.assign(new Error(message), { name: 'RestError', code, request });
}

/** Whether a client wants this answer as a stream: infinity stands for every status. */
function isStreamed(
  { streamResponseStatusCodes: codes }: PipelineRequest,
  status: number,
): boolean {
  return codes !== undefined && (codes.has(status) || codes.has(Number.POSITIVE_INFINITY));
}

async function contentOf(
  body: Exclude<PipelineRequest['body'], string>,
  multipart: PipelineRequest['multipartBody'],
): Promise<Pick<SimRequest, 'body' | 'bytes'>> {
  if (multipart !== undefined) throw new TypeError('a multipart body is not simulated');
  if (body === undefined || body === null) return { body: undefined };
  const content = typeof body === 'function' ? body() : body;
  if (content instanceof FormData) throw new TypeError('a form-data body is not simulated');
  const isWhole =
    content instanceof Blob || content instanceof ArrayBuffer || ArrayBuffer.isView(content);
  const bytes = isWhole
    ? await new Blob([content as Uint8Array<ArrayBuffer>]).bytes()
    : await collected(content as AsyncIterable<Uint8Array | string>);
  return { body: new TextDecoder().decode(bytes), bytes };
}

async function collected(content: AsyncIterable<Uint8Array | string>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of content) {
    chunks.push(typeof chunk === 'string' ? Buffer.from(chunk) : chunk);
  }
  return Buffer.concat(chunks);
}
