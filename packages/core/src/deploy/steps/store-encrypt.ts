import { storeTitle, storeTypes } from '../../plan/stores.ts';
import { differing, failedState, verdict } from '../differences.ts';
import { defineStep, type StepUnit } from '../step-unit.ts';
import { storeKinds } from '../stores/all.ts';
import { readStore, updateStore } from '../stores/write-store.ts';
import { missing } from './only-read.ts';
import type { FoundResource } from './resource-ensure.ts';

/** Puts a store under a key that its own identity may use by then. */
export const encryptStore: StepUnit<'store.encrypt', FoundResource> = defineStep({
  kind: 'store.encrypt',
  read: ({ store, storeId }, context) => readStore({ store, resourceId: storeId }, context),
  compare(step, found) {
    if (!found) {
      const fix = 'Run the plan again: it was removed while the plan ran.';
      return missing(storeTypes[step.store].hop, storeTitle(step), fix);
    }
    return verdict([
      ...failedState(found.provisioningState),
      ...differing(storeKinds[step.store].encrypted(step.key, found.resource)),
    ]);
  },
  async write(step, found, context) {
    const { resource } = found as FoundResource;
    const properties = storeKinds[step.store].encryption(step.key, resource);
    const address = { ...step, resourceId: step.storeId };
    return updateStore(address, { properties }, found as FoundResource, context);
  },
  outputs: (_, { id }) => ({ id }),
});
