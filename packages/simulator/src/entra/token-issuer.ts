import type { Directory, Principal } from '../kernel/directory.ts';
import { namedGuid } from '../kernel/ids.ts';
import type { Settings } from '../kernel/settings.ts';
import type { World } from '../kernel/world.ts';
import { groupClaims } from './group-claims.ts';
import { jose } from './jose.ts';
import { loadSigningKey, SIGNING_ALGORITHM, type SigningKey } from './signing-key.ts';

/** What of a simulator the tokens depend on. */
export interface TokenContext {
  readonly world: World;
  readonly directory: Directory;
  readonly settings: Settings;
}

/** A signed token and how long it holds. */
export interface IssuedToken {
  readonly token: string;
  /** Epoch milliseconds on the clock that judges it, see {@link tokenNow}. */
  readonly expiresAt: number;
  /** Epoch milliseconds on the same clock. */
  readonly notBefore: number;
  /** Seconds from now, as the token endpoint says it. */
  readonly expiresIn: number;
}

/** What a token depends on beside its principal and resource. */
export interface IssueOptions {
  /** How the client proved itself. Default: by a secret. */
  readonly proof?: 'secret' | 'assertion';
  /** Whether it lives for a day. Default: those of managed identities do. */
  readonly isLong?: boolean;
  /** The client that a user signs in through. Default: the Azure CLI. */
  readonly clientId?: string;
}

const SECOND_MS = 1000;
/** As recorded for client credentials. */
const LIFETIME_S = 3599;
/** As recorded for clients that can be told to sign in anew; documented for managed identities. */
const LONG_LIFETIME_S = 86_399;
/** Entra ID dates tokens back, so that a clock that runs late does not refuse them. */
const BACKDATING_S = 300;

/** The client that a user's token is issued to: the Azure CLI. */
const AZURE_CLI_APP_ID = '04b07795-8ddb-461a-bbee-02f9e1bf7b46';

/** Epoch milliseconds on the clock that token lifetimes are judged by. */
export function tokenNow({ settings, world }: Pick<TokenContext, 'settings' | 'world'>): number {
  return settings.tokens === 'wall' ? settings.wallClock() : world.now;
}

/** `https://sts.windows.net/{tenantId}/`, as the tokens of Azure's own services have it. */
export function issuerOf(tenantId: string, settings: Settings): string {
  const host = settings.cloud.name === 'china' ? 'sts.chinacloudapi.cn' : 'sts.windows.net';
  return `https://${host}/${tenantId}/`;
}

/** Signs tokens of one world. */
export class TokenIssuer {
  readonly #context: TokenContext;

  constructor(context: TokenContext) {
    this.#context = context;
  }

  get context(): TokenContext {
    return this.#context;
  }

  /** The key of the world as it is now: restoring a snapshot of another seed changes it. */
  key(): Promise<SigningKey> {
    return loadSigningKey(this.#context.world);
  }

  /** A token of a principal for a resource, which becomes the audience as it is. */
  async issue(
    principal: Principal,
    resource: string,
    {
      proof = 'secret',
      isLong = principal.kind === 'managedIdentity',
      clientId = AZURE_CLI_APP_ID,
    }: IssueOptions = {},
  ): Promise<IssuedToken> {
    if (principal.kind === 'group') {
      throw new TypeError(
        `the group '${principal.displayName}' cannot sign in: only its members can`,
      );
    }
    if (principal.signIn === 'disabled') {
      throw new TypeError(
        `the account of '${principal.displayName}' is disabled: it cannot sign in`,
      );
    }
    const [{ SignJWT }, key] = await Promise.all([jose(), this.key()]);
    const now = Math.floor(tokenNow(this.#context) / SECOND_MS);
    const lifetimeS = isLong ? LONG_LIFETIME_S : LIFETIME_S;
    const issuedAt = now - BACKDATING_S;
    const token = await new SignJWT({
      ...claimsOf(principal, this.#context.settings, proof, clientId),
      ...groupClaims(this.#context.directory, principal, this.#context.settings),
      aud: resource,
      iat: issuedAt,
      nbf: issuedAt,
      exp: now + lifetimeS,
      uti: namedGuid('uti', principal.objectId, resource, String(now)).slice(0, 22),
    })
      .setProtectedHeader({ typ: 'JWT', alg: SIGNING_ALGORITHM, kid: key.kid })
      .sign(key.privateKey);
    return {
      token,
      expiresAt: (now + lifetimeS) * SECOND_MS,
      notBefore: issuedAt * SECOND_MS,
      expiresIn: lifetimeS,
    };
  }
}

function claimsOf(
  principal: Principal,
  settings: Settings,
  proof: 'secret' | 'assertion',
  clientId: string,
): Record<string, string> {
  const issuer = issuerOf(principal.tenantId, settings);
  const common = {
    iss: issuer,
    idp: issuer,
    oid: principal.objectId,
    sub: principal.objectId,
    tid: principal.tenantId,
    ver: '1.0',
  };
  if (principal.kind === 'user') {
    const name = principal.userPrincipalName ?? principal.displayName;
    return {
      ...common,
      appid: clientId,
      appidacr: '0',
      idtyp: 'user',
      name: principal.displayName,
      scp: 'user_impersonation',
      unique_name: name,
      upn: name,
    };
  }
  const appId = principal.appId ?? principal.objectId;
  return {
    ...common,
    appid: appId,
    azp: appId,
    // How the client proved itself: 1 by a secret, 2 by a certificate or another assertion.
    appidacr: principal.kind === 'managedIdentity' || proof === 'assertion' ? '2' : '1',
    idtyp: 'app',
    ...(principal.resourceId === undefined ? {} : { xms_mirid: principal.resourceId }),
  };
}
