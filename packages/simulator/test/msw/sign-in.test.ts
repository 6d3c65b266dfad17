/** Default credentials, in process, through msw: what `DefaultAzureCredential` finds in the environment. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AccessToken, DefaultAzureCredential, DeviceCodeCredential } from '@azure/identity';
import { decodeJwt, exportJWK, generateKeyPair, SignJWT } from 'jose';
import { setupServer } from 'msw/node';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { createSimulator, type Simulator, type WorldSpec } from '../../src/index.ts';
import { handlers } from '../../src/transports/msw.ts';
import { makeCertificate } from '../entra/certificate.ts';

const ARM = 'https://management.azure.com/.default';
const ISSUER = 'https://cluster.example/';
const strict: object = { onUnhandledFrame: 'error', onUnhandledRequest: 'error' };
const VARIABLES = /^(AZURE_|IDENTITY_|MSI_|IMDS_)/;
const DAY_MS = 86_400_000;

let folder: string;
const server = setupServer();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sign-in-'));
  server.listen(strict);
});
afterEach(() => {
  vi.unstubAllEnvs();
});
afterAll(async () => {
  server.close();
  await rm(folder, { recursive: true });
});

/** A simulator behind msw, and an environment that names nothing else. */
function serve(
  world: WorldSpec,
  environment: (sim: Simulator) => Record<string, string>,
): Simulator {
  const sim = createSimulator({ world });
  server.resetHandlers(...handlers(sim));
  for (const name of Object.keys(process.env)) {
    if (VARIABLES.test(name)) vi.stubEnv(name, undefined);
  }
  for (const [name, value] of Object.entries({
    AZURE_TENANT_ID: sim.tenantId,
    ...environment(sim),
  })) {
    vi.stubEnv(name, value);
  }
  return sim;
}

const appId = (sim: Simulator, name = 'app'): string =>
  sim.principals.find(({ displayName }) => displayName === name)!.appId!;

const claims = ({ token }: AccessToken) => decodeJwt(token);

describe('DefaultAzureCredential', () => {
  test('takes a secret of the environment', async () => {
    const sim = serve({ principals: [{ name: 'app' }] }, (made) => ({
      AZURE_CLIENT_ID: appId(made),
      AZURE_CLIENT_SECRET: 'sim-secret-app',
    }));
    const got = await new DefaultAzureCredential().getToken(ARM);
    expect(claims(got)).toMatchObject({ appid: appId(sim), appidacr: '1', tid: sim.tenantId });
  });

  test('takes a certificate of the environment', async () => {
    const now = Date.now();
    const { certificate, privateKey } = await makeCertificate(
      new Date(now - DAY_MS),
      new Date(now + DAY_MS),
    );
    const file = join(folder, 'app.pem');
    await writeFile(file, `${privateKey}${certificate}`);
    const sim = serve(
      { principals: [{ name: 'certified', certificates: [certificate] }] },
      (made) => ({
        AZURE_CLIENT_ID: appId(made, 'certified'),
        AZURE_CLIENT_CERTIFICATE_PATH: file,
      }),
    );
    const got = await new DefaultAzureCredential().getToken(ARM);
    expect(claims(got)).toMatchObject({ appid: appId(sim, 'certified'), appidacr: '2' });
  });

  test('takes a user and a password of the environment', async () => {
    const sim = serve(
      {
        principals: [
          { name: 'desktop', publicClient: 'consented' },
          { name: 'ann', kind: 'user' },
        ],
      },
      (made) => ({
        AZURE_CLIENT_ID: appId(made, 'desktop'),
        AZURE_USERNAME: 'ann@simulator.invalid',
        AZURE_PASSWORD: 'sim-password-ann',
      }),
    );
    const got = await new DefaultAzureCredential().getToken(ARM);
    expect(claims(got)).toMatchObject({
      upn: 'ann@simulator.invalid',
      appid: appId(sim, 'desktop'),
    });
  });

  test('takes the token of a workload', async () => {
    const { privateKey, publicKey } = await generateKeyPair('RS256');
    const subject = 'system:serviceaccount:ns:sa';
    const assertion = await new SignJWT({})
      .setProtectedHeader({ alg: 'RS256', kid: 'one' })
      .setIssuer(ISSUER)
      .setSubject(subject)
      .setAudience('api://AzureADTokenExchange')
      .setIssuedAt()
      .setExpirationTime('1h')
      .sign(privateKey);
    const file = join(folder, 'token');
    await writeFile(file, assertion);
    const sim = serve(
      {
        principals: [{ name: 'workload', federatedCredentials: [{ issuer: ISSUER, subject }] }],
        oidcIssuers: [
          { issuer: ISSUER, keys: [{ ...(await exportJWK(publicKey)), kid: 'one' } as never] },
        ],
      },
      (made) => ({
        AZURE_CLIENT_ID: appId(made, 'workload'),
        AZURE_FEDERATED_TOKEN_FILE: file,
      }),
    );
    const got = await new DefaultAzureCredential().getToken(ARM);
    expect(claims(got)).toMatchObject({ appid: appId(sim, 'workload'), appidacr: '2' });
  });

  test('says what Entra ID said of a wrong secret', async () => {
    serve({ principals: [{ name: 'mistaken' }] }, (made) => ({
      AZURE_CLIENT_ID: appId(made, 'mistaken'),
      AZURE_CLIENT_SECRET: 'sim-wrong',
    }));
    await expect(new DefaultAzureCredential().getToken(ARM)).rejects.toThrow(
      /AADSTS7000215: Invalid client secret provided\./,
    );
  });

  test('says what Entra ID said of an unknown tenant', async () => {
    serve({ principals: [{ name: 'lost' }] }, (made) => ({
      AZURE_TENANT_ID: '00000000-0000-4000-8000-000000000001',
      AZURE_CLIENT_ID: appId(made, 'lost'),
      AZURE_CLIENT_SECRET: 'sim-secret-lost',
    }));
    await expect(new DefaultAzureCredential().getToken(ARM)).rejects.toThrow(
      /AADSTS90002: Tenant '00000000-0000-4000-8000-000000000001' not found\./,
    );
  });
});

test('DeviceCodeCredential needs no options but who enters the code', async () => {
  const sim = serve({ principals: [{ name: 'ann', kind: 'user' }] }, () => ({}));
  const credential = new DeviceCodeCredential({
    userPromptCallback: ({ userCode }) => {
      sim.deviceCodes.approve(userCode, 'ann');
    },
  });
  expect(claims(await credential.getToken(ARM))['upn']).toBe('ann@simulator.invalid');
});
