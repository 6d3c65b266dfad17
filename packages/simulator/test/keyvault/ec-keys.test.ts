import {
  createHash,
  createPublicKey,
  generateKeyPairSync,
  randomBytes,
  sign as nodeSign,
  verify as nodeVerify,
  webcrypto,
} from 'node:crypto';
import type { KeyVaultKey } from '@azure/keyvault-keys';
import { describe, expect, it } from 'vitest';
import { derivedEcKey, ecCurves, type EcCurve, generatedEcKey } from '../../src/crypto/ec.ts';
import { createSimulator, type Simulator, type SimulatorOptions } from '../../src/index.ts';
import { cryptography, GROUP, keyClient, makeVault, management, scene, send } from './scene.ts';

const b64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url');
const at = (path: string): string => `https://kv-one.vault.azure.net${path}?api-version=2025-07-01`;

/** Curve, algorithm, bits of the digest, bytes of a number, the name that Node's JSON Web Keys have. */
const CURVES = [
  ['P-256', 'ES256', 256, 32, 'P-256'],
  ['P-384', 'ES384', 384, 48, 'P-384'],
  ['P-521', 'ES512', 512, 66, 'P-521'],
  ['P-256K', 'ES256K', 256, 32, 'secp256k1'],
] as const;

async function vaultScene(
  options: SimulatorOptions = {},
  sku: 'standard' | 'premium' = 'standard',
) {
  const sim = await scene(options);
  await makeVault(sim, 'kv-one', { sku: { family: 'A', name: sku } });
  return sim;
}

/** The public half as other libraries take it. */
function publicJwk(key: KeyVaultKey): { kty: 'EC'; crv: string; x: string; y: string } {
  const curve = CURVES.find(([name]) => name === key.key?.crv);
  const { x = Buffer.of(), y = Buffer.of() } = key.key ?? {};
  return { kty: 'EC', crv: curve?.[4] ?? '', x: b64(x), y: b64(y) };
}

const disable = (sim: Simulator, key: KeyVaultKey) =>
  keyClient(sim).updateKeyProperties(key.name, key.properties.version ?? '', { enabled: false });

describe('keys on curves', () => {
  it('are created as recorded: P-256, to sign and verify', async () => {
    const sim = await vaultScene();
    const { status, body } = await send(sim, 'POST', at('/keys/ec/create'), { kty: 'EC' });
    expect(status).toBe(200);
    expect(body).toEqual({
      key: {
        kid: expect.stringMatching(/^https:\/\/kv-one\.vault\.azure\.net\/keys\/ec\/[0-9a-f]{32}$/),
        kty: 'EC',
        key_ops: ['sign', 'verify'],
        crv: 'P-256',
        x: expect.stringMatching(/^[\w-]{43}$/),
        y: expect.stringMatching(/^[\w-]{43}$/),
      },
      attributes: {
        enabled: true,
        created: 1772359200,
        updated: 1772359200,
        recoveryLevel: 'Recoverable+Purgeable',
        recoverableDays: 90,
        exportable: false,
        hsmPlatform: '0',
      },
    });
    expect(Object.keys(body.key)).toEqual(['kid', 'kty', 'key_ops', 'crv', 'x', 'y']);
    expect(sim.ledger.entries().at(-1)?.note).toBe(
      "the key follows from the simulator's seed (keys: bank): it protects nothing outside a simulator",
    );
  });

  it.each(CURVES)('have numbers of the length that %s asks for', async (curve, _a, _b, bytes) => {
    const sim = await vaultScene();
    const key = await keyClient(sim).createEcKey('ec', { curve });
    expect(key).toMatchObject({
      keyType: 'EC',
      keyOperations: ['sign', 'verify'],
      key: { crv: curve },
    });
    expect([key.key?.x?.length, key.key?.y?.length]).toEqual([bytes, bytes]);
    expect((await keyClient(sim).getKey('ec')).key).toEqual(key.key);
  });

  it.each([
    [256, 'P-256'],
    [384, 'P-384'],
    [521, 'P-521'],
  ])('are on the curve that the size %i alone means', async (size, curve) => {
    const sim = await vaultScene();
    const { body } = await send(sim, 'POST', at('/keys/ec/create'), { kty: 'EC', key_size: size });
    expect(body.key.crv).toBe(curve);
  });

  it.each([
    [
      { kty: 'EC', key_size: 2048 },
      'Unsupported key size (2048). Supported sizes are [256, 384, 521]',
    ],
    [
      { kty: 'EC', key_size: 384, crv: 'P-256' },
      'The key_size 384 does not fit the curve P-256, which has 256 bits (simulator wording)',
    ],
    [{ kty: 'EC', crv: 'P-192' }, 'Property  has invalid value\r\n'],
    [{ kty: 'EC', crv: 'constructor' }, 'Property  has invalid value\r\n'],
    [{ kty: 'EC', crv: 256 }, 'Property  has invalid value\r\n'],
    [{ kty: 'EC-HSM' }, 'Hardware key operation not allowed on standard vault'],
    [
      { kty: 'EC', key_ops: ['sign', 'wrapKey', 'unwrapKey'] },
      'Unsupported key operation(s): "wrapKey", "unwrapKey". Supported values are "sign", "verify".',
    ],
  ])('are refused with the body %j', async (body, message) => {
    const sim = await vaultScene();
    const answer = await send(sim, 'POST', at('/keys/ec/create'), body);
    expect(answer).toMatchObject({
      status: 400,
      body: { error: { code: 'BadParameter', message } },
    });
    expect((await send(sim, 'GET', at('/keys/ec'))).status).toBe(404);
  });

  it('are made by hardware in a premium vault', async () => {
    const sim = await vaultScene({}, 'premium');
    const key = await keyClient(sim).createEcKey('ec', { curve: 'P-384', hsm: true });
    expect(key).toMatchObject({ keyType: 'EC-HSM', properties: { hsmPlatform: '1' } });
  });

  it('are updated, listed, rotated, deleted, recovered and purged like any other', async () => {
    const sim = await vaultScene();
    const client = keyClient(sim);
    const first = await client.createEcKey('ec', { curve: 'P-521', tags: { use: 'signing' } });
    await client.createRsaKey('rsa');
    const { version = '' } = first.properties;
    const changed = await client.updateKeyProperties('ec', version, { keyOps: ['verify'] });
    expect(changed.keyOperations).toEqual(['verify']);
    await expect(
      client.updateKeyProperties('ec', version, { keyOps: ['encrypt'] }),
    ).rejects.toMatchObject({
      statusCode: 400,
      code: 'BadParameter',
      message: 'Unsupported key operation(s): "encrypt". Supported values are "sign", "verify".',
    });
    const rotated = await client.rotateKey('ec');
    expect(rotated).toMatchObject({
      keyType: 'EC',
      keyOperations: ['verify'],
      key: { crv: 'P-521' },
      properties: { tags: { use: 'signing' } },
    });
    expect(rotated.key?.x).not.toEqual(first.key?.x);
    const versions = [];
    for await (const item of client.listPropertiesOfKeyVersions('ec')) versions.push(item.version);
    expect(new Set(versions)).toEqual(new Set([version, rotated.properties.version]));
    const names = [];
    for await (const item of client.listPropertiesOfKeys()) names.push(item.name);
    expect(names).toEqual(['ec', 'rsa']);

    const deleted = await (await client.beginDeleteKey('ec', { intervalInMs: 1 })).pollUntilDone();
    expect(deleted.key).toEqual(rotated.key);
    await expect(client.createEcKey('ec')).rejects.toMatchObject({
      statusCode: 409,
      details: { error: { innerError: { code: 'ObjectIsDeletedButRecoverable' } } },
    });
    const back = await client.beginRecoverDeletedKey('ec', { intervalInMs: 1 });
    expect((await back.pollUntilDone()).key).toEqual(rotated.key);
    expect((await client.getKey('ec', { version })).key?.x).toEqual(first.key?.x);
    await (await client.beginDeleteKey('ec', { intervalInMs: 1 })).pollUntilDone();
    await client.purgeDeletedKey('ec');
    await expect(client.getDeletedKey('ec')).rejects.toMatchObject({ code: 'KeyNotFound' });
    expect(JSON.stringify(sim.snapshot())).not.toContain('"P-521"');
  });

  it('are rotated by their policy', async () => {
    const sim = await vaultScene();
    const client = keyClient(sim);
    const first = await client.createEcKey('ec', { curve: 'P-256K' });
    await client.updateKeyRotationPolicy('ec', {
      lifetimeActions: [{ action: 'Rotate', timeAfterCreate: 'P30D' }],
    });
    await sim.clock.advance({ days: 31 });
    const next = await client.getKey('ec');
    expect(next.id).not.toBe(first.id);
    expect(next.key?.crv).toBe('P-256K');
  });
});

describe.each(CURVES)('a key on %s', (curve, alg, digestBits, bytes, nodeName) => {
  const hash = `sha${digestBits}`;
  const message = Buffer.from('a document');
  const digest = createHash(hash).update(message).digest();

  it(`signs with ${alg} what OpenSSL verifies, hashing once`, async () => {
    const sim = await vaultScene();
    const key = await keyClient(sim).createEcKey('ec', { curve });
    const client = cryptography(sim, key.id ?? '');
    const { result, keyID } = await client.sign(alg, digest);
    expect([result.length, keyID]).toEqual([2 * bytes, key.id]);
    const publicKey = createPublicKey({ format: 'jwk', key: publicJwk(key) });
    const check = (text: Buffer): boolean =>
      nodeVerify(hash, text, { key: publicKey, dsaEncoding: 'ieee-p1363' }, result);
    expect(check(message)).toBe(true);
    expect(check(digest)).toBe(false);
    const { result: ofData } = await client.signData(alg, message);
    expect(nodeVerify(hash, message, { key: publicKey, dsaEncoding: 'ieee-p1363' }, ofData)).toBe(
      true,
    );
  });

  it('verifies its own signatures through the SDK client, and no others', async () => {
    const sim = await vaultScene();
    const key = await keyClient(sim).createEcKey('ec', { curve });
    const client = cryptography(sim, key.id ?? '');
    const { result } = await client.sign(alg, digest);
    expect((await client.verify(alg, digest, result)).result).toBe(true);
    expect((await client.verifyData(alg, message, result)).result).toBe(true);
    const other = createHash(hash).update('another').digest();
    expect((await client.verify(alg, other, result)).result).toBe(false);
    const spoiled = Uint8Array.from(result);
    spoiled[3] = (spoiled[3] ?? 0) ^ 1;
    for (const signature of [
      spoiled,
      result.subarray(1),
      Buffer.concat([result, Buffer.of(0)]),
      new Uint8Array(2 * bytes),
      new Uint8Array(2 * bytes).fill(255),
      Buffer.of(),
    ]) {
      expect((await client.verify(alg, digest, signature)).result).toBe(false);
    }
    const stranger = await keyClient(sim).createEcKey('stranger', { curve });
    const verdict = await cryptography(sim, stranger.id ?? '').verify(alg, digest, result);
    expect(verdict.result).toBe(false);
  });

  // WebCrypto has no secp256k1.
  it.skipIf(nodeName === 'secp256k1')('agrees with WebCrypto, both ways', async () => {
    const sim = await vaultScene();
    const { subtle } = webcrypto;
    const algorithm = { name: 'ECDSA', namedCurve: curve };
    const own = await keyClient(sim).createEcKey('ec', { curve });
    const key = await subtle.importKey('jwk', publicJwk(own), algorithm, false, ['verify']);
    const { result } = await cryptography(sim, own.id ?? '').sign(alg, digest);
    const params = { name: 'ECDSA', hash: `SHA-${digestBits}` };
    expect(await subtle.verify(params, key, Uint8Array.from(result), message)).toBe(true);

    const pair = await subtle.generateKey(algorithm, true, ['sign', 'verify']);
    const jwk = await subtle.exportKey('jwk', pair.privateKey);
    const { kty, crv, x, y, d } = jwk;
    const imported = await send(sim, 'PUT', at('/keys/theirs'), { key: { kty, crv, x, y, d } });
    const theirs = new Uint8Array(await subtle.sign(params, pair.privateKey, message));
    const verdict = await cryptography(sim, imported.body.key.kid).verify(alg, digest, theirs);
    expect(verdict.result).toBe(true);
  });

  it('verifies what OpenSSL signs with an imported key, whichever of the two signatures', async () => {
    const sim = await vaultScene();
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: ecCurves[curve].openssl });
    const jwk = { ...privateKey.export({ format: 'jwk' }), crv: curve };
    const { body } = await send(sim, 'PUT', at('/keys/theirs'), { key: jwk });
    const client = cryptography(sim, body.key.kid);
    for (let round = 0; round < 12; round += 1) {
      const text = randomBytes(8);
      const signature = nodeSign(hash, text, { key: privateKey, dsaEncoding: 'ieee-p1363' });
      expect((await client.verifyData(alg, text, signature)).result).toBe(true);
    }
  });

  it('takes digests of one length and its own algorithm only', async () => {
    const sim = await vaultScene();
    const key = await keyClient(sim).createEcKey('ec', { curve });
    const sign = (name: string, value: Uint8Array) =>
      send(sim, 'POST', `${key.id}/sign?api-version=2025-07-01`, { alg: name, value: b64(value) });
    const short = await sign(alg, randomBytes(20));
    expect(short).toMatchObject({
      status: 400,
      body: {
        error: {
          code: 'BadParameter',
          message: `${alg} takes a digest of ${digestBits / 8} bytes; the value has 20 (simulator wording)`,
        },
      },
    });
    for (const [otherCurve, otherAlg, otherBits] of CURVES) {
      if (otherCurve === curve) continue;
      const { status, body } = await sign(otherAlg, randomBytes(otherBits / 8));
      expect([status, body.error.code, body.error.message]).toEqual([
        400,
        'BadParameter',
        `Key and signing algorithm are incompatible. Key ${key.id} uses curve '${curve}', and algorithm '${otherAlg}' can only be used with curve '${otherCurve}'.`,
      ]);
    }
    expect((await sign('RS256', randomBytes(32))).body.error.message).toBe(
      'The algorithm RS256 does not sign with an EC key (simulator wording)',
    );
    expect((await sign('ROT13', randomBytes(32))).body.error.message).toBe(
      'Property  has invalid value\r\n',
    );
  });

  it.each(['encrypt', 'decrypt', 'wrapKey', 'unwrapKey'])('does not %s', async (operation) => {
    const sim = await vaultScene();
    const key = await keyClient(sim).createEcKey('ec', { curve });
    const answer = await send(
      sim,
      'POST',
      `${key.id}/${operation.toLowerCase()}?api-version=2025-07-01`,
      { alg: 'RSA-OAEP', value: 'AAAA' },
    );
    expect(answer).toMatchObject({
      status: 403,
      body: {
        error: {
          code: 'Forbidden',
          message: `Operation ${operation} is not permitted on this key.`,
          innererror: { code: 'KeyOperationForbidden' },
        },
      },
    });
  });

  it('is the same with the same seed, and is no key of any other', async () => {
    const make = async (options: SimulatorOptions) =>
      publicJwk(await keyClient(await vaultScene(options)).createEcKey('ec', { curve }));
    const seeded = await make({ seed: 'a' });
    expect(await make({ seed: 'a' })).toEqual(seeded);
    expect(await make({ seed: 'b' })).not.toEqual(seeded);
    const generated = await make({ seed: 'a', keys: 'generate' });
    expect(generated).not.toEqual(seeded);
    expect(await make({ seed: 'a', keys: 'generate' })).not.toEqual(generated);
  });

  it('signs on after a snapshot and in a fork', async () => {
    const sim = await vaultScene({ keys: 'generate' });
    const key = await keyClient(sim).createEcKey('ec', { curve });
    const copy = createSimulator();
    copy.restore(JSON.parse(JSON.stringify(sim.snapshot())));
    const publicKey = createPublicKey({ format: 'jwk', key: publicJwk(key) });
    for (const world of [copy, sim.fork()]) {
      const { result } = await cryptography(world, key.id ?? '').sign(alg, digest);
      expect(nodeVerify(hash, message, { key: publicKey, dsaEncoding: 'ieee-p1363' }, result)).toBe(
        true,
      );
    }
  });
});

describe('the state of a key on a curve', () => {
  it('lets a disabled one do nothing and an expired one verify', async () => {
    const sim = await vaultScene();
    const key = await keyClient(sim).createEcKey('ec', {
      expiresOn: new Date('2026-03-01T11:00:00Z'),
    });
    // The client refuses by the wall clock before it asks: so ask without it.
    const ask = (operation: string, body: object) =>
      send(sim, 'POST', `${key.id}/${operation}?api-version=2025-07-01`, { alg: 'ES256', ...body });
    const value = b64(randomBytes(32));
    const signed = await ask('sign', { value });
    const check = { digest: value, value: signed.body.value };
    await sim.clock.advance({ hours: 2 });
    expect(await ask('sign', { value })).toMatchObject({
      status: 403,
      body: {
        error: {
          message: 'Operation sign is not allowed on an expired key. (simulator wording)',
        },
      },
    });
    expect((await ask('verify', check)).body).toEqual({ value: true });
    await disable(sim, key);
    expect(await ask('verify', check)).toMatchObject({
      status: 403,
      body: { error: { message: 'Operation verify is not allowed on a disabled key.' } },
    });
  });

  it('goes with the sku of the vault at creation, not with what it becomes', async () => {
    const sim = await vaultScene({}, 'premium');
    await keyClient(sim).createEcKey('ec', { hsm: true });
    await management(sim).vaults.update(GROUP, 'kv-one', {
      properties: { sku: { family: 'A', name: 'standard' } },
    });
    expect((await keyClient(sim).getKey('ec')).keyType).toBe('EC-HSM');
  });
});

describe('material on curves', () => {
  it.each(Object.keys(ecCurves) as EcCurve[])('of %s is read by OpenSSL', (curve) => {
    for (const { x, y } of [generatedEcKey(curve), derivedEcKey(curve, 'seed', 'name')]) {
      const crv = curve === 'P-256K' ? 'secp256k1' : curve;
      const key = createPublicKey({ format: 'jwk', key: { kty: 'EC', crv, x, y } });
      expect(key.asymmetricKeyType).toBe('ec');
    }
    expect(derivedEcKey(curve, 'seed', 'a')).not.toEqual(derivedEcKey(curve, 'seed', 'b'));
  });
});
