import 'reflect-metadata';
import { generateKeyPairSync } from 'node:crypto';
import { X509CertificateGenerator } from '@peculiar/x509';

/** A self-signed certificate, made anew for each run. */
export async function makeCertificate(notBefore: Date, notAfter: Date) {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const algorithm = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: 'CN=app',
    notBefore,
    notAfter,
    keys: {
      privateKey: privateKey.toCryptoKey(algorithm, true, ['sign']),
      publicKey: publicKey.toCryptoKey(algorithm, true, ['verify']),
    },
    signingAlgorithm: algorithm,
  });
  return {
    certificate: certificate.toString('pem'),
    privateKey: privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),
    key: privateKey,
  };
}
