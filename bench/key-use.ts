import {
  constants,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  privateDecrypt,
  publicEncrypt,
} from 'node:crypto';
import { CryptographyClient } from '@azure/keyvault-keys';
import { againstConstant } from './lib/against-constant.ts';
import type { Benchmark } from './lib/benchmark.ts';
import { simulatorWithVault } from './lib/scene.ts';
import { type Access, constantAccess, keyClient, ofSimulator } from './lib/vault-scene.ts';

const ALGORITHM = 'RSA-OAEP-256';
const PADDING = { padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' };
const DATA_KEY = Buffer.alloc(32, 7);

/** Whether using a key costs more than the mathematics and a request: the client wraps with this algorithm in the vault. */
export const keyUse: Benchmark = {
  id: 'key-use',
  async run() {
    const sim = simulatorWithVault();
    const jwk = generateKeyPairSync('rsa', { modulusLength: 3072 }).privateKey.export({
      format: 'jwk',
    });
    const bytes = (text: string | undefined): Buffer => Buffer.from(text ?? '', 'base64url');
    const { n, e, d, p, q, dp, dq, qi } = jwk;
    const key = await keyClient(ofSimulator(sim)).importKey('cmk', {
      kty: 'RSA',
      n: bytes(n),
      e: bytes(e),
      d: bytes(d),
      p: bytes(p),
      q: bytes(q),
      dp: bytes(dp),
      dq: bytes(dq),
      qi: bytes(qi),
    });
    const publicKey = createPublicKey({ format: 'jwk', key: jwk });
    const privateKey = createPrivateKey({ format: 'jwk', key: jwk });
    const wrapped = publicEncrypt({ key: publicKey, ...PADDING }, DATA_KEY);

    const client = ({ credential, options }: Access): CryptographyClient =>
      new CryptographyClient(key.id ?? '', credential, options);
    const unwrap = async (access: Access): Promise<() => Promise<unknown>> => {
      const own = client(access);
      await own.unwrapKey(ALGORITHM, wrapped);
      return () => own.unwrapKey(ALGORITHM, wrapped);
    };
    const wrap = async (access: Access): Promise<() => Promise<unknown>> => {
      const own = client(access);
      await own.wrapKey(ALGORITHM, DATA_KEY);
      return () => own.wrapKey(ALGORITHM, DATA_KEY);
    };

    const verdict = async (
      name: string,
      make: (access: Access) => Promise<() => Promise<unknown>>,
      bare: () => unknown,
    ) => {
      const constant = await make(await constantAccess(sim, make));
      const simulated = await make(ofSimulator(sim));
      const floor = async (): Promise<void> => {
        bare();
        await constant();
      };
      return againstConstant(
        sim,
        { floor, simulated },
        {
          name: `\`CryptographyClient.${name}\` with ${ALGORITHM}, RSA 3072`,
          limit: 0.5,
          besides: 'bare `node:crypto` and ',
        },
      );
    };
    return [
      await verdict('unwrapKey', unwrap, () =>
        privateDecrypt({ key: privateKey, ...PADDING }, wrapped),
      ),
      await verdict('wrapKey', wrap, () => publicEncrypt({ key: publicKey, ...PADDING }, DATA_KEY)),
    ];
  },
};
