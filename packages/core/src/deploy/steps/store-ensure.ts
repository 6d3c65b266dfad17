import { storeTitle, storeTypes } from '../../plan/stores.ts';
import { differing, failedState, refuseImmutable, tagAttributes, verdict } from '../differences.ts';
import { absent, defineStep, type StepUnit } from '../step-unit.ts';
import { storeKinds } from '../stores/all.ts';
import {
  createStore,
  hasIdentity,
  identityWith,
  principalOf,
  readStore,
  updateStore,
} from '../stores/write-store.ts';
import type { FoundResource } from './resource-ensure.ts';

/** Makes a store with an identity; under the key at once when that identity is there before. */
export const ensureStore: StepUnit<'store.ensure', FoundResource> = defineStep({
  kind: 'store.ensure',
  read: readStore,
  compare(step, found) {
    if (!found) return absent;
    const { resource } = found;
    const unit = storeKinds[step.store];
    const { hop, ruleId } = storeTypes[step.store];
    const fixed = differing([
      ['location', step.location, resource.location, 'region'],
      ...unit.fixed(step, resource),
    ]);
    const needed = step.key?.identityId ?? 'SystemAssigned';
    return (
      refuseImmutable(hop, storeTitle(step), fixed, ruleId === undefined ? {} : { ruleId }) ??
      verdict([
        ...failedState(found.provisioningState),
        ...differing([
          [
            'identity',
            needed,
            hasIdentity(step.store, step.key, resource) ? needed : resource.identity?.type,
          ],
          ...unit.changeable(step, resource),
          ...(step.key ? unit.encrypted(step.key, resource) : []),
          ...tagAttributes(step.tags, resource.tags),
        ]),
      ])
    );
  },
  write(step, found, context) {
    const { body, update, encryption } = storeKinds[step.store];
    const plain = found ? update(step, found.resource) : body(step);
    const properties = {
      ...(plain.properties as object),
      ...(step.key ? encryption(step.key, found?.resource) : {}),
    };
    const wanted = {
      ...plain,
      properties,
      ...identityWith(step.store, step.key, found?.resource),
      tags: { ...found?.resource.tags, ...step.tags },
    };
    return found
      ? updateStore(step, wanted, found, context)
      : createStore(step, { ...wanted, location: step.location }, context);
  },
  outputs: (step, { id, resource }) => ({
    id,
    principalId: principalOf(step.store, step.key, resource),
  }),
});
