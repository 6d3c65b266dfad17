import { EVIDENCE_HEADER } from '../kernel/answers.ts';
import type { Caller } from '../kernel/caller.ts';
import type { Principal } from '../kernel/directory.ts';
import { simulatorWording } from '../kernel/errors.ts';
import {
  decode,
  type RequestTarget,
  type SimRequest,
  type SimResponse,
} from '../kernel/exchange.ts';
import type { HostHandler } from '../kernel/host.ts';
import { drawGuid } from '../kernel/ids.ts';
import type { Json } from '../kernel/json.ts';
import type { Services } from '../kernel/services.ts';
import * as refuse from './errors.ts';
import {
  isServicePrincipal,
  presentServicePrincipal,
  presentUser,
  readFilter,
} from './service-principals.ts';

const HOSTS: ReadonlySet<string> = new Set([
  'graph.microsoft.com',
  'graph.microsoft.us',
  'dod-graph.microsoft.us',
  'microsoftgraph.chinacloudapi.cn',
]);

const BY_KEY = /^\/v1\.0\/servicePrincipals(?:\((appId|id)='([^']*)'\)|\/([^/()]+))$/i;
const COLLECTION = /^\/v1\.0\/servicePrincipals(?:\(\))?$/i;

/** Microsoft Graph: reading service principals, and who one is. */
export function createGraphHost(): HostHandler {
  return {
    name: 'graph',
    claims: (host) => HOSTS.has(host),
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
        status: isRefusal ? served.status : 200,
        ...(caller ? { caller: caller.objectId } : {}),
        ...(isRefusal ? { code: served.code, evidence: served.evidence } : {}),
      });
      return answer(served, request, services);
    },
  };
}

type Served = refuse.GraphError | { readonly body: Record<string, Json> };

const isGraphError = (served: Served): served is refuse.GraphError => 'evidence' in served;

function serve(
  request: SimRequest,
  target: RequestTarget,
  services: Services,
  caller: Caller,
): Served {
  const path = decode(target.path);
  if (request.method !== 'GET') return refuse.graphNotSimulated(`${request.method} ${path}`);
  const context = `${services.settings.cloud.graph}/v1.0/$metadata`;
  const me = services.directory.principal(caller.objectId);
  if (path.toLowerCase() === '/v1.0/me') {
    if (caller.kind !== 'user') return refuse.meWithoutUser();
    return me
      ? { body: { '@odata.context': `${context}#users/$entity`, ...presentUser(me) } }
      : refuse.resourceNotFound(caller.objectId);
  }
  const byKey = BY_KEY.exec(path);
  if (!byKey && !COLLECTION.test(path)) return refuse.graphNotSimulated(`GET ${path}`);
  const unknown = [...target.query.keys()].find(
    (name) => !['$select', ...(byKey ? [] : ['$filter'])].includes(name),
  );
  if (unknown !== undefined) return refuse.graphNotSimulated(`the query option '${unknown}'`);
  if (me?.readsDirectory === false) return refuse.insufficientPrivileges();

  const select = target.query.get('$select');
  if (byKey) {
    const key = byKey[2] ?? byKey[3] ?? '';
    const isAppId = byKey[1]?.toLowerCase() === 'appid';
    const found = isAppId
      ? services.directory.servicePrincipal(caller.tenantId, key)
      : services.directory.principal(key);
    return found && isServicePrincipal(found) && found.tenantId === caller.tenantId
      ? {
          body: {
            '@odata.context': `${context}#servicePrincipals${selection(select)}/$entity`,
            ...selected(presentServicePrincipal(found), select),
          },
        }
      : refuse.resourceNotFound(key);
  }
  const filter = target.query.get('$filter');
  const matches = filter === undefined ? () => true : readFilter(filter);
  if (!matches) return refuse.graphNotSimulated(`the $filter '${filter}' on servicePrincipals`);
  const shown = ofTenant(services, caller).map(presentServicePrincipal).filter(matches);
  return {
    body: {
      '@odata.context': `${context}#servicePrincipals${selection(select)}`,
      value: shown.map((one) => selected(one, select)),
    },
  };
}

function ofTenant(services: Services, { tenantId }: Caller): Principal[] {
  return services.directory
    .principals()
    .filter((principal) => isServicePrincipal(principal) && principal.tenantId === tenantId);
}

const selection = (select: string | undefined): string => (select ? `(${select})` : '');

function selected(shown: Record<string, Json>, select: string | undefined): Record<string, Json> {
  if (!select) return shown;
  const wanted = new Set(select.split(',').map((name) => name.trim().toLowerCase()));
  return Object.fromEntries(
    Object.entries(shown).filter(([name]) => wanted.has(name.toLowerCase())),
  );
}

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
  if (!isGraphError(served)) return { status: 200, headers, body: JSON.stringify(served.body) };
  const { status, code, message, evidence } = served;
  const error = {
    code,
    message: evidence === 'assumed' ? `${message}${simulatorWording}` : message,
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
