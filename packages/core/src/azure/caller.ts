import type { TokenCredential } from '@azure/core-auth';

import { CmkError } from '../errors/cmk-error.ts';
import type { Cloud } from './clouds.ts';

/** Who deploys. */
export interface Caller {
  /** Object id in the tenant: what grants name. */
  readonly objectId: string;
  /** The kind that role assignments want to be told. */
  readonly principalType: 'User' | 'ServicePrincipal';
}

/** The claims of a token, without checking its signature: Azure does that. `undefined` when it is not a JWT. */
function claimsOf(token: string): Readonly<Record<string, unknown>> | undefined {
  const payload = token.split('.')[1];
  if (payload === undefined) return undefined;
  try {
    const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'));
    return typeof claims === 'object' && claims !== null
      ? (claims as Readonly<Record<string, unknown>>)
      : undefined;
  } catch {
    return undefined;
  }
}

/** Who deploys, from the `oid` claim of the token for Resource Manager. The token itself is not kept. */
export async function resolveCaller(
  cloud: Cloud,
  credential: TokenCredential,
  abortSignal?: AbortSignal,
): Promise<Caller> {
  const token = await credential.getToken(
    cloud.resourceManagerScope,
    abortSignal === undefined ? {} : { abortSignal },
  );
  const claims = token === null ? undefined : claimsOf(token.token);
  const objectId = claims?.['oid'];
  if (typeof objectId !== 'string' || objectId === '') {
    throw new CmkError({
      code: 'CMK_TOKEN_WITHOUT_OBJECT_ID',
      hop: 'authentication',
      message: 'The token for Resource Manager has no oid claim.',
      reason: 'Key permissions are granted to an object id, and the token does not tell it.',
      fix: 'Use a credential of Entra ID, or grant the key permissions yourself and set grants.deployer to false.',
      retryable: false,
    });
  }
  // Delegated tokens have scopes (scp); application tokens say idtyp app or have none.
  const isUser = claims?.['idtyp'] === 'user' || typeof claims?.['scp'] === 'string';
  return { objectId, principalType: isUser ? 'User' : 'ServicePrincipal' };
}
