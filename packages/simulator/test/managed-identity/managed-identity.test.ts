import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { decodeJwt } from 'jose';
import { describe, expect, test } from 'vitest';
import { createSimulator } from '../../src/index.ts';
import type { Outcome, Scenario } from './ask.ts';

const ASK = fileURLToPath(new URL('ask.ts', import.meta.url));
const METADATA = 'http://169.254.169.254/metadata/identity/oauth2/token';
const HOUR_MS = 3_600_000;

const VARIABLES = /^(AZURE_|IDENTITY_|MSI_|IMDS_)/;
const environment = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !VARIABLES.test(name)),
);

async function ask(scenario: Partial<Scenario>): Promise<Outcome> {
  const whole: Scenario = {
    source: 'metadata',
    through: 'httpClient',
    credential: 'ManagedIdentityCredential',
    ...scenario,
  };
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--conditions=source', ASK, JSON.stringify(whole)],
    { env: environment },
  );
  return JSON.parse(stdout) as Outcome;
}

describe.concurrent('a token of the machine', { timeout: 60_000 }, () => {
  test.for([
    { source: 'metadata', through: 'httpClient', credential: 'ManagedIdentityCredential' },
    { source: 'metadata', through: 'msw', credential: 'DefaultAzureCredential' },
    {
      source: 'appService',
      through: 'msw',
      credential: 'ManagedIdentityCredential',
      wanted: { name: 'id-one', by: 'resourceId' },
    },
    {
      source: 'machineLearning',
      through: 'httpClient',
      credential: 'DefaultAzureCredential',
      wanted: { name: 'id-one', by: 'clientId' },
    },
  ] as const)('is had by $credential from $source through $through', async (scenario) => {
    const outcome = await ask({ ...scenario, identities: ['id-one'] });
    expect(outcome.error).toBeUndefined();
    const { clientId, objectId, resourceId } = outcome.identities['id-one']!;
    expect(decodeJwt(outcome.token!)).toMatchObject({
      aud: 'https://vault.azure.net',
      oid: objectId,
      appid: clientId,
      xms_mirid: resourceId,
      idtyp: 'app',
    });
    const leftMs = outcome.expiresOnTimestamp! - Date.now();
    expect(leftMs).toBeGreaterThan(23 * HOUR_MS);
    expect(leftMs).toBeLessThanOrEqual(24 * HOUR_MS);
  });

  test('is that of the identity that was named, among several', async () => {
    const outcome = await ask({
      identities: ['id-one', 'id-two'],
      wanted: { name: 'id-two', by: 'objectId' },
    });
    expect(decodeJwt(outcome.token!)['oid']).toBe(outcome.identities['id-two']!['objectId']);
  });

  test('is refused when nobody said which of several', async () => {
    const { error } = await ask({ identities: ['id-one', 'id-two'] });
    expect(error?.message).toContain(
      'Multiple user assigned identities exist, please specify the clientId / resourceId of the identity in the token request',
    );
  });

  test('is refused for an identity that the machine has not', async () => {
    const { error } = await ask({
      identities: ['id-one'],
      wanted: { name: 'id-two', by: 'clientId' },
    });
    expect(error?.message).toContain('Identity not found');
  });

  test('is not to be had where there is no machine', async () => {
    const { error } = await ask({});
    expect(error?.name).toBe('CredentialUnavailableError');
  });
});

describe('the endpoints', () => {
  const world = () => createSimulator({ world: { machine: {} } });

  test('want their header', async () => {
    const sim = world();
    const refused = await sim.fetch(`${METADATA}?api-version=2018-02-01&resource=x`);
    expect(refused.status).toBe(400);
    expect(await refused.json()).toEqual({
      error: 'invalid_request',
      error_description: 'Required metadata header not specified',
    });
    const { IDENTITY_ENDPOINT } = sim.machineEnvironment('appService');
    const wrong = await sim.fetch(`${IDENTITY_ENDPOINT}?api-version=2019-08-01&resource=x`, {
      headers: { 'x-identity-header': 'sim-guessed' },
    });
    expect(wrong.status).toBe(401);
    expect(await wrong.json()).toEqual({
      statusCode: 401,
      message: "The header 'x-identity-header' is not that of the environment. (simulator wording)",
    });
  });

  test('refuse a machine without identities', async () => {
    const refused = await world().fetch(
      `${METADATA}?api-version=2018-02-01&resource=https%3A%2F%2Fvault.azure.net`,
      { headers: { metadata: 'true' } },
    );
    expect(refused.status).toBe(400);
    expect(refused.headers.get('x-cmk-simulator-evidence')).toBe('reported');
    expect(await refused.json()).toEqual({
      error: 'invalid_request',
      error_description: 'Identity not found',
    });
  });
});
