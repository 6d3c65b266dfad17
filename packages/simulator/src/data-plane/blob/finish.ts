/** What becomes of every request to an account: an entry of the ledger, and an answer with what all answers have. */
import { evidenceHeaders } from '../../kernel/answers.ts';
import type { TokenDecision } from '../../kernel/caller.ts';
import { Refusal } from '../../kernel/errors.ts';
import type { SimRequest, SimResponse } from '../../kernel/exchange.ts';
import { drawGuid } from '../../kernel/ids.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import type { Services } from '../../kernel/services.ts';
import { storageInstant } from '../../kernel/storage-account.ts';
import { tenantOf } from './find.ts';
import { type BlobAnswer, httpDate } from './request.ts';
import { leaf, xmlDocument } from './xml.ts';

const SERVER = 'Windows-Azure-Blob/1.0 Microsoft-HTTPAPI/2.0';
const NOT_MODIFIED = 304;
const UNAUTHORIZED = 401;

type Context = Pick<Asked, 'request' | 'services'>;

/** Who asked whom. */
interface Asked {
  readonly request: SimRequest;
  readonly services: Services;
  readonly account: StoredResource | undefined;
  readonly decision: TokenDecision | 'signed';
}

export function finish(asked: Asked, outcome: BlobAnswer | Refusal): SimResponse {
  const { request, services, decision } = asked;
  const { ledger, clock, world } = services;
  const requestId = drawGuid(world);
  const refusal = outcome instanceof Refusal ? outcome.data : undefined;
  const answer = outcome instanceof Refusal ? refused(asked, outcome, requestId) : outcome;
  const caller =
    decision !== 'signed' && 'caller' in decision ? decision.caller.objectId : undefined;
  ledger.add({
    at: clock.iso(),
    method: request.method,
    url: request.url,
    status: answer.status,
    ...(caller === undefined ? {} : { caller }),
    ...(refusal ? { code: refusal.code, evidence: refusal.evidence } : {}),
    ...(refusal?.ruleId === undefined ? {} : { ruleId: refusal.ruleId }),
  });
  return sent(asked, answer, requestId);
}

/** A refusal that nobody's operation came to: an error document like any other. */
export function refusalDocument(context: Context, refusal: Refusal): SimResponse {
  const requestId = drawGuid(context.services.world);
  return sent(context, errorDocument(context, refusal, requestId), requestId);
}

/** An answer with what all answers have. */
function sent({ request, services }: Context, answer: BlobAnswer, requestId: string): SimResponse {
  const { status, xml, bytes } = answer;
  const version = request.headers.get('x-ms-version');
  const echo = request.headers.get('x-ms-client-request-id');
  const hasBody = request.method !== 'HEAD' && status !== NOT_MODIFIED;
  const body = hasBody ? xml : undefined;
  const length = bytes?.length ?? (body === undefined ? 0 : Buffer.byteLength(body));
  return {
    status,
    headers: {
      'content-length': String(length),
      ...(xml === undefined ? {} : { 'content-type': 'application/xml' }),
      server: SERVER,
      date: httpDate(services.world.now),
      'x-ms-request-id': requestId,
      ...(version ? { 'x-ms-version': version } : {}),
      ...(echo ? { 'x-ms-client-request-id': echo } : {}),
      ...answer.headers,
    },
    body,
    ...(bytes ? { bytes } : {}),
  };
}

function refused(asked: Asked, refusal: Refusal, requestId: string): BlobAnswer {
  const answer = errorDocument(asked, refusal, requestId);
  if (answer.status !== UNAUTHORIZED) return answer;
  return { ...answer, headers: { ...answer.headers, 'www-authenticate': challenge(asked) } };
}

function errorDocument({ services }: Context, refusal: Refusal, requestId: string): BlobAnswer {
  const { code, status, headers } = refusal.data;
  const time = storageInstant(services.clock.iso());
  const message = `${refusal.text}\nRequestId:${requestId}\nTime:${time}`;
  return {
    status,
    headers: { 'x-ms-error-code': code, ...evidenceHeaders(refusal), ...headers },
    xml: xmlDocument('Error', {}, leaf('Code', code), leaf('Message', message)),
  };
}

/** As users report it: clients read from it in which tenant the account is. */
function challenge({ services, account }: Asked): string {
  const { authority } = services.settings.cloud;
  const tenantId = (account && tenantOf(services, account)) ?? 'common';
  return `Bearer authorization_uri=${authority}/${tenantId}/oauth2/authorize resource_id=https://storage.azure.com`;
}
