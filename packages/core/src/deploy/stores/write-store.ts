import type { GenericResource } from '@azure/arm-resources';

import { sameId } from '../../azure/arm-id.ts';
import { at, textAt } from '../../azure/json.ts';
import type { StoreKind } from '../../rules/index.ts';
import { storeTitle, storeTypes } from '../../plan/stores.ts';
import type { StepContext } from '../step-unit.ts';
import { type FoundResource, readById } from '../steps/resource-ensure.ts';
import { drive } from '../waiting.ts';
import { storeKinds } from './all.ts';
import type { KnownKey } from './store-kind.ts';

/** What the steps about stores need to find one. */
interface StoreAddress {
  readonly store: StoreKind;
  readonly name: string;
  readonly resourceId: string;
}

/** Reads a store. */
export function readStore(
  { store, resourceId }: Omit<StoreAddress, 'name'>,
  context: StepContext,
): Promise<FoundResource | undefined> {
  return readById(context, resourceId, storeTypes[store].apiVersion);
}

/** Makes a store. */
export async function createStore(
  step: StoreAddress,
  body: GenericResource,
  context: StepContext,
): Promise<FoundResource> {
  const client = await context.clients.resources();
  const { apiVersion } = storeTypes[step.store];
  const poller = client.resources.createOrUpdateById(step.resourceId, apiVersion, body);
  await drive(context, `${storeTitle(step)} is being made`, poller);
  return (await readStore(step, context)) as FoundResource;
}

/** Changes a store: a part of it, or as a whole where it is changed so. */
export async function updateStore(
  step: StoreAddress,
  body: GenericResource,
  found: FoundResource,
  context: StepContext,
): Promise<FoundResource> {
  const client = await context.clients.resources();
  const { apiVersion } = storeTypes[step.store];
  const { location, sku, tags } = found.resource;
  const poller =
    storeKinds[step.store].changedBy === 'PUT'
      ? client.resources.createOrUpdateById(step.resourceId, apiVersion, {
          ...(location === undefined ? {} : { location }),
          ...(sku === undefined ? {} : { sku }),
          ...(tags === undefined ? {} : { tags }),
          ...body,
        })
      : client.resources.updateById(step.resourceId, apiVersion, body);
  await drive(context, `${storeTitle(step)} is being changed`, poller);
  return (await readStore(step, context)) as FoundResource;
}

/** The identity that a store is to have, beside those that it has: of its own, or the one that uses the key. */
export function identityWith(
  store: StoreKind,
  key: Pick<KnownKey, 'identityId'> | undefined,
  found: GenericResource | undefined,
): Pick<GenericResource, 'identity'> {
  if (storeKinds[store].principal !== undefined) return {};
  const type = found?.identity?.type ?? '';
  const users = Object.keys(found?.identity?.userAssignedIdentities ?? {});
  const id = key?.identityId;
  const all = id === undefined || users.some((each) => sameId(each, id)) ? users : [...users, id];
  const types = [
    ...(id === undefined || /SystemAssigned/i.test(type) ? ['SystemAssigned'] : []),
    ...(all.length > 0 ? ['UserAssigned'] : []),
  ];
  return {
    identity: {
      type: types.join(', ') as 'SystemAssigned' | 'UserAssigned',
      ...(all.length > 0
        ? { userAssignedIdentities: Object.fromEntries(all.map((each) => [each, {}])) }
        : {}),
    },
  };
}

/** Whether a store has the identity that it is to have. */
export function hasIdentity(
  store: StoreKind,
  key: Pick<KnownKey, 'identityId'> | undefined,
  { identity }: GenericResource,
): boolean {
  if (storeKinds[store].principal !== undefined) return true;
  const id = key?.identityId;
  if (id === undefined) return /SystemAssigned/i.test(identity?.type ?? '');
  return Object.keys(identity?.userAssignedIdentities ?? {}).some((each) => sameId(each, id));
}

/** Object id of the identity that uses the key. */
export function principalOf(
  store: StoreKind,
  key: Pick<KnownKey, 'identityId'> | undefined,
  found: GenericResource,
): string {
  const id = key?.identityId;
  const own = storeKinds[store].principal ?? 'identity.principalId';
  if (id === undefined) return textAt(found, own) ?? '';
  const users = (at(found, 'identity.userAssignedIdentities') ?? {}) as Readonly<
    Record<string, unknown>
  >;
  const entry = Object.entries(users).find(([each]) => sameId(each, id));
  return textAt(entry?.[1], 'principalId') ?? '';
}
