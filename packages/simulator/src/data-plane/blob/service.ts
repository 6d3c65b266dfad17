/** `https://{account}.blob.core.windows.net`: one request through the data plane of an account's blobs. */
import { CLIENT_ADDRESS, SERVICE_ADDRESS } from '../../kernel/addresses.ts';
import { notSimulated, Refusal } from '../../kernel/errors.ts';
import {
  decode,
  type HeaderReader,
  parseTarget,
  type RequestTarget,
  type SimRequest,
  type SimResponse,
} from '../../kernel/exchange.ts';
import type { HostService } from '../../kernel/host.ts';
import type { Download } from '../../kernel/ports.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import type { Services } from '../../kernel/services.ts';
import { STORAGE_ACCOUNT_NAMES } from '../../kernel/storage-account.ts';
import { ACCOUNT_SCOPE, BLOB_CONTAINERS } from '../../kernel/blobs.ts';
import { isHttpsOnly, scopeOf } from './account-key.ts';
import { authorityOf, type BlobDecision, checkPermitted } from './authority.ts';
import * as refuse from './blob-errors.ts';
import { finish, refusalDocument } from './finish.ts';
import { letsIn } from './network.ts';
import { type BlobOperation, blobOperation, type Level, refuseUnplayed } from './operations.ts';
import type { BlobAnswer, BlobRequest } from './request.ts';
import { isSigned } from './shared-key.ts';

const VERSION = /^\d{4}-\d{2}-\d{2}$/;
const NO_CONTENT = new Uint8Array();

/** What a path names. */
interface Place {
  readonly level: Level;
  readonly container: string;
  readonly blob: string;
}

/** The blobs of the accounts whose hosts have an ending (`.blob.core.windows.net`). */
export class BlobService implements HostService {
  readonly #ending: string;

  constructor(ending: string) {
    this.#ending = ending;
  }

  actionOf(method: string, { path, query }: RequestTarget): string | undefined {
    try {
      return blobOperation(method, placeIn(path).level, query).needs[1];
    } catch (error) {
      if (error instanceof Refusal) return undefined;
      throw error;
    }
  }

  handle(
    request: SimRequest,
    target: RequestTarget,
    services: Services,
  ): Promise<SimResponse> | SimResponse {
    const authorization = request.headers.get('authorization') ?? '';
    if (isSigned(authorization)) return this.#answer(request, target, services, 'signed');
    const decision = services.tokens.verify(authorization, 'storage', target.host);
    return decision instanceof Promise
      ? decision.then((decided) => this.#answer(request, target, services, decided))
      : this.#answer(request, target, services, decision);
  }

  /** What a service of Azure reads that has a URL and no more; `undefined`: of another host. */
  get(url: string, services: Services): Download | undefined {
    const target = parseTarget(url);
    if (!target?.host.endsWith(this.#ending)) return undefined;
    const headers: HeaderReader = { get: () => undefined };
    const request: SimRequest = { method: 'GET', url, headers, body: undefined };
    const answer = this.#answer(request, target, services, { failure: 'missing' }, SERVICE_ADDRESS);
    const text = answer.bytes ? new TextDecoder().decode(answer.bytes) : (answer.body ?? '');
    return { status: answer.status, text };
  }

  refusal(request: SimRequest, refusal: Refusal, services: Services): SimResponse {
    return refusalDocument({ request, services }, refusal);
  }

  #answer(
    request: SimRequest,
    target: RequestTarget,
    services: Services,
    decision: BlobDecision,
    address: string = CLIENT_ADDRESS,
  ): SimResponse {
    const accountName = target.host.slice(0, -this.#ending.length);
    const account = accountNamed(services, accountName);
    let outcome: BlobAnswer | Refusal;
    try {
      if (!account) throw refuse.noSuchAccount(target.host);
      outcome = serve(request, target, services, account, decision, address);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      outcome = error;
    }
    return finish({ request, services, account, decision }, outcome);
  }
}

/** An account whose creation goes on is not there yet. */
function accountNamed({ world, store }: Services, name: string): StoredResource | undefined {
  const id = world.get<string>(STORAGE_ACCOUNT_NAMES, name);
  return id === undefined ? undefined : store.peek(id);
}

/** Firewall, token or signature, operation, permission; the operation looks at the rest. The order is assumed. */
function serve(
  request: SimRequest,
  target: RequestTarget,
  services: Services,
  account: StoredResource,
  decision: BlobDecision,
  address: string,
): BlobAnswer {
  const { headers } = request;
  const isHttp = target.origin.startsWith('http:');
  if (isHttp && isHttpsOnly(account)) throw refuse.needsHttps();
  if (!letsIn(account, address)) throw refuse.closedToNetwork();
  const { level, container, blob } = placeIn(pathOf(request.url));
  const containerId = `${account.id}/blobServices/default/containers/${container}`;
  const authority = authorityOf(services, account, request, decision, {
    query: target.query,
    container,
    blob,
    isHttp,
    address,
  });
  const version = headers.get('x-ms-version') ?? '';
  // Whoever has no more than a URL sends no version.
  const needsVersion = authority.kind === 'key' || authority.kind === 'caller';
  if (needsVersion ? !VERSION.test(version) : version !== '' && !VERSION.test(version)) {
    throw refuse.invalidHeader();
  }
  const operation = blobOperation(request.method, level, target.query);
  const asked: BlobRequest = {
    services,
    account,
    told: authority.kind === 'sas' ? authority.grant.headers : {},
    containerId,
    containerName: container,
    blobName: blob,
    headers,
    query: target.query,
    content: request.bytes ?? (request.body ? Buffer.from(request.body) : NO_CONTENT),
    origin: target.origin,
  };
  checkPermitted(authority, asked, operation);
  refuseUnplayed(asked);
  refuseScope(asked, operation);
  return operation.handle(asked);
}

/** A container whose blobs are under a scope's key: that is not played, and the account's key would be a lie. */
function refuseScope(
  { services, containerId }: BlobRequest,
  { level, method }: BlobOperation,
): void {
  if (level !== 'blob' || method !== 'PUT') return;
  const container = services.store.peek(containerId);
  const scope = container && scopeOf(container);
  if (scope === undefined || scope === ACCOUNT_SCOPE) return;
  throw notSimulated(`a blob under the encryption scope '${scope}' of its ${BLOB_CONTAINERS}`);
}

/** The path as it was sent: a blob's name may have slashes wherever it likes. */
function pathOf(url: string): string {
  return /^https?:\/\/[^/?#]+([^?#]*)/i.exec(url)?.[1] ?? '/';
}

function placeIn(path: string): Place {
  const [, container = '', ...rest] = path.split('/');
  const blob = decodePath(rest.join('/'));
  const level = container === '' ? 'account' : blob === '' ? 'container' : 'blob';
  return { level, container: decode(container), blob };
}

/** Control characters that the documents name as no part of a name. */
const NO_NAME = /[\u0000-\u001F\u0081]/;

function decodePath(text: string): string {
  let name: string;
  try {
    name = decodeURIComponent(text);
  } catch {
    throw refuse.invalidName();
  }
  if (NO_NAME.test(name)) throw refuse.invalidName();
  return name;
}
