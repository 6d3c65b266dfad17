/**
 * The transport of the clients of storage accounts: they take the shape of an HTTP client that the SDK had before, and
 * convert it themselves.
 */
import type { HttpClient, PipelineRequest } from '@azure/core-rest-pipeline';

/** Headers in that shape. */
export interface StorageHeaders {
  set(name: string, value: string | number): void;
  get(name: string): string | undefined;
  contains(name: string): boolean;
  remove(name: string): boolean;
  rawHeaders(): Record<string, string>;
  headersArray(): { name: string; value: string }[];
  headerNames(): string[];
  headerValues(): string[];
  clone(): StorageHeaders;
  toJson(options?: { preserveCase?: boolean }): Record<string, string>;
}

/** What of a request in that shape is read. */
export interface StorageRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Pick<StorageHeaders, 'get' | 'toJson'>;
  readonly body?: unknown;
  readonly abortSignal?: unknown;
  readonly streamResponseStatusCodes?: Set<number>;
}

/** An answer in that shape. */
export interface StorageResponse<Request> {
  readonly request: Request;
  readonly status: number;
  readonly headers: StorageHeaders;
  readonly bodyAsText?: string | null;
  readonly readableStreamBody?: NodeJS.ReadableStream;
}

/** An HTTP client in that shape. */
export interface StorageHttpClient {
  sendRequest<Request extends StorageRequest>(request: Request): Promise<StorageResponse<Request>>;
}

/** Options to spread into those of `BlobServiceClient` and its like. */
export interface SimulatorStorageOptions {
  readonly httpClient: StorageHttpClient;
  /** As many tries as the client's default; they only wait less. */
  readonly retryOptions: {
    readonly maxTries: number;
    readonly retryDelayInMs: number;
    readonly maxRetryDelayInMs: number;
  };
}

const MAX_TRIES = 4;
const RETRY_DELAY_MS = 1;

/** Options for the clients of storage accounts, over the transport that other clients have. */
export function createStorageOptions(httpClient: HttpClient): SimulatorStorageOptions {
  return {
    httpClient: storageClient(httpClient),
    retryOptions: {
      maxTries: MAX_TRIES,
      retryDelayInMs: RETRY_DELAY_MS,
      maxRetryDelayInMs: RETRY_DELAY_MS,
    },
  };
}

function storageClient(httpClient: HttpClient): StorageHttpClient {
  return {
    async sendRequest(request) {
      const { method, url, body, abortSignal, streamResponseStatusCodes } = request;
      const headers = new Headers(request.headers.toJson());
      const asked = { method, url, headers, body, abortSignal, streamResponseStatusCodes };
      const { status, bodyAsText, readableStreamBody, ...answer } = await httpClient.sendRequest(
        asked as unknown as PipelineRequest,
      );
      return {
        request,
        status,
        headers: new AnswerHeaders(answer.headers.toJSON()),
        ...(bodyAsText === undefined ? {} : { bodyAsText }),
        ...(readableStreamBody === undefined ? {} : { readableStreamBody }),
      };
    },
  };
}

class AnswerHeaders implements StorageHeaders {
  readonly #values: Map<string, string>;

  constructor(values: Readonly<Record<string, string>>) {
    this.#values = new Map(Object.entries(values));
  }

  set(name: string, value: string | number): void {
    this.#values.set(name.toLowerCase(), String(value));
  }

  get(name: string): string | undefined {
    return this.#values.get(name.toLowerCase());
  }

  contains(name: string): boolean {
    return this.#values.has(name.toLowerCase());
  }

  remove(name: string): boolean {
    return this.#values.delete(name.toLowerCase());
  }

  rawHeaders(): Record<string, string> {
    return this.toJson();
  }

  headersArray(): { name: string; value: string }[] {
    return [...this.#values].map(([name, value]) => ({ name, value }));
  }

  headerNames(): string[] {
    return [...this.#values.keys()];
  }

  headerValues(): string[] {
    return [...this.#values.values()];
  }

  clone(): StorageHeaders {
    return new AnswerHeaders(this.toJson());
  }

  toJson(): Record<string, string> {
    return Object.fromEntries(this.#values);
  }
}
