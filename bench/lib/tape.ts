import {
  createHttpHeaders,
  type HttpClient,
  type PipelineRequest,
  type PipelineResponse,
} from '@azure/core-rest-pipeline';

/** Answers by request, in the order in which they were given. */
type Tape = ReadonlyMap<string, readonly PipelineResponse[]>;

const keyOf = ({ method, url }: PipelineRequest): string => `${method} ${url}`;

/** A transport that remembers what another one answered. */
export function recording(inner: HttpClient): { readonly client: HttpClient; readonly tape: Tape } {
  const tape = new Map<string, PipelineResponse[]>();
  const client: HttpClient = {
    async sendRequest(request) {
      const answer = await inner.sendRequest(request);
      const key = keyOf(request);
      tape.set(key, [...(tape.get(key) ?? []), answer]);
      return answer;
    },
  };
  return { client, tape };
}

/** A transport that answers from a tape, which costs nothing; the last answer is given again and again. */
export function playing(tape: Tape): HttpClient {
  const given = new Map<string, number>();
  return {
    sendRequest(request) {
      const key = keyOf(request);
      const answers = tape.get(key) ?? [];
      const count = given.get(key) ?? 0;
      given.set(key, count + 1);
      const answer = answers[Math.min(count, answers.length - 1)];
      if (!answer) return Promise.reject(new Error(`nothing on the tape for ${key}`));
      const { status, headers, bodyAsText = '' } = answer;
      return Promise.resolve({
        request,
        status,
        headers: createHttpHeaders(headers.toJSON()),
        bodyAsText,
      });
    },
  };
}
