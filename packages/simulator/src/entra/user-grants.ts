/** Grants by which a user signs in: password, device code, refresh token. */
import type { Principal, Tenant } from '../kernel/directory.ts';
import type { SimResponse } from '../kernel/exchange.ts';
import * as refuse from './aadsts.ts';
import { ticks } from './assertion-errors.ts';
import { appIdOf, delegatedResource } from './audiences.ts';
import { DEVICE_CODE_INTERVAL_S, DEVICE_CODE_LIFETIME_S, DeviceCodes } from './device-codes.ts';
import { applicationRefusal, clientRefusal, isOfFamily } from './public-clients.ts';
import { resourceRefusal } from './resource-refusal.ts';
import type { TokenIssuer } from './token-issuer.ts';
import * as refuseUser from './user-errors.ts';
import { clientInfo, idToken, readRefreshToken, refreshToken } from './user-tokens.ts';

type Outcome = SimResponse | refuse.EntraError;

/** A sign-in of a user. */
export interface UserGrant {
  readonly issuer: TokenIssuer;
  /** Absent: whichever the user is in (`organizations`, `common`). */
  readonly tenant: Tenant | undefined;
  readonly form: URLSearchParams;
  readonly clientId: string;
}

/** Where a user enters the code, by cloud. */
const DEVICE_LOGIN = {
  public: 'https://microsoft.com/devicelogin',
  usGovernment: 'https://microsoft.com/deviceloginus',
  china: 'https://microsoft.com/deviceloginchina',
} as const;

/** `POST /{tenant}/oauth2/v2.0/devicecode`: a code for the user, and one to ask with. */
export function startDeviceCode({ issuer, tenant, form, clientId }: UserGrant): Outcome {
  const scope = form.get('scope');
  if (!scope) return refuse.missingParameter('scope');
  const { directory, settings, world } = issuer.context;
  // Who signs in is not known yet, and what is consented to neither: only an application that is nowhere is refused.
  const refused = (tenant ? [tenant] : directory.tenants()).map((one) =>
    clientRefusal(directory, one, clientId),
  );
  const [first] = refused;
  if (first && refused.every((one) => one?.number === 700016)) return first;
  // Applications of a world are of one tenant each, those of Microsoft of all.
  if (!tenant && !isOfFamily(clientId)) return refuseUser.noTenant();
  const code = new DeviceCodes(world, directory).start({
    clientId,
    scope,
    ...(tenant ? { tenantId: tenant.tenantId } : {}),
  });
  const page = DEVICE_LOGIN[settings.cloud.name];
  return refuse.entraAnswer(200, {
    user_code: code.userCode,
    device_code: code.deviceCode,
    verification_uri: page,
    expires_in: DEVICE_CODE_LIFETIME_S,
    interval: DEVICE_CODE_INTERVAL_S,
    message: `To sign in, use a web browser to open the page ${page} and enter the code ${code.userCode} to authenticate.`,
  });
}

/** `grant_type=…:device_code`: the token, once the user has entered the code. */
export async function byDeviceCode(grant: UserGrant): Promise<Outcome> {
  const { issuer, form, tenant, clientId } = grant;
  const asked = form.get('device_code');
  if (!asked) return refuse.missingParameter('device_code');
  const { directory, world } = issuer.context;
  const codes = new DeviceCodes(world, directory);
  const code = codes.get(asked);
  const isOfClient = code?.clientId.toLowerCase() === clientId.toLowerCase();
  if (!code || !isOfClient || code.tenantId !== tenant?.tenantId || code.state === 'redeemed') {
    return refuseUser.badDeviceCode();
  }
  if (code.state === 'declined') return refuseUser.authorizationDeclined();
  if (code.expiresAt <= world.now) return refuseUser.deviceCodeExpired();
  const user = directory.principal(code.approvedBy ?? '');
  if (!user) return refuseUser.authorizationPending();
  const outcome = await signIn(grant, user, code.scope);
  if ('error' in outcome) return outcome;
  // Signing took its time: another request may have been quicker.
  if (codes.get(asked)?.state === 'redeemed') return refuseUser.badDeviceCode();
  codes.redeem(code);
  return outcome;
}

/** `grant_type=password`. */
export async function byPassword(grant: UserGrant): Promise<Outcome> {
  const { issuer, form, tenant, clientId } = grant;
  const name = form.get('username');
  if (!name) return refuse.missingParameter('username');
  const password = form.get('password');
  if (!password) return refuse.missingParameter('password');
  const { directory } = issuer.context;
  const user = directory.userNamed(name);
  const home =
    tenant ??
    directory.tenant(user?.tenantId ?? '') ??
    directory.tenantNamed(name.split('@')[1] ?? '');
  // The client before the password, as RFC 6749 (4.3.2) has it; the order of Entra ID is documented nowhere.
  const refused = home && applicationRefusal(directory, home, clientId);
  if (refused) return refused;
  if (!user || (tenant && user.tenantId !== tenant.tenantId)) {
    return home ? refuseUser.userNotFound(name, home.tenantId) : refuseUser.noTenant();
  }
  if (user.password !== password) return refuseUser.wrongPassword();
  if (user.signIn === 'multifactor') {
    const resource = delegatedResource(form.get('scope') ?? '', issuer.context.settings.cloud);
    return refuseUser.multifactorRequired(appIdOf(resource, issuer.context.settings.cloud));
  }
  return signIn(grant, user, form.get('scope'));
}

/** `grant_type=refresh_token`: for any resource, by the client that it was given to or one of its family. */
export async function byRefreshToken(grant: UserGrant): Promise<Outcome> {
  const { issuer, form, tenant, clientId } = grant;
  const text = form.get('refresh_token');
  if (!text) return refuse.missingParameter('refresh_token');
  const read = await readRefreshToken(issuer, text);
  if (!read) return refuseUser.malformedGrant();
  const isOfClient = read.clientId.toLowerCase() === clientId.toLowerCase();
  if (!isOfClient && !(isOfFamily(read.clientId) && isOfFamily(clientId))) {
    return refuseUser.grantOfAnotherClient(clientId);
  }
  if (read.isExpired) return refuseUser.refreshTokenInactive(ticks(read.issuedAt));
  const user = issuer.context.directory.principal(read.objectId);
  if (!user || (tenant && user.tenantId !== tenant.tenantId)) {
    return refuseUser.userNotFound(read.objectId, tenant?.tenantId ?? '');
  }
  return signIn(grant, user, form.get('scope'));
}

/** The tokens of a user who proved to be one. */
async function signIn(grant: UserGrant, user: Principal, scope: string | null): Promise<Outcome> {
  const { issuer, form, clientId } = grant;
  const { directory, settings } = issuer.context;
  if (user.signIn === 'disabled') return refuseUser.userDisabled();
  if (!scope) return refuse.missingParameter('scope');
  const home = directory.tenant(user.tenantId);
  const refused = home && clientRefusal(directory, home, clientId);
  if (refused) return refused;
  const resource = delegatedResource(scope, settings.cloud);
  const unknown = resourceRefusal(resource, user.tenantId, settings.cloud);
  if (unknown) return unknown;
  const { token, expiresIn } = await issuer.issue(user, resource, { clientId });
  const asked = new Set(scope.split(' '));
  return refuse.entraAnswer(200, {
    token_type: 'Bearer',
    scope: `${resource}/user_impersonation ${resource}/.default`,
    expires_in: expiresIn,
    ext_expires_in: expiresIn,
    access_token: token,
    ...(asked.has('offline_access')
      ? { refresh_token: await refreshToken(issuer, user, clientId) }
      : {}),
    ...(asked.has('offline_access') && isOfFamily(clientId) ? { foci: '1' } : {}),
    ...(asked.has('openid') ? { id_token: await idToken(issuer, user, clientId) } : {}),
    ...(form.get('client_info') === '1' ? { client_info: clientInfo(user) } : {}),
  });
}
