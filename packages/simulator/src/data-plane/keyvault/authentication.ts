/** Tokens at the door of a vault. The first call of every client comes without one and gets the challenge. */
import type { Caller, TokenDecision } from '../../kernel/caller.ts';
import type { Refusal } from '../../kernel/errors.ts';
import type { Services } from '../../kernel/services.ts';
import { unauthorized } from './access-errors.ts';
import type { VaultView } from './vault-view.ts';

/** The caller that a decision on a token lets in; throws the challenge otherwise. */
export function authenticate(
  services: Services,
  vault: VaultView,
  decision: TokenDecision,
): Caller {
  const { vaultSuffix } = services.settings.cloud;
  const challenge = challengeOf(services, vault);
  if ('caller' in decision) {
    const { caller } = decision;
    const refusal = otherTenantRefusal(services, vault, caller);
    if (refusal) throw refusal;
    return caller;
  }
  switch (decision.failure) {
    case 'missing':
      throw unauthorized(
        'AKV10000: Request is missing a Bearer or PoP token.',
        'recorded',
        challenge,
      );
    case 'audience':
      throw unauthorized(
        `AKV10022: Invalid audience. Expected https://${vaultSuffix}, found: ${decision.detail}.`,
        'reported',
        challenge,
      );
    case 'issuer':
      throw unauthorized(
        `AKV10032: Invalid issuer. Expected one of ${issuer(vault.tenantId)}, found ${issuer(decision.tenantId ?? '')}.`,
        'reported',
        challenge,
      );
    case 'signature':
      throw unauthorized(
        'AKV10046: Unable to resolve the key used for signature validation.',
        'reported',
        challenge,
      );
    default:
      throw unauthorized(`The token is ${WORDS[decision.failure]}`, 'assumed', challenge);
  }
}

/** Why a token of a caller is not taken that is of another tenant than the vault; `undefined` when it is of the same. */
export function otherTenantRefusal(
  services: Services,
  vault: VaultView,
  caller: Caller,
): Refusal | undefined {
  if (caller.tenantId.toLowerCase() === vault.tenantId.toLowerCase()) return undefined;
  const expected = caller.issuer.replace(caller.tenantId, vault.tenantId);
  return unauthorized(
    `AKV10032: Invalid issuer. Expected one of ${expected}, found ${caller.issuer}.`,
    'reported',
    challengeOf(services, vault),
  );
}

function challengeOf({ settings }: Services, vault: VaultView): string {
  const { authority, vaultSuffix } = settings.cloud;
  return `Bearer authorization="${authority}/${vault.tenantId}", resource="https://${vaultSuffix}"`;
}

const WORDS = {
  malformed: 'not a JSON Web Token',
  expired: 'expired',
  notYetValid: 'not valid yet',
} as const;

/** How Entra ID signs for a tenant. */
export function issuer(tenantId: string): string {
  return `https://sts.windows.net/${tenantId}/`;
}
