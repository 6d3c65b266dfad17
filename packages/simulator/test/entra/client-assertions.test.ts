import { ManagedServiceIdentityClient } from '@azure/arm-msi';
import { generateKeyPairSync, randomUUID, X509Certificate } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  ClientAssertionCredential,
  ClientCertificateCredential,
  WorkloadIdentityCredential,
} from '@azure/identity';
import { decodeJwt, exportJWK, SignJWT } from 'jose';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createSimulator, type PrincipalSpec, type Simulator } from '../../src/index.ts';
import { resources } from '../machinelearning/scene.ts';
import { makeCertificate } from './certificate.ts';

const ARM = 'https://management.azure.com/.default';
const ISSUER = 'https://oidc.example.com/cluster/';
const SUBJECT = 'system:serviceaccount:ns:One';
const AUDIENCE = 'api://AzureADTokenExchange';
const HOUR_MS = 3_600_000;

const registered = await makeCertificate(
  new Date(Date.now() - HOUR_MS),
  new Date(Date.now() + HOUR_MS),
);
const another = await makeCertificate(
  new Date(Date.now() - HOUR_MS),
  new Date(Date.now() + HOUR_MS),
);
const expired = await makeCertificate(
  new Date('2023-01-23T13:33:28Z'),
  new Date('2024-01-23T13:33:28Z'),
);
const issuerKey = generateKeyPairSync('rsa', { modulusLength: 2048 });
const { kty, n, e } = await exportJWK(issuerKey.publicKey);
const issuerJwk = { kty: kty!, n: n!, e: e!, kid: 'one' };

const thumbprint = ({ certificate }: { certificate: string }): string =>
  new X509Certificate(certificate).fingerprint256.replaceAll(':', '');

function world(principal: Partial<PrincipalSpec> = {}): Simulator {
  return createSimulator({
    world: {
      principals: [
        { name: 'app', certificates: [registered.certificate, expired.certificate], ...principal },
        { name: 'owner', roles: [{ role: 'Owner' }] },
      ],
      oidcIssuers: [{ issuer: ISSUER, keys: [issuerJwk] }],
    },
  });
}

const appId = (sim: Simulator): string =>
  sim.principals.find((p) => p.displayName === 'app')!.appId!;

/** A token of the cluster. */
const clusterToken = (changes: Record<string, unknown> = {}, key = issuerKey.privateKey) =>
  new SignJWT({ iss: ISSUER, sub: SUBJECT, aud: AUDIENCE, ...changes })
    .setProtectedHeader({ alg: 'RS256', kid: 'one' })
    .setIssuedAt()
    .setExpirationTime((changes['exp'] as number | undefined) ?? '10m')
    .sign(key);

/** What Entra ID answers to an assertion that no credential would send. */
async function present(sim: Simulator, assertion: string, clientId = appId(sim)) {
  const response = await sim.fetch(
    `https://login.microsoftonline.com/${sim.tenantId}/oauth2/v2.0/token`,
    {
      method: 'POST',
      body: new URLSearchParams({
        client_id: clientId,
        grant_type: 'client_credentials',
        scope: ARM,
        client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
        client_assertion: assertion,
      }),
    },
  );
  const body = (await response.json()) as { error: string; error_description: string };
  const [words = ''] = (body.error_description ?? '').split('\r\n');
  return {
    status: response.status,
    error: body.error,
    words,
    evidence: response.headers.get('x-cmk-simulator-evidence'),
  };
}

/** An assertion that the application signs for itself, as MSAL makes it. */
function ownAssertion(
  sim: Simulator,
  { key, certificate }: typeof registered,
  changes: Record<string, unknown> = {},
) {
  const id = appId(sim);
  const now = Math.floor(Date.now() / 1000);
  return new SignJWT({
    aud: `https://login.microsoftonline.com/${sim.tenantId}/oauth2/v2.0/token`,
    iss: id,
    sub: id,
    jti: randomUUID(),
    nbf: now,
    exp: now + 600,
    ...changes,
  })
    .setProtectedHeader({
      alg: 'PS256',
      'x5t#S256': Buffer.from(thumbprint({ certificate }), 'hex').toString('base64url'),
    })
    .sign(key);
}

describe('a certificate', () => {
  const signIn = (sim: Simulator, { certificate, privateKey }: typeof registered) =>
    new ClientCertificateCredential(
      sim.tenantId,
      appId(sim),
      { certificate: `${privateKey}${certificate}` },
      sim.clientOptions('credential'),
    ).getToken(ARM);

  test('that is registered is what ClientCertificateCredential signs in with', async () => {
    const sim = world();
    const { token } = await signIn(sim, registered);
    expect(decodeJwt(token)).toMatchObject({ appid: appId(sim), appidacr: '2', idtyp: 'app' });
    const subscriptions = await sim.fetch(
      'https://management.azure.com/subscriptions?api-version=2022-12-01',
      { headers: { authorization: `Bearer ${token}` } },
    );
    expect(subscriptions.status).toBe(200);
  });

  test('that is not registered is refused with its thumbprint', async () => {
    const sim = world();
    const id = appId(sim);
    await expect(signIn(sim, another)).rejects.toMatchObject({
      name: 'AuthenticationRequiredError',
      message: expect.stringContaining(
        `AADSTS700027: The certificate with identifier used to sign the client assertion is not registered on application. [Reason - The key was not found., Thumbprint of key used by client: '${thumbprint(another)}', Please visit the Azure Portal, Graph Explorer or directly use MS Graph to see configured keys for app Id '${id}'. Review the documentation at https://docs.microsoft.com/en-us/graph/deployments to determine the corresponding service endpoint and https://docs.microsoft.com/en-us/graph/api/application-get?view=graph-rest-1.0&tabs=http to build a query request URL, such as 'https://graph.microsoft.com/beta/applications/${id}'].`,
      ),
    });
  });

  test('that is expired is refused with its dates', async () => {
    await expect(signIn(world(), expired)).rejects.toThrow(
      `AADSTS700027: The certificate with identifier used to sign the client assertion is expired on application. [Reason - The key used is expired., Thumbprint of key used by client: '${thumbprint(expired)}', Found key 'Start=01/23/2023 13:33:28, End=01/23/2024 13:33:28', Please visit`,
    );
  });

  test('named by an assertion that another key signed does not help', async () => {
    const sim = world();
    const forged = await ownAssertion(sim, { ...registered, key: another.key });
    expect(await present(sim, forged)).toMatchObject({
      status: 401,
      error: 'invalid_client',
      words: expect.stringMatching(
        /^AADSTS700027: Client assertion contains an invalid signature\./,
      ),
      evidence: 'assumed',
    });
  });

  test('is found by its SHA-1 thumbprint too', async () => {
    const sim = world();
    const sha1 = new X509Certificate(registered.certificate).fingerprint.replaceAll(':', '');
    const id = appId(sim);
    const assertion = await new SignJWT({
      aud: `https://login.microsoftonline.com/${sim.tenantId}/v2.0`,
      iss: id,
      sub: id,
    })
      .setExpirationTime('10m')
      .setProtectedHeader({ alg: 'RS256', x5t: Buffer.from(sha1, 'hex').toString('base64url') })
      .sign(registered.key);
    expect((await present(sim, assertion)).status).toBe(200);
  });

  test('that is none is told when the world is made', () => {
    expect(() => world({ certificates: ['-----BEGIN'] })).toThrow(
      'principals[0].certificates[0]: not a certificate with an RSA key in PEM',
    );
  });
});

describe('an assertion is refused', () => {
  test('when it is of another application', async () => {
    const sim = world();
    const other = '00000000-0000-4000-8000-000000000009';
    const assertion = await ownAssertion(sim, registered, { iss: other, sub: other });
    const credential = new ClientAssertionCredential(
      sim.tenantId,
      appId(sim),
      async () => assertion,
      sim.clientOptions('credential'),
    );
    await expect(credential.getToken(ARM)).rejects.toThrow(
      "AADSTS700021: Client assertion application identifier doesn't match 'client_id' parameter. Review the documentation at https://learn.microsoft.com/entra/identity-platform/certificate-credentials .",
    );
  });

  test('when it is for another tenant', async () => {
    const sim = world();
    const aud = 'https://login.microsoftonline.com/00000000-0000-4000-8000-000000000001/v2.0';
    expect(await present(sim, await ownAssertion(sim, registered, { aud }))).toEqual({
      status: 401,
      error: 'invalid_client',
      words:
        'AADSTS700023: Client assertion audience claim does not match Realm issuer. Review the documentation at https://learn.microsoft.com/entra/identity-platform/certificate-credentials .',
      evidence: 'documented',
    });
  });

  test('when its time is over or has not come', async () => {
    const sim = world();
    const seconds = Math.floor(Date.now() / 1000);
    for (const [nbf, exp] of [
      [0, seconds - 301],
      [seconds + 400, seconds + 900],
    ] as const) {
      const written = (at: number) => new Date(at * 1000).toISOString().replace('Z', '0000Z');
      const refused = await present(sim, await ownAssertion(sim, registered, { nbf, exp }));
      expect(refused).toMatchObject({ status: 401, error: 'invalid_client', evidence: 'reported' });
      expect(refused.words).toMatch(
        /^AADSTS700024: Client assertion is not within its valid time range\. Current time: \S+\.\d{7}Z, /,
      );
      expect(refused.words).toContain(
        `assertion valid from ${written(nbf)}, expiry time of assertion ${written(exp)}. Review`,
      );
    }
  });

  test('when it is no JWT', async () => {
    expect(await present(world(), 'words')).toEqual({
      status: 400,
      error: 'invalid_request',
      words: 'AADSTS50027: JWT token is invalid or malformed.',
      evidence: 'documented',
    });
  });
});

describe('a federated token', () => {
  const federated = { federatedCredentials: [{ issuer: ISSUER, subject: SUBJECT }] };

  test('is what WorkloadIdentityCredential reads from a file, for a managed identity', async () => {
    const sim = world();
    const [group, location] = ['rg', 'westeurope'];
    await resources(sim, 'owner').resourceGroups.createOrUpdate(group, { location });
    const identities = new ManagedServiceIdentityClient(
      sim.credential('owner'),
      sim.subscriptionId,
      sim.clientOptions(),
    );
    const identity = await identities.userAssignedIdentities.createOrUpdate(group, 'id-one', {
      location,
    });
    await identities.federatedIdentityCredentials.createOrUpdate(group, 'id-one', 'fic', {
      issuer: ISSUER,
      subject: SUBJECT,
      audiences: [AUDIENCE],
    });
    const folder = await mkdtemp(join(tmpdir(), 'cmk-federated-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const tokenFilePath = join(folder, 'token');
    await writeFile(tokenFilePath, await clusterToken());
    const credential = new WorkloadIdentityCredential({
      tenantId: sim.tenantId,
      clientId: identity.clientId!,
      tokenFilePath,
      ...sim.clientOptions('credential'),
    });
    const { token } = await credential.getToken(ARM);
    expect(decodeJwt(token)).toMatchObject({
      oid: identity.principalId,
      appid: identity.clientId,
      xms_mirid: identity.id,
    });
    await identities.federatedIdentityCredentials.delete(group, 'id-one', 'fic');
    expect((await present(sim, await clusterToken(), identity.clientId)).words).toMatch(
      /^AADSTS700211/,
    );
  });

  test('is taken for an application that trusts its issuer', async () => {
    const sim = world(federated);
    expect((await present(sim, await clusterToken())).status).toBe(200);
  });

  test.for([
    [
      { iss: 'https://oidc.example.com/other/' },
      700211,
      "issuer 'https://oidc.example.com/other/'",
    ],
    [{ aud: 'https://example.com' }, 700212, "audience 'https://example.com'"],
    [{ sub: 'system:serviceaccount:ns:two' }, 700213, "subject 'system:serviceaccount:ns:two'"],
  ] as const)('is refused with %o', async ([changes, number, what]) => {
    expect(await present(world(federated), await clusterToken(changes))).toEqual({
      status: 401,
      error: 'invalid_client',
      words: `AADSTS${number}: No matching federated identity record found for presented assertion ${what}. Check your federated identity credential Subject, Audience and Issuer against the presented assertion. https://learn.microsoft.com/entra/workload-id/workload-identity-federation`,
      evidence: 'reported',
    });
  });

  test('is refused when its subject differs in case', async () => {
    const sub = SUBJECT.toLowerCase();
    const { words } = await present(world(federated), await clusterToken({ sub }));
    expect(words).toContain(
      `AADSTS7002138: No matching federated identity record found for presented assertion subject '${sub}'. The subject matches with case-insensitive comparison, but not with case-sensitive comparison.`,
    );
  });

  test('is refused when it is expired, or of another key', async () => {
    const sim = world(federated);
    const exp = Math.floor(Date.now() / 1000) - 301;
    expect((await present(sim, await clusterToken({ exp }))).words).toMatch(/^AADSTS700024: /);
    expect(await present(sim, await clusterToken({}, registered.key))).toMatchObject({
      status: 400,
      error: 'invalid_grant',
      words: `AADSTS50013: Assertion failed signature validation: no key of the issuer '${ISSUER}' verifies it. (simulator wording)`,
    });
  });

  test('of an issuer that nobody described cannot be judged, and says so', async () => {
    const issuer = 'https://oidc.example.com/unknown/';
    const sim = world({ federatedCredentials: [{ issuer, subject: SUBJECT }] });
    expect(await present(sim, await clusterToken({ iss: issuer }))).toMatchObject({
      status: 501,
      words: `asking '${issuer}' for its keys, which 'oidcIssuers' of the world do not give, is not simulated (simulator wording)`,
    });
  });
});
