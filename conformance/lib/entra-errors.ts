/** What Entra ID says of users that are not there and of assertions that prove nothing. */
import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import type { Simulator } from '@azureml-cmk/simulator';
import { CALLER, send, STARTS_AT } from './driver.ts';
import { type GivenError, givenError } from './errors-table.ts';
import type { JsonObject } from './json.ts';

const SCOPE = 'https://management.azure.com/.default';
/** Any tenant's client for users. */
const AZURE_CLI = '04b07795-8ddb-461a-bbee-02f9e1bf7b46';
const ASSERTION_MINUTES = 10;

/** The errors, as the caller of a run meets them. */
export async function entraErrors(sim: Simulator): Promise<GivenError[]> {
  const caller = sim.principals.find(({ displayName }) => displayName === CALLER);
  const appId = caller?.appId ?? '';
  const url = `https://login.microsoftonline.com/${sim.tenantId}/oauth2/v2.0/token`;
  const ask = async (fields: Readonly<Record<string, string>>): Promise<GivenError> => {
    const body = new URLSearchParams({ scope: SCOPE, ...fields }).toString();
    return givenError('POST', await send(sim, { method: 'POST', url, body }));
  };
  const present = (subject: string): Promise<GivenError> =>
    ask({
      grant_type: 'client_credentials',
      client_id: appId,
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: assertionOf(subject, url),
    });
  return [
    await ask({
      grant_type: 'password',
      client_id: AZURE_CLI,
      username: 'user',
      password: 'sim-password',
    }),
    // Signed with a certificate that nobody registered.
    await present(appId),
    await present(AZURE_CLI),
  ];
}

/** An assertion as a client makes it of its certificate, with a key of this run. */
function assertionOf(subject: string, audience: string): string {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const now = Math.floor(Date.parse(STARTS_AT) / 1000);
  const header = { alg: 'RS256', typ: 'JWT', x5t: randomBytes(20).toString('base64url') };
  const claims = {
    aud: audience,
    iss: subject,
    sub: subject,
    nbf: now,
    exp: now + ASSERTION_MINUTES * 60,
  };
  const encoded = [header, claims].map((part: JsonObject) =>
    Buffer.from(JSON.stringify(part)).toString('base64url'),
  );
  const signed = encoded.join('.');
  return `${signed}.${sign('sha256', Buffer.from(signed), privateKey).toString('base64url')}`;
}
