import { keyFailures } from './known/key.ts';
import { platformFailures } from './known/platform.ts';
import type { KnownFailure } from './known/recogniser.ts';
import { storeFailures } from './known/stores.ts';
import { targetFailures } from './known/targets.ts';
import { vaultFailures } from './known/vault.ts';
import { workspaceFailures } from './known/workspace.ts';

/**
 * Every way in which the chain is known to fail. The first that matches is taken: services before the vault's data
 * plane, whose words they quote, and both before what Resource Manager says of any resource.
 */
export const knownFailures: readonly KnownFailure[] = [
  ...workspaceFailures,
  ...targetFailures,
  ...storeFailures,
  ...keyFailures,
  ...vaultFailures,
  ...platformFailures,
];
