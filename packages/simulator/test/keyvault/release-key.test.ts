import { describe, expect, it } from 'vitest';
import type { Simulator } from '../../src/index.ts';
import { keyClient, makeVault, scene, send } from './scene.ts';

const AUTHORITY = 'https://sim-attestation.example';
const conditions = (value: string): Uint8Array =>
  Buffer.from(
    JSON.stringify({
      anyOf: [{ allOf: [{ claim: 'sdk-test', equals: value }], authority: AUTHORITY }],
      version: '1.0.0',
    }),
  );
const encodedPolicy = conditions('true');
const base64Url = (text: string): string => Buffer.from(text).toString('base64url');

/** A statement in the form of one; nobody has signed it. */
const statement = (issuer: string): string =>
  [JSON.stringify({ alg: 'RS256' }), JSON.stringify({ iss: issuer }), 'sim-signature']
    .map(base64Url)
    .join('.');

async function premium(): Promise<Simulator> {
  const sim = await scene();
  await makeVault(sim, 'kv-one', { sku: { family: 'A', name: 'premium' } });
  return sim;
}

const url = (path: string, version = '2025-07-01'): string =>
  `https://kv-one.vault.azure.net${path}?api-version=${version}`;

describe('an exportable key', () => {
  it('comes with its release policy, and its next version too', async () => {
    const sim = await premium();
    const client = keyClient(sim);
    const key = await client.createRsaKey('skr', {
      hsm: true,
      exportable: true,
      releasePolicy: { encodedPolicy },
    });
    expect(key.properties).toMatchObject({
      exportable: true,
      releasePolicy: { contentType: 'application/json; charset=utf-8', immutable: false },
    });
    expect(Buffer.from(key.properties.releasePolicy?.encodedPolicy ?? [])).toEqual(encodedPolicy);
    const next = await client.rotateKey('skr');
    expect(next.properties.releasePolicy).toEqual(key.properties.releasePolicy);
    const old = await send(sim, 'GET', url('/keys/skr', '7.2'));
    expect(old.body).not.toHaveProperty('release_policy');
  });

  it('changes its policy, until the policy is immutable', async () => {
    const sim = await premium();
    const client = keyClient(sim);
    await client.createEcKey('skr', {
      hsm: true,
      exportable: true,
      releasePolicy: { encodedPolicy },
    });
    const changed = await client.updateKeyProperties('skr', {
      releasePolicy: { encodedPolicy: conditions('false'), immutable: true },
    });
    expect(changed.properties.releasePolicy?.immutable).toBe(true);
    await expect(
      client.updateKeyProperties('skr', { releasePolicy: { encodedPolicy, immutable: true } }),
    ).rejects.toMatchObject({
      statusCode: 400,
      code: 'BadParameter',
      message: 'AKV.SKR.1020: Immutable Key Release Policy cannot be modified.',
    });
    await client.updateKeyProperties('skr', { enabled: false });
  });

  it.each([
    [{ exportable: true }, 'AKV.SKR.1004: Exportable keys must have release policy.'],
    [
      { releasePolicy: { encodedPolicy } },
      'AKV.SKR.1005: Non-exportable keys must not have release policy.',
    ],
    [
      { exportable: true, releasePolicy: { encodedPolicy: Buffer.from('no JSON') } },
      'The data of the release_policy must be a JSON object in base64url (simulator wording)',
    ],
  ])('is not made with %j', async (options, message) => {
    const sim = await premium();
    await expect(
      keyClient(sim).createRsaKey('skr', { hsm: true, ...options }),
    ).rejects.toMatchObject({ statusCode: 400, code: 'BadParameter', message });
  });

  it('is not given a policy later', async () => {
    const sim = await premium();
    await keyClient(sim).createRsaKey('plain', { hsm: true });
    await expect(
      keyClient(sim).updateKeyProperties('plain', { releasePolicy: { encodedPolicy } }),
    ).rejects.toMatchObject({
      message: 'AKV.SKR.1005: Non-exportable keys must not have release policy.',
    });
  });

  it('of software is not simulated', async () => {
    const sim = await premium();
    await expect(
      keyClient(sim).createRsaKey('skr', { exportable: true, releasePolicy: { encodedPolicy } }),
    ).rejects.toMatchObject({
      statusCode: 501,
      message:
        "an exportable key of the type 'RSA' (CreateKey) is not simulated (simulator wording)",
    });
  });
});

describe('a release', () => {
  it.each([
    ['words', 'anything'],
    [
      'a statement of an authority that the policy does not name',
      statement('https://other.example'),
    ],
  ])('for %s is refused', async (_, target) => {
    const sim = await premium();
    await keyClient(sim).createRsaKey('skr', {
      hsm: true,
      exportable: true,
      releasePolicy: { encodedPolicy },
    });
    await expect(keyClient(sim).releaseKey('skr', target)).rejects.toMatchObject({
      statusCode: 403,
      code: 'Forbidden',
      message: 'Target environment attestation statement cannot be verified.',
    });
  });

  it('is refused before the key is looked for, as recorded', async () => {
    const sim = await premium();
    const answer = await send(sim, 'POST', url('/keys/foo/release'), { target: 'anything' });
    expect(answer).toMatchObject({
      status: 403,
      body: {
        error: {
          code: 'Forbidden',
          message: 'Target environment attestation statement cannot be verified.',
          innererror: { code: 'AccessDenied' },
        },
      },
    });
  });

  it('never happens: there is no attestation service here', async () => {
    const sim = await premium();
    const client = keyClient(sim);
    await client.createRsaKey('skr', {
      hsm: true,
      exportable: true,
      releasePolicy: { encodedPolicy },
    });
    await client.createRsaKey('plain');
    await expect(client.releaseKey('skr', statement(`${AUTHORITY}/`))).rejects.toMatchObject({
      statusCode: 501,
      message: `attestation by ${AUTHORITY}/ (Release) is not simulated (simulator wording)`,
    });
    await expect(client.releaseKey('plain', statement(AUTHORITY))).rejects.toMatchObject({
      statusCode: 403,
      message: 'The key is not exportable: it has no release policy (simulator wording)',
    });
    await expect(client.releaseKey('none', statement(AUTHORITY))).rejects.toMatchObject({
      statusCode: 404,
    });
  });
});
