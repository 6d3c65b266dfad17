import type { DescribedStore, Description } from '../resolve/description.ts';
import { storeTypes } from '../stores.ts';
import type { Reason, StoreKey } from '../types.ts';
import {
  assignIdentityAction,
  grantsServing,
  may,
  providerStep,
  resourceGroupStep,
  type StepDraft,
  type StepUnit,
  why,
} from './unit.ts';

/**
 * Makes the stores that are under a key by themselves. One with a user-assigned identity is made under the key, once
 * that identity may use it; one with its own identity is made first and put under the key after the grant.
 */
export const storeSteps: StepUnit = (description) =>
  description.stores.flatMap((store) => {
    const made = makingStep(description, store);
    return store.identity ? [made] : [made, keyStep(description, store)];
  });

function makingStep(description: Description, store: DescribedStore): StepDraft {
  const { identity, key, name } = store;
  const { namespace, noun, hop } = storeTypes[store.store];
  const action = actionsOf(store);
  return {
    kind: 'store.ensure',
    id: store.stepId,
    title: `Make ${noun} ${name}${identity ? ` under key ${key.name}` : ''} (${store.sku})`,
    hop,
    store: store.store,
    name,
    location: description.location,
    sku: store.sku,
    settings: store.settings,
    ...(identity ? { key: keyOf(store) } : {}),
    tags: store.tags,
    dependsOn: [
      providerStep(namespace),
      resourceGroupStep,
      ...(identity ? [identity.stepId, ...usableKey(description, store)] : []),
    ],
    reasons: reasonsOf(store),
    permissions: [
      ...may(store.id, action.read, action.write),
      ...(identity ? may(identity.id, assignIdentityAction) : []),
    ],
    ...lastingOf(store),
    resourceId: store.id,
  };
}

function lastingOf({ store, name }: DescribedStore): {
  readonly reversible: boolean;
  readonly lasting?: string;
} {
  const { noun, keptHours } = storeTypes[store];
  if (keptHours === undefined) return { reversible: true };
  const lasting = `A deleted ${noun} ${name} is kept for ${keptHours} hours, and its name taken, unless it is purged.`;
  return { reversible: false, lasting };
}

function keyStep(description: Description, store: DescribedStore): StepDraft {
  const { noun, hop } = storeTypes[store.store];
  const action = actionsOf(store);
  return {
    kind: 'store.encrypt',
    id: store.keyStepId,
    title: `Put ${noun} ${store.name} under key ${store.key.name}`,
    hop,
    store: store.store,
    name: store.name,
    storeId: store.id,
    key: keyOf(store),
    dependsOn: [store.stepId, ...usableKey(description, store)],
    reasons: [
      why(
        'its own identity, which uses the key, is made with it and granted after that',
        'CMK-013',
      ),
    ],
    permissions: may(store.id, action.read, action.write),
    reversible: true,
  };
}

/** The key, and the grants without which it cannot be used. */
function usableKey(description: Description, { key, keyStepId }: DescribedStore) {
  return [
    key.isWorkspaceKey ? description.key.stepId : key.vault.stepId,
    ...grantsServing(description, keyStepId),
  ];
}

function keyOf({ key, autoRotate, identity }: DescribedStore): StoreKey {
  return {
    vaultUri: key.vaultBaseUrl,
    keyName: key.name,
    ...(autoRotate ? {} : { keyVersion: key.version }),
    ...(identity
      ? {
          identityId: identity.id,
          identityClientId: { from: identity.stepId, output: 'clientId' },
        }
      : {}),
  };
}

function actionsOf({ store }: DescribedStore): { readonly read: string; readonly write: string } {
  const { namespace, type } = storeTypes[store];
  return { read: `${namespace}/${type}/read`, write: `${namespace}/${type}/write` };
}

function reasonsOf({ store }: DescribedStore): readonly Reason[] {
  return [why("the workspace's key does not pass down to it", storeTypes[store].ruleId)];
}
