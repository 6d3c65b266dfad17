import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Simulator } from '../../src/index.ts';
import { cryptography, keyClient, makeVault, scene, send } from '../keyvault/scene.ts';

const OPERATIONS = ['encrypt', 'decrypt', 'wrapKey', 'unwrapKey', 'sign', 'verify'] as const;
type Operation = (typeof OPERATIONS)[number];

interface KeyInUse {
  readonly sim: Simulator;
  /**
   * The service is asked straight, with the client's own credential: `CryptographyClient` encrypts, wraps and verifies by
   * itself and looks at `nbf`, `exp` and `key_ops` before it asks.
   */
  readonly ask: (operation: Operation) => ReturnType<typeof send>;
  readonly keyId: string;
}

async function keyInUse(): Promise<KeyInUse> {
  const sim = await scene();
  await makeVault(sim);
  const { id: keyId = '' } = await keyClient(sim).createRsaKey('cmk');
  const post = (operation: string, body: object): ReturnType<typeof send> =>
    send(sim, 'POST', `${keyId}/${operation.toLowerCase()}?api-version=2025-07-01`, body);
  const digest = createHash('sha256').update('x').digest('base64url');
  const cipher = await post('encrypt', { alg: 'RSA-OAEP-256', value: 'AAAA' });
  const signature = await post('sign', { alg: 'RS256', value: digest });
  const plain = { alg: 'RSA-OAEP-256', value: 'AAAA' };
  const encrypted = { alg: 'RSA-OAEP-256', value: cipher.body.value };
  const bodies: Readonly<Record<Operation, object>> = {
    encrypt: plain,
    wrapKey: plain,
    decrypt: encrypted,
    unwrapKey: encrypted,
    sign: { alg: 'RS256', value: digest },
    verify: { alg: 'RS256', digest, value: signature.body.value },
  };
  return { sim, keyId, ask: (operation) => post(operation, bodies[operation]) };
}

const forbidden = (message: string, code: string): object => ({
  status: 403,
  body: { error: { code: 'Forbidden', message, innererror: { code } } },
});

describe('F23 key_ops lacks the operation', () => {
  it.each(OPERATIONS)('F23 %s is not permitted', async (operation) => {
    const { sim, ask } = await keyInUse();
    await keyClient(sim).updateKeyProperties('cmk', {
      keyOps: OPERATIONS.filter((one) => one !== operation),
    });
    expect(await ask(operation)).toMatchObject(
      forbidden(`Operation ${operation} is not permitted on this key.`, 'KeyOperationForbidden'),
    );
    for (const other of OPERATIONS)
      if (other !== operation) expect((await ask(other)).status).toBe(200);
  });
});

describe('F24 the key is disabled', () => {
  it('F24 does nothing, and can still be read, listed, enabled and deleted', async () => {
    const { sim, ask, keyId } = await keyInUse();
    const client = keyClient(sim);
    await client.updateKeyProperties('cmk', { enabled: false });
    for (const operation of OPERATIONS) {
      expect(await ask(operation)).toMatchObject(
        forbidden(`Operation ${operation} is not allowed on a disabled key.`, 'KeyDisabled'),
      );
    }
    await expect(
      cryptography(sim, keyId).unwrapKey('RSA-OAEP-256', Buffer.alloc(256)),
    ).rejects.toMatchObject({
      statusCode: 403,
      code: 'Forbidden',
      message: 'Operation unwrapKey is not allowed on a disabled key.',
    });
    expect((await client.getKey('cmk')).properties.enabled).toBe(false);
    const listed = [];
    for await (const { name } of client.listPropertiesOfKeys()) listed.push(name);
    expect(listed).toEqual(['cmk']);
    await client.updateKeyProperties('cmk', { enabled: true });
    expect((await ask('unwrapKey')).status).toBe(200);
    await client.updateKeyProperties('cmk', { enabled: false });
    await client.beginDeleteKey('cmk', { intervalInMs: 1 });
  });
});

describe('F25 the key has expired, or is not valid yet', () => {
  const START = Date.parse('2026-03-01T10:00:00Z');
  it.each([
    ['has expired', { expiresOn: new Date(START) }, 'an expired key'],
    ['is not valid yet', { notBefore: new Date(START + 1000) }, 'a key that is not yet valid'],
  ])('F25 reads back what was made while it %s, and makes nothing', async (_, change, words) => {
    const { sim, ask } = await keyInUse();
    await keyClient(sim).updateKeyProperties('cmk', change);
    for (const operation of ['encrypt', 'wrapKey', 'sign'] as const) {
      expect(await ask(operation)).toMatchObject(
        forbidden(
          `Operation ${operation} is not allowed on ${words}. (simulator wording)`,
          'KeyNotYetValidOrExpired',
        ),
      );
    }
    for (const operation of ['decrypt', 'unwrapKey', 'verify'] as const) {
      expect((await ask(operation)).status).toBe(200);
    }
    expect((await keyClient(sim).getKey('cmk')).name).toBe('cmk');
  });
});
