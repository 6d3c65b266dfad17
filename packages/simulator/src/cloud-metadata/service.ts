/** `GET /metadata/endpoints`: what clients of a cloud that they do not know ask first, without a token. */
import { jsonAnswer, refusalAnswer } from '../kernel/answers.ts';
import { notSimulated, Refusal } from '../kernel/errors.ts';
import type { SimResponse } from '../kernel/exchange.ts';
import { missingApiVersion } from '../kernel/gateway-errors.ts';
import type { HostService } from '../kernel/host.ts';
import type { Settings } from '../kernel/settings.ts';
import { endpointsOf } from './clouds.ts';

const PATH = '/metadata/endpoints';
/** From these on the answer is a list of clouds; from the last on it is the cloud itself. */
const LIST_SINCE = '2019-05-01';
const ONE_SINCE = '2022-09-01';

/** The metadata of the cloud, under the host of its Resource Manager. */
export function createCloudMetadataService(): HostService {
  return {
    handle(request, target, { clock, ledger, settings }) {
      const answer = serve(request.method, target.query.get('api-version'), settings);
      ledger.add({
        at: clock.iso(),
        method: request.method,
        url: request.url,
        status: answer.status,
      });
      return answer;
    },
  };
}

function serve(method: string, apiVersion: string | undefined, { cloud }: Settings): SimResponse {
  try {
    if (!apiVersion) throw missingApiVersion();
    if (method !== 'GET' || apiVersion < LIST_SINCE) {
      throw notSimulated(`${method} ${PATH} of api-version ${apiVersion}`);
    }
    const endpoints = endpointsOf(cloud);
    return jsonAnswer(200, apiVersion < ONE_SINCE ? [endpoints] : endpoints);
  } catch (error) {
    if (error instanceof Refusal) return refusalAnswer(error);
    throw error;
  }
}
