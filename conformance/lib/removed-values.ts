/** Makes values that a recording leaves out, where any value of their kind does: private keys, what a key encrypted. */
import { generateKeyPairSync } from 'node:crypto';
import { type Answer, errorOf } from './compare.ts';
import { isObject, type Json, type JsonObject, stringAt } from './json.ts';
import type { Exchange } from './recordings.ts';

const REMOVED = /^<base64 (\d+)>$/;
/** By the characters of a private exponent in base64url, the bits of its key. */
const RSA_BITS: Readonly<Record<string, number>> = { 171: 1024, 342: 2048, 512: 3072, 683: 4096 };
const INVERSE: Readonly<Record<string, string>> = { decrypt: 'encrypt', unwrapkey: 'wrapkey' };

/** Sends a request to a path of the vault that an exchange is with. */
export type AskVault = (path: string, body: Json) => Promise<Answer>;

/** The body of a request to a vault with values in place of those left out; as it was where none can be made. */
export async function withValues(exchange: Exchange, body: Json, ask: AskVault): Promise<Json> {
  const { path, responseBody } = exchange;
  if (!isObject(body) || !exchange.host.endsWith('.vault.azure.net')) return body;
  const key = body['key'];
  if (isObject(key) && REMOVED.test(stringAt(key, 'd') ?? '')) {
    return { ...body, key: { ...key, ...numbersOf(key) } };
  }
  const operation = path.split('/').at(-1) ?? '';
  const inverse = INVERSE[operation.toLowerCase()];
  const plain = stringAt(responseBody, 'value');
  if (inverse === undefined || plain === undefined) return body;
  if (!REMOVED.test(stringAt(body, 'value') ?? '')) return body;
  const made = await ask(path.replace(new RegExp(`${operation}$`), inverse), {
    alg: body['alg'] ?? '',
    value: plain,
  });
  const value = errorOf(made.body) ? undefined : stringAt(made.body, 'value');
  return value === undefined ? body : { ...body, value };
}

/** The numbers of a new key like one whose numbers were removed. */
function numbersOf(key: JsonObject): JsonObject {
  const curve = stringAt(key, 'crv');
  const characters = REMOVED.exec(stringAt(key, 'n') ?? '')?.[1] ?? '';
  const { privateKey } =
    curve === undefined
      ? generateKeyPairSync('rsa', { modulusLength: RSA_BITS[characters] ?? 2048 })
      : generateKeyPairSync('ec', { namedCurve: curve });
  const made = privateKey.export({ format: 'jwk' }) as unknown as JsonObject;
  return Object.fromEntries(
    Object.keys(key)
      .filter((name) => REMOVED.test(stringAt(key, name) ?? ''))
      .map((name) => [name, made[name] ?? null]),
  );
}
