import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { redact } from '../../src/errors/redact.ts';
import { translate } from '../../src/errors/translate.ts';

// Made for this test; they open nothing.
const jwt = ['eyJhbGciOiJSUzI1NiJ9', 'eyJvaWQiOiJwbGFudGVkIn0', 'cGxhbnRlZC1zaWduYXR1cmU'].join(
  '.',
);
const storageKey = `${'Abc1'.repeat(21)}Zz==`;
const planted = [
  ['a bearer token', `header Authorization: Bearer ${jwt} was refused`, jwt],
  ['a token by itself', `token ${jwt} expired`, jwt],
  [
    'an Authorization header in JSON',
    `{"Authorization":"Bearer plantedplanted"}`,
    'plantedplanted',
  ],
  [
    'a shared access signature',
    'https://a.blob.core.windows.net/c?sv=1&sig=pl%2Fanted%3D&se=2',
    'pl%2Fanted%3D',
  ],
  [
    'an account key',
    `DefaultEndpointsProtocol=https;AccountName=a;AccountKey=${storageKey}`,
    storageKey,
  ],
  ['a bare storage key', `key ${storageKey} is wrong`, storageKey],
  [
    'a client secret',
    'client_secret=plantedSecret~1&grant_type=client_credentials',
    'plantedSecret~1',
  ],
  ['a password in JSON', '{"username":"u","password":"planted-pass"}', 'planted-pass'],
] as const;

describe('redaction', () => {
  it.each(planted)('takes out %s, also inside a translated error', (_, text, secret) => {
    expect(redact(text)).not.toContain(secret);
    const thrown = Object.assign(new Error(text), {
      name: 'RestError',
      statusCode: 400,
      details: {
        error: { code: 'Bad', message: text, details: [{ code: 'Inner', message: text }] },
      },
      request: { headers: { authorization: `Bearer ${jwt}` } },
    });
    const error = translate(thrown);
    expect(JSON.stringify(error)).not.toContain(secret);
    expect(JSON.stringify(error)).not.toContain(jwt);
    expect(`${error.stack}`).not.toContain(secret);
  });

  it.each([
    'A key with (name/id) k/0123456789abcdef0123456789abcdef was not found in this key vault.',
    "does not have keys get permission on key vault 'kv;location=eastus'",
    'https://kv.vault.azure.net/keys/k/0123456789abcdef0123456789abcdef',
  ])('leaves what is no secret: %s', (text) => {
    expect(redact(text)).toBe(text);
  });

  it('changes nothing the second time', () => {
    const piece = fc.oneof(fc.string(), fc.constantFrom(...planted.map(([, text]) => text)));
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 4 }), (pieces) => {
        const once = redact(pieces.join(' '));
        expect(redact(once)).toBe(once);
      }),
    );
  });
});
