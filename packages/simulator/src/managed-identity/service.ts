import { EVIDENCE_HEADER } from '../kernel/answers.ts';
import type { SimResponse } from '../kernel/exchange.ts';
import type { HostService } from '../kernel/host.ts';
import type { Services } from '../kernel/services.ts';
import { audienceOf } from '../entra/audiences.ts';
import { TokenIssuer } from '../entra/token-issuer.ts';
import { IDENTITY_HEADER, LOCAL_HOST, METADATA_HOST } from './addresses.ts';
import * as refuse from './errors.ts';
import { type Asked, chooseIdentity, identitiesOfMachine, type Source } from './machine.ts';
import { own } from '../kernel/json.ts';

const SECOND_MS = 1000;

/** One form of endpoint. */
interface Endpoint {
  readonly source: Source;
  readonly apiVersion: string;
  /** The header that shows that no page or proxy sent the request, and its value. */
  readonly proof: readonly [name: string, value: string];
  /** Query parameters by what they name of an identity. */
  readonly names: Readonly<Record<string, keyof Asked>>;
}

const ENDPOINTS: ReadonlyMap<string, Endpoint> = new Map(
  Object.entries({
    [`${METADATA_HOST}/metadata/identity/oauth2/token`]: {
      source: 'metadata',
      apiVersion: '2018-02-01',
      proof: ['metadata', 'true'],
      names: {
        client_id: 'clientId',
        object_id: 'objectId',
        principal_id: 'objectId',
        msi_res_id: 'resourceId',
        mi_res_id: 'resourceId',
      },
    },
    [`${LOCAL_HOST}/msi/token`]: {
      source: 'appService',
      apiVersion: '2019-08-01',
      proof: ['x-identity-header', IDENTITY_HEADER],
      names: {
        client_id: 'clientId',
        object_id: 'objectId',
        principal_id: 'objectId',
        mi_res_id: 'resourceId',
      },
    },
    [`${LOCAL_HOST}/msi/ml/token`]: {
      source: 'machineLearning',
      apiVersion: '2017-09-01',
      proof: ['secret', IDENTITY_HEADER],
      names: { clientid: 'clientId' },
    },
  }),
);

/** Tokens for the machine that the code under test runs on: instance metadata, App Service, compute of a workspace. */
export function createManagedIdentityService(): HostService {
  return {
    async handle(request, target, services) {
      const endpoint = ENDPOINTS.get(`${target.host}${target.path.toLowerCase()}`);
      const served =
        endpoint && request.method === 'GET'
          ? await serve(endpoint, request.headers, target.query, services)
          : refuse.notSimulated(`${request.method} ${target.path} of ${target.host}`);
      const answer = 'evidence' in served ? refuse.refusal(served) : served;
      services.ledger.add({
        at: services.clock.iso(),
        method: request.method,
        url: request.url,
        status: answer.status,
        ...('evidence' in served
          ? { code: served.error, evidence: answer.headers[EVIDENCE_HEADER] ?? '' }
          : {}),
      });
      return answer;
    },
  };
}

async function serve(
  { source, apiVersion, proof: [name, value], names }: Endpoint,
  headers: { get(name: string): string | null | undefined },
  query: ReadonlyMap<string, string>,
  services: Services,
): Promise<SimResponse | refuse.MachineError> {
  if (headers.get(name)?.toLowerCase() !== value) {
    return source === 'metadata' ? refuse.noMetadataHeader() : refuse.wrongHeader(name);
  }
  const version = query.get('api-version');
  if (version === undefined) return refuse.missingVariable('api-version');
  if (version !== apiVersion) return refuse.notSimulated(`api-version ${version}`);
  const resource = query.get('resource');
  if (!resource) return refuse.missingVariable('resource');
  const asked: { -readonly [Name in keyof Asked]: string } = {};
  for (const [parameter, given] of query) {
    const what = own(names, parameter.toLowerCase());
    if (what) asked[what] = given;
  }
  const chosen = chooseIdentity(identitiesOfMachine(services), asked, source);
  if ('evidence' in chosen) return chosen;
  if (audienceOf(resource, services.settings.cloud) === undefined) {
    return refuse.notSimulated(`a token for ${resource}`);
  }
  const { token, expiresAt, expiresIn, notBefore } = await new TokenIssuer(services).issue(
    chosen,
    resource,
  );
  const isMetadata = source === 'metadata';
  return refuse.machineAnswer(200, {
    access_token: token,
    client_id: chosen.appId ?? '',
    ...(isMetadata ? { expires_in: String(expiresIn), ext_expires_in: String(expiresIn) } : {}),
    // Seconds since the epoch; clients read nothing else of how long it holds.
    expires_on: String(expiresAt / SECOND_MS),
    ...(isMetadata ? { not_before: String(notBefore / SECOND_MS) } : {}),
    resource,
    token_type: 'Bearer',
  });
}
