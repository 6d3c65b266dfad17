import { setFirewall } from './kept.ts';
import { authorization, grant, keys, type Scene } from './scene.ts';

/** Who uses the scene's key, and the name of the role assignment by which. */
export interface Granted extends Scene {
  readonly principalId: string;
  readonly keyGrant: string;
}

/** Takes the key away, and tells how to give it back. */
type Way = readonly [
  what: string,
  code: string,
  take: (given: Granted) => Promise<() => Promise<unknown>>,
];

const KEY = 'cosmos-key';

/** What takes a key away from whoever has to unwrap with it, and the code that the vault answers then. */
export const WAYS: readonly Way[] = [
  [
    'is disabled',
    'KeyDisabled',
    async ({ sim, keyId }) => {
      const version = keyId.slice(-32);
      await keys(sim).updateKeyProperties(KEY, version, { enabled: false });
      return () => keys(sim).updateKeyProperties(KEY, version, { enabled: true });
    },
  ],
  [
    'is deleted',
    'KeyNotFound',
    async ({ sim }) => {
      await (await keys(sim).beginDeleteKey(KEY)).pollUntilDone();
      return async () => (await keys(sim).beginRecoverDeletedKey(KEY)).pollUntilDone();
    },
  ],
  [
    'is not granted any more',
    'ForbiddenByRbac',
    async ({ sim, vaultId, keyGrant, principalId }) => {
      await authorization(sim).roleAssignments.delete(vaultId, keyGrant);
      return () => grant(sim, vaultId, principalId);
    },
  ],
  [
    'is behind a firewall that trusts no service',
    'ForbiddenByFirewall',
    async (given) => {
      await setFirewall(given, 'None');
      return () => setFirewall(given, 'AzureServices');
    },
  ],
];

/** Lets the key's current version expire now. */
export async function expire({ sim }: Scene): Promise<void> {
  const expiresOn = new Date(sim.clock.now() + 1000);
  await keys(sim).updateKeyProperties(KEY, { expiresOn });
  await sim.clock.advance({ seconds: 2 });
}
