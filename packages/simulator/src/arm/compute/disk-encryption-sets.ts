import {
  DISK_ENCRYPTION_SETS,
  FOLLOWING,
  SET_KEY_TIMER,
  watched,
} from '../../kernel/disk-encryption-set.ts';
import { forgetStore } from '../../kernel/encrypted-store.ts';
import { Refusal } from '../../kernel/errors.ts';
import { isObject, type Json, type JsonObject, stringAt } from '../../kernel/json.ts';
import {
  checkIdentity,
  readIdentity,
  storeIdentity,
  systemPrincipalsOf,
} from '../../kernel/managed-identity.ts';
import {
  defineResourceType,
  type OperationPlan,
  type RemoveRequest,
  type ResourceType,
  type UnitContext,
  type WriteAnswer,
  type WriteRequest,
} from '../../kernel/resource-type.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import { readTags } from '../../kernel/tags.ts';
import { checkKept, followKey, rotated } from './disk-key-rotation.ts';
import { setsOfDisk } from './disk-encryption.ts';
import {
  checkClient,
  checkSetName,
  readSetProperties,
  requireActiveKey,
  withoutClientTakenBack,
} from './disk-encryption-set-request.ts';
import { disksAndSnapshots } from './disk-kinds.ts';
import { diskOperation } from './disk-operation.ts';
import { DISK_API_VERSIONS } from './disk-versions.ts';
import { written } from './disk-write.ts';

const TYPE = DISK_ENCRYPTION_SETS;
/** Recorded: between 50 ms and a second. Milliseconds. */
const WRITE_MS = 400;
const DELETE_MS = 1000;

/**
 * Disk encryption sets. Making one with a system-assigned identity does not touch the vault: that identity has no
 * access yet. Whether it may use the key is found out by the first disk.
 */
export const diskEncryptionSets: ResourceType = defineResourceType({
  type: TYPE,
  apiVersions: DISK_API_VERSIONS,
  scope: 'group',
  checkName: checkSetName,
  put: write,
  patch: write,
  remove,
  actions: {
    'GET associatedResources': (context, { resource }) => ({
      status: 200,
      body: { value: usersOf(context, resource).map(({ id }) => id) },
    }),
  },
  operations: {
    write: (_context, { resource, input }) => {
      const done = written(resource, input);
      return { resource: done, output: { output: present(done) } };
    },
    delete: (context, { resource, resourceId }) => ({
      removed: true,
      effects: {
        removePrincipals: systemPrincipalsOf(resource),
        documents: forgetStore(context, resourceId),
      },
    }),
  },
  timers: { [SET_KEY_TIMER]: checkKept, [FOLLOWING.handler]: followKey },
  present,
});

function write(context: UnitContext, request: WriteRequest): WriteAnswer {
  const { address, body, existing } = request;
  const properties = readSetProperties(body, address, context.cloud);
  const asked = readIdentity(body['identity']);
  if (asked) checkIdentity(context, address, asked);
  const tags = readTags(body['tags']) ?? existing?.tags;
  const outcome = asked
    ? storeIdentity(context, address, asked, existing)
    : { ...(existing?.identity ? { identity: existing.identity } : {}), effects: {} };
  const { identity: _before, ...kept } = existing ?? {
    id: address.id,
    type: TYPE,
    name: address.name,
    location: String(body['location'] ?? ''),
  };
  const { resource: set, timers } = watched(context, {
    ...kept,
    ...(tags === undefined ? {} : { tags }),
    ...(outcome.identity === undefined ? {} : { identity: outcome.identity }),
    properties: withoutClientTakenBack({
      encryptionType: 'EncryptionAtRestWithCustomerKey',
      ...existing?.properties,
      ...properties,
      ...rotated(context, existing, properties),
      provisioningState: 'Updating',
    }),
  });
  requireActiveKey(set.properties);
  const subject = { ...set, ...(outcome.identity ? { identity: outcome.identity } : {}) };
  checkClient(context, subject);
  context.rules.enforce('diskEncryptionSet.write', { diskEncryptionSet: subject });
  return {
    pending: set,
    echo: echoOf(body, set),
    operation: diskOperation('write', WRITE_MS),
    effects: { ...outcome.effects, timers },
  };
}

/** The first answer is the request again, in Azure's order: no id, no name, no principal. */
function echoOf(body: JsonObject, set: StoredResource): Json {
  const { location, tags, identity, properties } = body;
  return {
    location: location ?? set.location,
    ...(tags === undefined ? {} : { tags }),
    ...(identity === undefined ? {} : { identity }),
    properties: { ...(isObject(properties) ? properties : {}), provisioningState: 'Updating' },
  };
}

function remove(
  context: UnitContext,
  { existing }: RemoveRequest,
): {
  readonly operation: OperationPlan;
} {
  const users = usersOf(context, existing);
  if (users.length > 0) {
    throw new Refusal({
      status: 409,
      code: 'OperationNotAllowed',
      message: `The disk encryption set '${existing.name}' cannot be deleted: it is used by ${users.map(({ id }) => `'${id}'`).join(', ')}.`,
      evidence: 'assumed',
    });
  }
  return { operation: diskOperation('delete', DELETE_MS) };
}

/** Disks and snapshots that the set encrypts, and clusters whose disks it does. */
function usersOf(context: UnitContext, set: StoredResource): StoredResource[] {
  const scope = `/subscriptions/${context.subscription.subscriptionId}`;
  const setId = set.id.toLowerCase();
  return [
    ...disksAndSnapshots(context).filter((disk) => setsOfDisk(disk).includes(setId)),
    ...context
      .resources('Microsoft.ContainerService/managedClusters', scope)
      .filter(
        ({ properties }) => stringAt(properties, 'diskEncryptionSetID')?.toLowerCase() === setId,
      ),
  ];
}

function present({ id, name, type, location, tags, identity, properties }: StoredResource): Json {
  return {
    name,
    id,
    type,
    location,
    ...(tags === undefined ? {} : { tags }),
    ...(identity === undefined ? {} : { identity }),
    properties,
  };
}
