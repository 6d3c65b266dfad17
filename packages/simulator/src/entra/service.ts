import { EVIDENCE_HEADER } from '../kernel/answers.ts';
import {
  decode,
  type RequestTarget,
  type SimRequest,
  type SimResponse,
} from '../kernel/exchange.ts';
import type { HostService } from '../kernel/host.ts';
import { drawGuid } from '../kernel/ids.ts';
import type { Services } from '../kernel/services.ts';
import * as refuse from './aadsts.ts';
import { sameInstance } from './instances.ts';
import { instanceDiscovery, openIdConfiguration, userRealmOf } from './metadata.ts';
import { publicJwk } from './signing-key.ts';
import { grantToken } from './token-endpoint.ts';
import { issuerOf, TokenIssuer } from './token-issuer.ts';
import { passwordNeedsTenant } from './user-errors.ts';
import { startDeviceCode } from './user-grants.ts';

/** Names that stand for any tenant: the user who signs in says which. `consumers` are nobody's here. */
const ANY_TENANT: ReadonlySet<string> = new Set(['common', 'organizations', 'consumers']);

/** Entra ID: tokens for applications and users, and what it publishes about itself. */
export function createEntraService(): HostService {
  const issuers = new WeakMap<Services, TokenIssuer>();
  const issuerFor = (services: Services): TokenIssuer => {
    let issuer = issuers.get(services);
    if (!issuer) issuers.set(services, (issuer = new TokenIssuer(services)));
    return issuer;
  };
  return {
    async handle(request, target, services) {
      const served = await serve(request, target, services, issuerFor(services));
      const isRefusal = 'error' in served;
      const answer = isRefusal
        ? refuse.entraRefusal(served, {
            host: target.host,
            correlationId: correlationIdOf(request, target, services),
            at: services.clock.iso(),
          })
        : served;
      services.ledger.add({
        at: services.clock.iso(),
        method: request.method,
        url: request.url,
        status: answer.status,
        ...(isRefusal
          ? { code: codeOf(served), evidence: answer.headers[EVIDENCE_HEADER] ?? '' }
          : {}),
      });
      return answer;
    },
  };
}

const codeOf = ({ number, error }: refuse.EntraError): string =>
  number === undefined ? error : `AADSTS${number}`;

function correlationIdOf(request: SimRequest, target: RequestTarget, services: Services): string {
  return (
    target.query.get('client-request-id') ??
    request.headers.get('client-request-id') ??
    drawGuid(services.world)
  );
}

async function serve(
  request: SimRequest,
  target: RequestTarget,
  services: Services,
  issuer: TokenIssuer,
): Promise<SimResponse | refuse.EntraError> {
  const { directory, settings, world } = services;
  const [tenantName = '', ...rest] = target.path.split('/').slice(1).map(decode);
  const what = `${request.method} /${rest.join('/').toLowerCase()}`;
  if (what === 'GET /discovery/instance') {
    const found = instanceDiscovery(target.query.get('authorization_endpoint') ?? '');
    return found ? refuse.entraAnswer(200, found) : refuse.unknownInstance();
  }
  const isOfCloud = sameInstance(target.host, new URL(settings.cloud.authority).host);
  const tenant = isOfCloud ? directory.tenantNamed(tenantName) : undefined;
  const anyTenant = ANY_TENANT.has(tenantName.toLowerCase()) ? tenantName.toLowerCase() : undefined;
  if (!tenant && anyTenant === undefined) return refuse.tenantNotFound(tenantName);
  if (rest[0]?.toLowerCase() === 'userrealm' && request.method === 'GET') {
    return userRealm(rest[1] ?? '', target, services);
  }
  const form = new URLSearchParams(request.body ?? '');
  if (request.method === 'POST' && anyTenant === 'consumers') {
    return refuse.entraNotSimulated('signing in with a personal Microsoft account');
  }
  const tenantId = tenant?.tenantId ?? '{tenantid}';
  switch (what) {
    case 'POST /oauth2/v2.0/token':
      if (!isOfCloud) return refuse.tenantNotFound(tenantName);
      return anyTenant === 'common' && form.get('grant_type') === 'password'
        ? passwordNeedsTenant()
        : grantToken(tenant, form, issuer);
    case 'POST /oauth2/v2.0/devicecode': {
      if (!isOfCloud) return refuse.tenantNotFound(tenantName);
      const clientId = form.get('client_id');
      if (!clientId) return refuse.missingParameter('client_id');
      return startDeviceCode({ issuer, tenant, form, clientId });
    }
    case 'GET /v2.0/.well-known/openid-configuration':
    case 'GET /.well-known/openid-configuration': {
      const version = what.includes('/v2.0/') ? 2 : 1;
      const name = tenant ? tenantId : tenantName;
      const issuerName = issuerOf(tenantId, settings);
      return refuse.entraAnswer(
        200,
        openIdConfiguration(target.host, name, version, issuerName, settings),
      );
    }
    case 'GET /discovery/v2.0/keys':
    case 'GET /discovery/keys':
      return refuse.entraAnswer(200, {
        keys: [{ ...publicJwk(world), issuer: `${settings.cloud.authority}/${tenantId}/v2.0` }],
      });
    default:
      return refuse.entraNotSimulated(`${request.method} ${target.path} of Entra ID`);
  }
}

/** Where a user's password is known: clients of older kinds ask before they send it. */
function userRealm(name: string, target: RequestTarget, services: Services): SimResponse {
  const domain = name.split('@')[1]?.toLowerCase() ?? '';
  const isKnown = services.directory.tenantNamed(domain) !== undefined;
  return refuse.entraAnswer(200, userRealmOf(target.host, isKnown ? domain : undefined));
}
