import type { Stage } from './types.ts';

/** Where a key is used for the first time after something names it: what is wrong with the key itself fails there. */
export const keyUseStages: readonly Stage[] = Object.freeze([
  'workspace.create.operation',
  'workspace.update.operation',
  'containerGroup.create.operation',
  'managedCluster.create.operation',
]);
