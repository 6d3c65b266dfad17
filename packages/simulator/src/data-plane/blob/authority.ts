/** In whose name a request comes, and whether it may do what it asks. */
import type { Caller, TokenDecision } from '../../kernel/caller.ts';
import { notSimulated } from '../../kernel/errors.ts';
import type { SimRequest } from '../../kernel/exchange.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import type { Services } from '../../kernel/services.ts';
import { isSharedKeyAllowed } from './account-key.ts';
import * as refuse from './blob-errors.ts';
import { findBlob, tenantOf } from './find.ts';
import type { BlobOperation } from './operations.ts';
import type { BlobRequest } from './request.ts';
import { checkGranted, isSas, readSas, type SasGrant } from './sas.ts';
import { checkSignature } from './shared-key.ts';

/** What a request has to show for itself. */
type Authority =
  | { readonly kind: 'key' }
  | { readonly kind: 'caller'; readonly caller: Caller }
  | { readonly kind: 'sas'; readonly grant: SasGrant }
  | { readonly kind: 'anybody' };

/** What was found out of the Authorization header. */
export type BlobDecision = TokenDecision | 'signed';

/** Throws where a key, a token or a signature is not what it seems. */
export function authorityOf(
  services: Services,
  account: StoredResource,
  request: SimRequest,
  decision: BlobDecision,
  about: {
    readonly query: ReadonlyMap<string, string>;
    readonly container: string;
    readonly blob: string;
    readonly isHttp: boolean;
    readonly address: string;
  },
): Authority {
  if (request.headers.get('authorization')?.startsWith('SharedKeyLite ')) {
    throw notSimulated('the scheme SharedKeyLite of the blob service');
  }
  const isMissing =
    decision !== 'signed' && 'failure' in decision && decision.failure === 'missing';
  if (isSas(about.query)) {
    if (!isMissing) throw notSimulated('a SAS beside an Authorization header of the blob service');
    if (!isSharedKeyAllowed(account)) throw refuse.keysNotPermitted();
    return { kind: 'sas', grant: readSas({ services, account, ...about }) };
  }
  if (decision === 'signed') {
    if (!isSharedKeyAllowed(account)) throw refuse.keysNotPermitted();
    checkSignature(services, account, request);
    return { kind: 'key' };
  }
  if ('caller' in decision) return { kind: 'caller', caller: decision.caller };
  if (isMissing) return { kind: 'anybody' };
  throw refuse.badToken();
}

export function checkPermitted(
  authority: Authority,
  request: BlobRequest,
  operation: BlobOperation,
): void {
  switch (authority.kind) {
    case 'key':
      // Whoever holds a key of the account may do everything.
      return;
    case 'caller':
      checkRoles(authority.caller, request, operation);
      return;
    case 'sas':
      checkGranted(
        authority.grant,
        operation,
        () => operation.level === 'blob' && findBlob(request) !== undefined,
      );
      return;
    case 'anybody':
      checkPublic(request, operation);
  }
}

function checkRoles(
  { tenantId, objectId }: Caller,
  { services, account, containerId }: BlobRequest,
  { level, needs: [kind, action] }: BlobOperation,
): void {
  const scope = level === 'account' ? account.id : containerId;
  const { access } = services;
  const isAllowed =
    tenantOf(services, account) === tenantId &&
    access.allows(objectId, action, scope, kind) &&
    !(kind === 'action' && access.denied(objectId, action, scope));
  if (!isAllowed) throw refuse.notPermitted();
}

/** From this version on clients are told that a token would help: they ask once more with one. */
const CHALLENGED_FROM = '2019-12-12';

/** Anybody may read what is open to the public, where the account lets something be. */
function checkPublic(
  { services, account, containerId, headers }: BlobRequest,
  { publicFrom }: BlobOperation,
): void {
  const isAllowed = account.properties['allowBlobPublicAccess'] === true;
  const access = String(services.store.peek(containerId)?.properties['publicAccess'] ?? 'None');
  const isOpen = access === 'Container' || (access === 'Blob' && publicFrom === 'Blob');
  if (isAllowed && isOpen && publicFrom !== undefined) return;
  if ((headers.get('x-ms-version') ?? '') >= CHALLENGED_FROM) throw refuse.noCredential();
  throw isAllowed ? refuse.resourceNotFound() : refuse.publicAccessNotPermitted();
}
