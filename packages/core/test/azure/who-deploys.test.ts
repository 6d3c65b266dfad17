import { createSimulator } from '@azureml-cmk/simulator';
import type { AccessToken, TokenCredential } from '@azure/core-auth';
import { CredentialUnavailableError } from '@azure/identity';
import { describe, expect, it } from 'vitest';

import { clouds } from '../../src/azure/clouds.ts';
import { whoDeploys } from '../../src/azure/who-deploys.ts';
import { isCmkError } from '../../src/errors/cmk-error.ts';

const tenantId = '77777777-7777-4777-8777-777777777777';

const giving = (get: () => AccessToken | null | Promise<AccessToken>): TokenCredential => ({
  getToken: async () => get(),
});

const failing = (error: Error): TokenCredential => ({
  // eslint-disable-next-line no-promise-in-callback
  getToken: () => Promise.reject(error),
});

describe('whoDeploys', () => {
  it('is the principal of the credential, and nothing else of its token', async () => {
    const sim = createSimulator({ cloud: 'usGovernment' });
    const asked: unknown[] = [];
    const tokens: string[] = [];
    const credential: TokenCredential = {
      async getToken(scopes, options) {
        asked.push([scopes, options?.tenantId]);
        const token = await sim.credential().getToken(scopes, options);
        tokens.push(token?.token ?? '');
        return token;
      },
    };
    const caller = await whoDeploys({ credential, cloud: 'usGovernment', tenantId: sim.tenantId });
    expect(caller).toEqual({
      objectId: sim.principals.find(({ displayName }) => displayName === 'owner')?.objectId,
      principalType: 'ServicePrincipal',
    });
    expect(asked).toEqual([[clouds.usGovernment.resourceManagerScope, sim.tenantId]]);
    expect(tokens[0]).toMatch(/^ey/);
    expect(JSON.stringify(caller)).not.toContain(tokens[0]);
    expect(sim.ledger.entries().filter(({ url }) => url.includes('management'))).toEqual([]);
  });

  it.each([
    [
      'is unavailable',
      failing(new CredentialUnavailableError('Please run az login.')),
      'CMK_CREDENTIAL_UNAVAILABLE',
      /Please run az login/,
    ],
    [
      'fails in its own way',
      failing(new Error('EnvironmentCredential is unavailable.\n at …')),
      'CMK_CREDENTIAL_UNAVAILABLE',
      new RegExp(`no token for tenant ${tenantId}: EnvironmentCredential is unavailable`),
    ],
    ['has no token', giving(() => null), 'CMK_CREDENTIAL_UNAVAILABLE', /it has none to give/],
    [
      'cannot be reached',
      failing(Object.assign(new Error('getaddrinfo'), { code: 'ENOTFOUND' })),
      'CMK_NETWORK',
      /getaddrinfo/,
    ],
    [
      'is aborted',
      failing(Object.assign(new Error('stop'), { name: 'AbortError' })),
      'CMK_ABORTED',
      /aborted/,
    ],
    [
      'is not of Entra ID',
      giving(() => ({ token: 'opaque-token', expiresOnTimestamp: 1 })),
      'CMK_TOKEN_WITHOUT_OBJECT_ID',
      /no oid claim/,
    ],
  ] as const)('says so when the credential %s', async (_, credential, code, message) => {
    const error = await whoDeploys({ credential, tenantId }).catch((thrown: unknown) => thrown);
    if (!isCmkError(error)) expect.fail(String(error));
    expect(error.code).toBe(code);
    expect(error.message).toMatch(message);
    expect(error.fix).not.toBe('');
    expect(JSON.stringify(error)).not.toContain('opaque-token');
  });
});
