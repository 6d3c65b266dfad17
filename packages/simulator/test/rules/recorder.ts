/** What clients send and get, written down on its way through their own transport. */
import type { HttpClient } from '@azure/core-rest-pipeline';

/** One request and its answer. */
export interface Exchanged {
  readonly method: string;
  readonly url: string;
  readonly status: number;
  readonly header: (name: string) => string | undefined;
  /** Parsed; `undefined` for an empty answer. */
  readonly body: unknown;
}

/** A transport that hands on to another one and keeps what passed. */
export class Recorder implements HttpClient {
  readonly exchanges: Exchanged[] = [];
  readonly #inner: HttpClient;

  constructor(inner: HttpClient) {
    this.#inner = inner;
  }

  sendRequest: HttpClient['sendRequest'] = async (request) => {
    const response = await this.#inner.sendRequest(request);
    const text = response.bodyAsText ?? '';
    this.exchanges.push({
      method: request.method,
      url: request.url,
      status: response.status,
      header: (name) => response.headers.get(name),
      body: text === '' ? undefined : JSON.parse(text),
    });
    return response;
  };
}
