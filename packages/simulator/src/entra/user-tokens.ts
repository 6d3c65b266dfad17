/** What a user who signed in gets beside an access token: a token about the user, and one to come back with. */
import type { Principal } from '../kernel/directory.ts';
import { namedGuid } from '../kernel/ids.ts';
import { jose } from './jose.ts';
import { SIGNING_ALGORITHM } from './signing-key.ts';
import { tokenNow, type TokenIssuer } from './token-issuer.ts';

const SECOND_MS = 1000;
const ID_TOKEN_LIFETIME_S = 3900;
/** Documented for clients that are no single-page applications, when it is not used. */
const REFRESH_TOKEN_LIFETIME_MS = 90 * 24 * 60 * 60 * 1000;
/** So that nobody takes it for a real one; the rest is for the simulator alone to read. */
const REFRESH_TOKEN_PREFIX = 'sim-refresh-token-';
/** No service has this audience, so that a refresh token opens nothing. */
const REFRESH_AUDIENCE = 'urn:sim:refresh-token';

/** A refresh token, read. */
export interface RefreshGrant {
  readonly objectId: string;
  readonly clientId: string;
  /** Epoch milliseconds on the clock that judges tokens. */
  readonly issuedAt: number;
  readonly isExpired: boolean;
}

/** An OpenID Connect token that says to a client who signed in. */
export async function idToken(
  issuer: TokenIssuer,
  user: Principal,
  clientId: string,
): Promise<string> {
  const { settings } = issuer.context;
  const now = Math.floor(tokenNow(issuer.context) / SECOND_MS);
  return sign(issuer, {
    aud: clientId,
    iss: `${settings.cloud.authority}/${user.tenantId}/v2.0`,
    iat: now,
    nbf: now,
    exp: now + ID_TOKEN_LIFETIME_S,
    name: user.displayName,
    oid: user.objectId,
    preferred_username: user.userPrincipalName ?? user.displayName,
    sub: namedGuid('pairwise', user.objectId, clientId),
    tid: user.tenantId,
    ver: '2.0',
  });
}

/** Who the client takes the user for in its cache, as MSAL asks for it. */
export function clientInfo(user: Principal): string {
  const info = { uid: user.objectId, utid: user.tenantId };
  return Buffer.from(JSON.stringify(info)).toString('base64url');
}

export async function refreshToken(
  issuer: TokenIssuer,
  user: Principal,
  clientId: string,
): Promise<string> {
  const now = tokenNow(issuer.context);
  const token = await sign(issuer, {
    aud: REFRESH_AUDIENCE,
    sub: user.objectId,
    client: clientId,
    iat: Math.floor(now / SECOND_MS),
  });
  return `${REFRESH_TOKEN_PREFIX}${token}`;
}

/** What a refresh token of this world says; `undefined` when it is none. */
export async function readRefreshToken(
  issuer: TokenIssuer,
  text: string,
): Promise<RefreshGrant | undefined> {
  if (!text.startsWith(REFRESH_TOKEN_PREFIX)) return undefined;
  const [{ compactVerify, errors }, key] = await Promise.all([jose(), issuer.key()]);
  try {
    const { payload } = await compactVerify(
      text.slice(REFRESH_TOKEN_PREFIX.length),
      key.publicKey,
      { algorithms: [SIGNING_ALGORITHM] },
    );
    const claims = JSON.parse(new TextDecoder().decode(payload)) as Record<string, unknown>;
    if (claims['aud'] !== REFRESH_AUDIENCE) return undefined;
    const issuedAt = Number(claims['iat']) * SECOND_MS;
    return {
      objectId: String(claims['sub']),
      clientId: String(claims['client']),
      issuedAt,
      isExpired: tokenNow(issuer.context) >= issuedAt + REFRESH_TOKEN_LIFETIME_MS,
    };
  } catch (error) {
    if (error instanceof errors.JOSEError) return undefined;
    throw error;
  }
}

async function sign(issuer: TokenIssuer, claims: Record<string, unknown>): Promise<string> {
  const [{ SignJWT }, key] = await Promise.all([jose(), issuer.key()]);
  return new SignJWT(claims)
    .setProtectedHeader({ typ: 'JWT', alg: SIGNING_ALGORITHM, kid: key.kid })
    .sign(key.privateKey);
}
