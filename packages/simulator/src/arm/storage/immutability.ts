/** Policies of retention of containers: how long each of their blobs stays as it is. */

import { notSimulated, Refusal } from '../../kernel/errors.ts';
import { daysOf, immutabilityPolicyOf, isLocked } from '../../kernel/immutability.ts';
import { type Json, type JsonObject, objectAt, stringAt } from '../../kernel/json.ts';
import {
  type ActionAnswer,
  type ActionRequest,
  defineResourceType,
  type ResourceType,
  type UnitContext,
} from '../../kernel/resource-type.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import { BLOB_CONTAINERS, storageEtag } from '../../kernel/blobs.ts';
import { storageInstant } from '../../kernel/storage-account.ts';
import { STORAGE_API_VERSIONS } from './storage-model.ts';

const TYPE = `${BLOB_CONTAINERS}/immutabilityPolicies`;
const DEFAULT = 'default';
/** Documented: 400 years. */
const DAYS_MAX_INCLUSIVE = 146_000;

/** The policy of retention of a container: a part of it, so it goes with it. */
export const immutabilityPolicies: ResourceType = defineResourceType({
  type: TYPE,
  apiVersions: STORAGE_API_VERSIONS,
  scope: 'group',
  needsLocation: false,
  checkName: (name) => {
    if (name.toLowerCase() !== DEFAULT) {
      throw refused(
        400,
        'InvalidValuesForRequestParameters',
        `A container has one policy, '${DEFAULT}'; got '${name}'.`,
      );
    }
  },
  find: (context, { parentId, name }) =>
    name.toLowerCase() === DEFAULT ? shownOf(context.resource(parentId)) : undefined,
  list: () => {
    throw notSimulated(`a list of ${TYPE}`);
  },
  put: (context, { address, body }) => {
    const container = containerOf(context, address.parentId);
    const policy = immutabilityPolicyOf(container);
    if (policy && isLocked(policy)) throw notInThisState();
    const given = objectAt(body, 'properties');
    if (given['allowProtectedAppendWritesAll'] === true) {
      throw notSimulated('allowProtectedAppendWritesAll of an immutability policy');
    }
    const properties: JsonObject = {
      immutabilityPeriodSinceCreationInDays: days(given),
      ...('allowProtectedAppendWrites' in given
        ? { allowProtectedAppendWrites: given['allowProtectedAppendWrites'] === true }
        : {}),
      state: 'Unlocked',
    };
    return changed(context, container, 'put', properties);
  },
  remove: (context, { address, existing, ifMatch }) => {
    needsMatch(ifMatch);
    const container = containerOf(context, address.parentId);
    const policy = immutabilityPolicyOf(container);
    if (policy && isLocked(policy)) throw notInThisState();
    const { immutabilityPolicy: _policy, ...rest } = container.properties;
    const without = { ...container, properties: { ...rest, hasImmutabilityPolicy: false } };
    const shown: StoredResource = {
      ...existing,
      etag: storageEtag(context.guid()),
      properties: { immutabilityPeriodSinceCreationInDays: 0, state: 'Unlocked' },
    };
    return { removed: true, body: 'resource', shown, effects: { put: [without] } };
  },
  actions: {
    'POST lock': (context, request) => {
      const { container, policy } = matched(context, request);
      if (isLocked(policy)) throw notInThisState();
      const properties = { ...objectAt(policy, 'properties'), state: 'Locked' };
      return told(changed(context, container, 'lock', properties));
    },
    'POST extend': (context, request) => {
      const { container, policy } = matched(context, request);
      if (!isLocked(policy)) throw notInThisState();
      const longer = days(objectAt(request.body, 'properties'));
      if (longer < daysOf(policy)) {
        throw refused(
          400,
          'InvalidValuesForRequestParameters',
          `A locked policy can only be extended: it has ${daysOf(policy)} days, not ${longer}.`,
        );
      }
      const before = objectAt(policy, 'properties');
      const properties = { ...before, immutabilityPeriodSinceCreationInDays: longer };
      return told(changed(context, container, 'extend', properties));
    },
  },
  present: ({ id, name, etag, properties }) => ({
    id,
    name,
    type: TYPE,
    ...(etag === undefined ? {} : { etag }),
    properties,
  }),
});

function containerOf(context: UnitContext, id: string): StoredResource {
  const container = context.resource(id);
  if (container) return container;
  throw new TypeError('the kernel answers for a container that is not there');
}

function shownOf(container: StoredResource | undefined): StoredResource | undefined {
  const policy = container && immutabilityPolicyOf(container);
  if (!policy) return undefined;
  return {
    id: `${container.id}/immutabilityPolicies/${DEFAULT}`,
    type: TYPE,
    name: DEFAULT,
    etag: stringAt(policy, 'etag') ?? '',
    properties: objectAt(policy, 'properties'),
  };
}

/** The container and its policy, which is the one that the request wants to change. */
function matched(
  context: UnitContext,
  { address, resource, ifMatch }: Pick<ActionRequest, 'address' | 'resource' | 'ifMatch'>,
): { readonly container: StoredResource; readonly policy: JsonObject } {
  if (needsMatch(ifMatch) !== '*' && ifMatch !== resource.etag) {
    throw refused(412, 'ConditionNotMet', 'The policy has another entity tag than If-Match names.');
  }
  const container = containerOf(context, address.parentId);
  const policy = immutabilityPolicyOf(container);
  if (!policy) throw new TypeError('the kernel answers for a policy that is not there');
  return { container, policy };
}

/** Documented: what changes a policy has to name its entity tag. */
function needsMatch(ifMatch: string | undefined): string {
  if (ifMatch !== undefined) return ifMatch;
  throw refused(400, 'MissingRequiredHeader', "The header 'If-Match' must name the policy.");
}

function changed(
  context: UnitContext,
  container: StoredResource,
  update: 'put' | 'lock' | 'extend',
  properties: JsonObject,
) {
  const { state: _state, ...period } = properties;
  const history = objectAt(container.properties, 'immutabilityPolicy')['updateHistory'];
  const entry = { update, ...period, ...byWhom(context) };
  const immutabilityPolicy = {
    etag: storageEtag(context.guid()),
    properties,
    updateHistory: [...(Array.isArray(history) ? (history as readonly Json[]) : []), entry],
  };
  const after: StoredResource = {
    ...container,
    properties: { ...container.properties, immutabilityPolicy, hasImmutabilityPolicy: true },
  };
  const done = shownOf(after);
  if (!done) throw new TypeError('a policy that was set is there');
  return { done, isStored: false, status: 200, effects: { put: [after] } };
}

const told = ({ done, effects }: ReturnType<typeof changed>): ActionAnswer => ({
  status: 200,
  body: { id: done.id, name: done.name, type: TYPE, etag: done.etag, properties: done.properties },
  headers: { etag: done.etag ?? '' },
  effects,
});

/** Who changes something, and when. */
export const byWhom = ({ iso, caller }: UnitContext): JsonObject => ({
  timestamp: storageInstant(iso),
  objectIdentifier: caller.objectId,
  tenantId: caller.tenantId,
});

function days(given: JsonObject): number {
  const value = given['immutabilityPeriodSinceCreationInDays'];
  if (Number.isInteger(value) && Number(value) >= 1 && Number(value) <= DAYS_MAX_INCLUSIVE) {
    return Number(value);
  }
  throw refused(
    400,
    'InvalidValuesForRequestParameters',
    `Values for request parameters are invalid: immutabilityPeriodSinceCreationInDays. It must be 1 to ${DAYS_MAX_INCLUSIVE}.`,
  );
}

/** Azure/azure-powershell#26148, without its code. */
const notInThisState = (): Refusal =>
  refused(
    409,
    'ImmutabilityPolicyInvalidState',
    'Operation not allowed on immutability policy with current state.',
  );

export function refused(status: number, code: string, message: string): Refusal {
  return new Refusal({ status, code, message, evidence: 'assumed' });
}
