import type { decodeProtectedHeader } from 'jose/decode/protected_header';
import type * as errors from 'jose/errors';
import type { compactVerify } from 'jose/jws/compact/verify';
import type { decodeJwt } from 'jose/jwt/decode';
import type { SignJWT } from 'jose/jwt/sign';
import type { importJWK } from 'jose/key/import';

/** What tokens take of jose. It comes with the first of them, and without its two thirds that no token here needs. */
interface Jose {
  readonly SignJWT: typeof SignJWT;
  readonly compactVerify: typeof compactVerify;
  readonly decodeJwt: typeof decodeJwt;
  readonly decodeProtectedHeader: typeof decodeProtectedHeader;
  readonly errors: typeof errors;
  readonly importJWK: typeof importJWK;
}

let loaded: Promise<Jose> | undefined;

export function jose(): Promise<Jose> {
  loaded ??= load();
  return loaded;
}

async function load(): Promise<Jose> {
  const [{ SignJWT }, { compactVerify }, { decodeJwt }, { decodeProtectedHeader }, errors, key] =
    await Promise.all([
      import('jose/jwt/sign'),
      import('jose/jws/compact/verify'),
      import('jose/jwt/decode'),
      import('jose/decode/protected_header'),
      import('jose/errors'),
      import('jose/key/import'),
    ]);
  const { importJWK } = key;
  return { SignJWT, compactVerify, decodeJwt, decodeProtectedHeader, errors, importJWK };
}
