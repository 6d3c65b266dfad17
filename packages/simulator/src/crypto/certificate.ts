import { certificateOf } from './node-crypto.ts';

/** What Entra ID keeps of a certificate that an application signs its assertions with. */
export interface ReadCertificate {
  /** SHA-1 of the DER form, hexadecimal in capitals: the `x5t` of an assertion. */
  readonly thumbprint: string;
  /** SHA-256 of the DER form, hexadecimal in capitals: the `x5t#S256` of an assertion. */
  readonly thumbprintSha256: string;
  /** Epoch milliseconds. */
  readonly notBefore: number;
  /** Epoch milliseconds. */
  readonly notAfter: number;
  readonly publicKey: { readonly kty: 'RSA'; readonly n: string; readonly e: string };
}

/** Reads a certificate in PEM; `undefined` when it is none, or its key is not an RSA key. */
export function readCertificate(pem: string): ReadCertificate | undefined {
  let certificate: ReturnType<typeof certificateOf>;
  try {
    certificate = certificateOf(pem);
  } catch {
    return undefined;
  }
  const { kty, n, e } = certificate.publicKey.export({ format: 'jwk' });
  if (kty !== 'RSA' || n === undefined || e === undefined) return undefined;
  return {
    thumbprint: certificate.fingerprint.replaceAll(':', ''),
    thumbprintSha256: certificate.fingerprint256.replaceAll(':', ''),
    notBefore: Date.parse(certificate.validFrom),
    notAfter: Date.parse(certificate.validTo),
    publicKey: { kty, n, e },
  };
}
