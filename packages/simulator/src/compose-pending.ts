import { notSimulated } from './kernel/errors.ts';
import type { HostHandler } from './kernel/host.ts';
import type { KeyPort, RulePort } from './kernel/ports.ts';

export const pendingKeys: KeyPort = {
  describe: () => undefined,
  permitted: () => [],
  refuses: () => notSimulated('the use of keys'),
  vaultOf: () => undefined,
};
export const pendingRules: RulePort = { enforce: () => {} };
export const pendingVaultHost: HostHandler = {
  name: 'keyVault',
  claims: () => false,
  handle: () => {
    throw notSimulated('vaults');
  },
};
