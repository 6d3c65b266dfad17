import { EVIDENCE_HEADER } from '../kernel/answers.ts';
import { simulatorWording } from '../kernel/errors.ts';
import type { SimRequest, SimResponse } from '../kernel/exchange.ts';
import type { HostService } from '../kernel/host.ts';
import { drawGuid } from '../kernel/ids.ts';
import type { Services } from '../kernel/services.ts';
import * as refuse from './errors.ts';
import { serve, type Served } from './serve.ts';

/** Microsoft Graph: what is in the directory, who is in which group, and who one is. */
export function createGraphService(): HostService {
  return {
    async handle(request, target, services) {
      const decision = await services.tokens.verify(request.headers.get('authorization'), 'graph');
      const caller = 'caller' in decision ? decision.caller : undefined;
      const served = caller
        ? serve(request, target, services, caller)
        : refuse.invalidToken('failure' in decision ? decision.failure : 'missing');
      const isRefusal = isGraphError(served);
      services.ledger.add({
        at: services.clock.iso(),
        method: request.method,
        url: request.url,
        status: isRefusal ? served.status : (served.status ?? 200),
        ...(caller ? { caller: caller.objectId } : {}),
        ...(isRefusal ? { code: served.code, evidence: served.evidence } : {}),
      });
      return answer(served, request, services);
    },
  };
}

const isGraphError = (served: Served): served is refuse.GraphError => 'evidence' in served;

function answer(served: Served, request: SimRequest, services: Services): SimResponse {
  const at = services.clock.iso();
  const requestId = drawGuid(services.world);
  const clientRequestId = request.headers.get('client-request-id') ?? requestId;
  const headers = {
    'content-type':
      'application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8',
    'cache-control': 'no-cache',
    'request-id': requestId,
    'client-request-id': clientRequestId,
    'odata-version': '4.0',
    'strict-transport-security': 'max-age=31536000',
  };
  if (!isGraphError(served)) {
    return { status: served.status ?? 200, headers, body: JSON.stringify(served.body) };
  }
  const { status, code, message, evidence, detail } = served;
  const error = {
    code,
    message: evidence === 'assumed' ? `${message}${simulatorWording}` : message,
    ...(detail
      ? { details: [{ ...detail, message, blockedWord: '', prefix: '', suffix: '' }] }
      : {}),
    innerError: {
      date: at.slice(0, 19),
      'request-id': requestId,
      'client-request-id': clientRequestId,
    },
  };
  return {
    status,
    headers: { ...headers, 'content-type': 'application/json', [EVIDENCE_HEADER]: evidence },
    body: JSON.stringify({ error }),
  };
}
