import type { TokenCredential } from '@azure/core-auth';

import { CmkError } from '../errors/cmk-error.ts';
import { redact } from '../errors/redact.ts';
import { translate } from '../errors/translate.ts';
import { type Caller, resolveCaller } from './caller.ts';
import { type CloudName, clouds } from './clouds.ts';

/** Whom to ask for. */
export interface WhoDeploysOptions {
  readonly credential: TokenCredential;
  /** Default `public`. */
  readonly cloud?: CloudName;
  /** The tenant to sign in to. Default: the credential's own. */
  readonly tenantId?: string;
  readonly signal?: AbortSignal;
}

/**
 * Who a credential is: the object id and kind of principal that a deployment with it acts as, to show before the first
 * write. Read from the token for Resource Manager, which is neither returned nor kept nor shown; sends nothing but what
 * the credential sends to get it.
 *
 * Throws `CMK_CREDENTIAL_UNAVAILABLE` when the credential gives no token, `CMK_SIGN_IN_FAILED` when Entra ID refuses,
 * `CMK_TOKEN_WITHOUT_OBJECT_ID` when the token does not tell, `CMK_NETWORK` and `CMK_ABORTED`.
 *
 * @example
 * ```ts
 * import { whoDeploys } from '@azureml-cmk/core';
 * import { DefaultAzureCredential } from '@azure/identity';
 *
 * async function show(): Promise<void> {
 *   const { objectId, principalType } = await whoDeploys({ credential: new DefaultAzureCredential() });
 *   console.log(`Deploying as ${principalType} ${objectId}`);
 * }
 * ```
 */
export async function whoDeploys(options: WhoDeploysOptions): Promise<Caller> {
  const { credential, cloud = 'public', tenantId, signal } = options;
  const asking: TokenCredential = {
    async getToken(scopes, tokenOptions) {
      const inTenant = tenantId === undefined ? {} : { tenantId };
      const token = await credential.getToken(scopes, { ...tokenOptions, ...inTenant });
      if (token === null) throw noToken('it has none to give.', tenantId);
      return token;
    },
  };
  try {
    return await resolveCaller(clouds[cloud], asking, signal);
  } catch (thrown) {
    const error = translate(thrown, { hop: 'authentication' });
    // A credential may fail with any error at all.
    if (error.code !== 'CMK_UNEXPECTED' && error.code !== 'CMK_AZURE_REFUSED') throw error;
    // What follows the first line is where in its code, or what else was tried.
    const [said = ''] = thrown instanceof Error ? redact(thrown.message).split('\n') : [];
    throw noToken(said, tenantId);
  }
}

function noToken(said: string, tenantId: string | undefined): CmkError {
  const where = tenantId === undefined ? '' : ` for tenant ${tenantId}`;
  return new CmkError({
    code: 'CMK_CREDENTIAL_UNAVAILABLE',
    hop: 'authentication',
    message: `The credential gave no token${where}: ${said}`,
    reason: 'No credential could give a token. Nothing was sent to Azure.',
    fix: 'Sign in (az login), or set the environment of a service principal or managed identity.',
    retryable: false,
  });
}
