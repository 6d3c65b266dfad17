import type { HttpClient, PipelineRequest, PipelineResponse } from '@azure/core-rest-pipeline';
import { createHttpHeaders } from '@azure/core-rest-pipeline';

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** A request as it went over the wire. */
export interface SentRequest {
  readonly method: string;
  readonly url: string;
  readonly body: unknown;
  readonly authorization: string | undefined;
}

export interface TableHttpClient {
  readonly httpClient: HttpClient;
  readonly sent: SentRequest[];
}

/** An `HttpClient` that answers from a function and writes down what was sent. */
export function tableHttpClient(
  answer: (request: PipelineRequest, index: number) => Answer,
): TableHttpClient {
  const sent: SentRequest[] = [];
  return {
    sent,
    httpClient: {
      sendRequest(request): Promise<PipelineResponse> {
        sent.push({
          method: request.method,
          url: request.url,
          body: typeof request.body === 'string' ? JSON.parse(request.body) : undefined,
          authorization: request.headers.get('authorization'),
        });
        const { status, headers = {}, body } = answer(request, sent.length - 1);
        return Promise.resolve({
          request,
          status,
          headers: createHttpHeaders(headers),
          bodyAsText: body === undefined ? '' : JSON.stringify(body),
        });
      },
    },
  };
}

/** A credential that gives a token naming the scope it was asked for. */
export function scopeCredential(): {
  readonly asked: string[];
  readonly getToken: (
    scopes: string | string[],
  ) => Promise<{ token: string; expiresOnTimestamp: number }>;
} {
  const asked: string[] = [];
  return {
    asked,
    getToken: (scopes) => {
      asked.push(...[scopes].flat());
      return Promise.resolve({
        token: 'not-a-real-token',
        expiresOnTimestamp: Number.MAX_SAFE_INTEGER,
      });
    },
  };
}
