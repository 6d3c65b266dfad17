import type { JWTPayload } from 'jose';
import type { Audience, Caller, TokenDecision, TokenVerifier } from '../kernel/caller.ts';
import { audienceOf, onlyHostOf } from './audiences.ts';
import { hasGroupOverage } from './group-claims.ts';
import { jose } from './jose.ts';
import { Memo } from '../kernel/memo.ts';
import { issuerOf, type TokenContext, TokenIssuer, tokenNow } from './token-issuer.ts';
import { SIGNING_ALGORITHM } from './signing-key.ts';

/** A token whose signature holds. */
interface KnownToken {
  readonly audience: Audience | undefined;
  /** The only host that it opens; absent: all of its audience. */
  readonly onlyHost: string | undefined;
  /** The `aud` claim as written. */
  readonly audienceClaim: string;
  /** Epoch milliseconds, inclusive. */
  readonly notBefore: number;
  /** Epoch milliseconds, exclusive. */
  readonly expires: number;
  readonly tenantId: string;
  /** Whether `iss` is the issuer of that tenant. */
  readonly isOfTenant: boolean;
  readonly accepted: { readonly caller: Caller };
  /** Whether it names no groups because there are too many. */
  readonly hasGroupOverage: boolean;
}

/** How many tokens are remembered. */
const MAX_KNOWN_TOKENS = 1024;
const SECOND_MS = 1000;
const SCHEME = /^bearer +(\S+) *$/i;

/**
 * Verifies the bearer tokens of one world: signature (once per token), tenant, audience and lifetime (each time).
 *
 * A token that was verified is answered for without a promise: this stands in the way of every request.
 */
export function createTokenVerifier(
  context: TokenContext,
  issuer: TokenIssuer = new TokenIssuer(context),
): TokenVerifier {
  const known = new Memo<KnownToken>(MAX_KNOWN_TOKENS);
  let last: { readonly authorization: string; readonly token: KnownToken } | undefined;
  let { seed } = context.world;

  const judge = (token: KnownToken, audience: Audience, host?: string): TokenDecision => {
    const now = tokenNow(context);
    const { tenantId } = token;
    if (!token.isOfTenant || !context.directory.tenant(tenantId))
      return { failure: 'issuer', tenantId };
    const isForHost = token.onlyHost === undefined || token.onlyHost === host;
    if (token.audience !== audience || !isForHost) {
      return { failure: 'audience', detail: token.audienceClaim, tenantId };
    }
    if (now < token.notBefore) return { failure: 'notYetValid', tenantId };
    if (now >= token.expires) return { failure: 'expired', tenantId };
    if (!token.hasGroupOverage) return token.accepted;
    const { caller } = token.accepted;
    return { caller: { ...caller, groups: context.directory.groupsOf(caller.objectId) } };
  };

  const firstSight = async (
    authorization: string,
    audience: Audience,
    host?: string,
  ): Promise<TokenDecision> => {
    const text = SCHEME.exec(authorization)?.[1];
    if (text === undefined) return { failure: 'malformed' };
    const read = await readToken(text, issuer);
    if ('failure' in read) return read;
    known.set(authorization, read);
    return judge(read, audience, host);
  };

  return {
    verify(authorization, audience, host) {
      if (!authorization) return { failure: 'missing' };
      if (seed !== context.world.seed) {
        // A snapshot of another world was restored: it signs with another key.
        ({ seed } = context.world);
        known.clear();
        last = undefined;
      }
      if (last?.authorization === authorization) return judge(last.token, audience, host);
      const token = known.get(authorization);
      if (!token) return firstSight(authorization, audience, host);
      last = { authorization, token };
      return judge(token, audience, host);
    },
  };
}

/**
 * Claims by world and token, of tokens whose signature holds. Forks of one simulator sign with the same key; without this
 * each would verify the same tokens once more.
 */
const verified = new Memo<JWTPayload>(MAX_KNOWN_TOKENS);

async function readToken(
  text: string,
  issuer: TokenIssuer,
): Promise<KnownToken | { readonly failure: 'malformed' | 'signature' }> {
  const memoKey = `${issuer.context.world.seed}|${text}`;
  const seen = verified.get(memoKey);
  if (seen) return knownToken(seen, issuer.context);
  const [{ compactVerify, decodeJwt, errors }, key] = await Promise.all([jose(), issuer.key()]);
  let claims: JWTPayload;
  try {
    claims = decodeJwt(text);
  } catch {
    return { failure: 'malformed' };
  }
  try {
    // Another algorithm in the header is a bad signature, not a key that does not fit.
    await compactVerify(text, key.publicKey, { algorithms: [SIGNING_ALGORITHM] });
  } catch (error) {
    if (error instanceof errors.JOSEError) return { failure: 'signature' };
    throw error;
  }
  verified.set(memoKey, claims);
  return knownToken(claims, issuer.context);
}

function knownToken(claims: JWTPayload, { settings }: TokenContext): KnownToken {
  const words = claims as Record<string, string | undefined>;
  const audienceClaim = String(claims.aud);
  const tenantId = words['tid'] ?? '';
  const appId = words['appid'] ?? '';
  const isUser = words['idtyp'] === 'user';
  const caller: Caller = Object.freeze({
    objectId: words['oid'] ?? '',
    tenantId,
    appId,
    kind: isUser ? 'user' : words['xms_mirid'] === undefined ? 'application' : 'managedIdentity',
    name: isUser ? (words['upn'] ?? '') : appId,
    groups: Array.isArray(claims['groups']) ? (claims['groups'] as string[]) : [],
    issuer: issuerOf(tenantId, settings),
  });
  return {
    audience: audienceOf(audienceClaim, settings.cloud),
    onlyHost: onlyHostOf(audienceClaim),
    audienceClaim,
    notBefore: (claims.nbf ?? 0) * SECOND_MS,
    expires: (claims.exp ?? 0) * SECOND_MS,
    tenantId,
    isOfTenant: claims.iss === issuerOf(tenantId, settings),
    accepted: Object.freeze({ caller }),
    hasGroupOverage: hasGroupOverage(claims),
  };
}
