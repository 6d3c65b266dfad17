/** Who sends a request, as its verified token says. */
export interface Caller {
  readonly objectId: string;
  readonly tenantId: string;
  /** Application id of the client. */
  readonly appId: string;
  readonly kind: 'user' | 'application' | 'managedIdentity';
  /** Shown in `AuthorizationFailed` and `systemData`: the UPN of a user, the application id of anything else. */
  readonly name: string;
  /** Object ids of the groups it is in, also through other groups; Key Vault prints how many. */
  readonly groups: readonly string[];
  /** `https://sts.windows.net/{tenantId}/`. */
  readonly issuer: string;
}

/** What a token is for. */
export type Audience = 'resourceManager' | 'vault' | 'graph' | 'storage';

/** Verifies bearer tokens; remembers a decision until the token expires. */
export interface TokenVerifier {
  /** The caller, or a refusal reason as the audience words it. `host`: the one that is asked, where a token may be for one alone. */
  verify(
    authorization: string | null | undefined,
    audience: Audience,
    host?: string,
  ): Promise<TokenDecision> | TokenDecision;
}

/** A verified caller, or why not. */
export type TokenDecision =
  | { readonly caller: Caller }
  | {
      readonly failure:
        'missing' | 'malformed' | 'signature' | 'expired' | 'notYetValid' | 'audience' | 'issuer';
      readonly detail?: string;
      readonly tenantId?: string;
    };
