import type { TokenCredential } from '@azure/core-auth';
import { createHttpHeaders, type HttpClient } from '@azure/core-rest-pipeline';
import { KeyClient } from '@azure/keyvault-keys';
import type { Simulator } from '@azureml-cmk/simulator';
import { constantCredential, VAULT } from './scene.ts';

/** What a client of the data plane is made with. */
export interface Access {
  readonly credential: TokenCredential;
  readonly options: { readonly httpClient: HttpClient };
}

export const ofSimulator = (sim: Simulator): Access => ({
  credential: sim.credential(),
  options: sim.clientOptions('vault'),
});

export const keyClient = ({ credential, options }: Access): KeyClient =>
  new KeyClient(`https://${VAULT}.vault.azure.net`, credential, options);

/**
 * The floor: an `HttpClient` that answers each method and path as the simulator did when `work` was done over it once, and
 * does nothing else. The challenge of the first request is among the answers.
 */
export async function constantAccess(
  sim: Simulator,
  work: (access: Access) => Promise<unknown>,
): Promise<Access> {
  const answers = new Map<
    string,
    { status: number; headers: Record<string, string>; body: string }
  >();
  const nameOf = (
    method: string,
    url: string,
    headers: { has: (name: string) => boolean },
  ): string => `${headers.has('authorization') ? 'told' : 'asked'} ${method} ${url}`;
  const { credential, options } = ofSimulator(sim);
  const recorder: HttpClient = {
    async sendRequest(request) {
      const response = await options.httpClient.sendRequest(request);
      answers.set(nameOf(request.method, request.url, request.headers), {
        status: response.status,
        headers: response.headers.toJSON(),
        body: response.bodyAsText ?? '',
      });
      return response;
    },
  };
  await work({ credential, options: { ...options, httpClient: recorder } });
  const constants = new Map(
    [...answers].map(([name, { headers, ...answer }]) => [
      name,
      { ...answer, headers: createHttpHeaders(headers) },
    ]),
  );
  return {
    credential: constantCredential,
    options: {
      httpClient: {
        sendRequest(request) {
          const answer = constants.get(nameOf(request.method, request.url, request.headers));
          if (!answer)
            throw new Error(`no answer was recorded for ${request.method} ${request.url}`);
          const { status, headers, body } = answer;
          return Promise.resolve({ request, status, headers, bodyAsText: body });
        },
      },
    },
  };
}
