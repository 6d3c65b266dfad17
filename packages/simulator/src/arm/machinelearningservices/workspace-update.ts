/** Changing a workspace, by PATCH or by a PUT over it: what may change does, what may not is refused. */
import { Refusal } from '../../kernel/errors.ts';
import { isObject, type JsonObject, mergePatch, objectAt, stringAt } from '../../kernel/json.ts';
import { mustReachMetadata } from '../../kernel/metadata-place.ts';
import { checkIdentity, readIdentity, storeIdentity } from '../../kernel/managed-identity.ts';
import { connectionsShown } from '../../kernel/private-link.ts';
import { stamp } from '../../kernel/system-data.ts';
import { readTags } from '../../kernel/tags.ts';
import type {
  OperationResult,
  RunningOperation,
  UnitContext,
  WriteAnswer,
  WriteRequest,
} from '../../kernel/resource-type.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import { together } from '../../kernel/together.ts';
import { followingProjects, members } from './hub-projects.ts';
import { rekeyManagedResources } from './managed-resources.ts';
import { settledNetwork } from './network-endpoints.ts';
import { checkAssociates } from './workspace-associates.ts';
import { shown, withEncryption } from './workspace-create.ts';
import { usableKey } from './workspace-key.ts';
import { checkKindChange, kindOf, readKind } from './workspace-kinds.ts';
import { withNewRegistry } from './workspace-keys.ts';
import { encryptionOf, recasedIds } from './workspace-model.ts';
import { networkOf, withChangedNetwork, withNetwork } from './workspace-network.ts';
import { asInput, busy, checkNotBusy, fromInput, WORKSPACE_STYLE } from './workspace-operations.ts';
import { readProperties } from './workspace-properties.ts';
import { checkSharedLinks, linksChanged } from './workspace-shared-links.ts';
import { knows } from './workspace-versions.ts';

/** Recorded: under half a minute. Milliseconds. */
const UPDATE_MS = 25_000;

/** Ids that a workspace keeps for ever. */
const FIXED_IDS = ['keyVault', 'storageAccount', 'hubResourceId'] as const;

/** A PATCH, or a PUT of a workspace that is there. What a PUT leaves out stays as it is. */
export function updateWorkspace(
  context: UnitContext,
  request: WriteRequest,
  existing: StoredResource,
  method: 'PUT' | 'PATCH',
): WriteAnswer {
  const { address, apiVersion, body } = request;
  checkNotBusy(context, existing.id);
  const {
    allowRecoverSoftDeletedWorkspace: _flag,
    provisionNetworkNow: _now,
    ...asked
  } = readProperties(body, apiVersion);
  const given = withChangedNetwork(readable(asked, apiVersion, method), networkOf(existing));
  if (body['kind'] !== undefined && readKind(body, apiVersion) !== kindOf(existing)) {
    throw fixed('kind');
  }
  checkKindChange(kindOf(existing), given, existing.properties);
  const { identity, effects } = changedIdentity(context, request, existing);
  const tags = readTags(body['tags']) ?? (method === 'PATCH' ? existing.tags : {});
  const next = stamp(
    {
      ...existing,
      ...(tags === undefined ? {} : { tags }),
      ...(identity === undefined ? {} : { identity }),
      properties: recasedIds(mergedProperties(existing, given)),
    },
    existing,
    context,
  );
  for (const name of FIXED_IDS) {
    const before = stringAt(existing.properties, name)?.toLowerCase();
    if (stringAt(next.properties, name)?.toLowerCase() !== before) throw fixed(name);
  }
  checkEncryptionKept(context, next, existing);
  checkSharedLinks(context, next);
  return {
    pending: { ...existing, properties: { ...existing.properties, provisioningState: 'Updating' } },
    operation: {
      handler: 'update',
      style: WORKSPACE_STYLE,
      durationMs: UPDATE_MS,
      input: { workspace: asInput(next), previous: asInput(existing) },
    },
    effects: { ...effects, documents: busy(address.id, true) },
  };
}

/** The end of an update; another key or version is tried first, then the stores behind the workspace take it. */
export function finishUpdate(context: UnitContext, { input }: RunningOperation): OperationResult {
  const workspace = fromInput(input['workspace']);
  const previous = fromInput(input['previous']);
  const after = encryptionOf(workspace);
  const isRekeyed = after?.keyIdentifier !== encryptionOf(previous)?.keyIdentifier;
  if (!isRekeyed) mustReachMetadata(context, workspace.id);
  checkAssociates(context, workspace);
  const isHub = kindOf(workspace) === 'Hub';
  const { privateEndpointConnections: _before, ...properties } = workspace.properties;
  const current = context.resource(workspace.id);
  const changed: StoredResource = {
    ...workspace,
    properties: {
      ...properties,
      provisioningState: 'Succeeded',
      // Private endpoints and projects came and went meanwhile, and a compute may have brought the network.
      ...connectionsShown(current),
      ...(isHub ? { associatedWorkspaces: [...members(current)] } : {}),
    },
  };
  const linked = linksChanged(context, current, changed);
  const network = settledNetwork(context, withStatusOf(current, changed), linked);
  const { workspace: resource, others } = network;
  const put = [...others, ...(isHub ? followingProjects(context, resource) : [])];
  const attached = withNewRegistry(context, resource, previous);
  const documents = [...busy(workspace.id, false), ...attached.documents];
  if (!isRekeyed || !after) return { resource: attached.workspace, effects: { documents, put } };
  const key = usableKey(context, 'workspace.update.operation', workspace, previous);
  const rekeyed = rekeyManagedResources(context, workspace, key);
  return { resource: attached.workspace, effects: together(rekeyed, { documents, put }) };
}

/** A workspace whose network is as far as the one that is stored. */
function withStatusOf(stored: StoredResource | undefined, changed: StoredResource): StoredResource {
  const status = stored && networkOf(stored)['status'];
  return status ? withNetwork(changed, { ...networkOf(changed), status }) : changed;
}

/** Before the api-version that brought it, a PATCH does not know `encryption` and ignores it. */
function readable(asked: JsonObject, apiVersion: string, method: 'PUT' | 'PATCH'): JsonObject {
  if (method === 'PUT' || knows(apiVersion, 'keyUpdate')) return asked;
  const { encryption: _encryption, enableServiceSideCMKEncryption: _flag, ...rest } = asked;
  return rest;
}

/** `encryption` of an update may hold the key alone; the rest of the block stays. */
function mergedProperties(existing: StoredResource, given: JsonObject): JsonObject {
  const before = existing.properties['encryption'];
  const asked = given['encryption'];
  if (!isObject(asked) || asked['status'] === 'Disabled') {
    const merged = { ...existing.properties, ...withEncryption(given, 'update') };
    if (!isObject(asked)) return merged;
    const { encryption: _encryption, ...without } = merged;
    return without;
  }
  const encryption = mergePatch(before ?? {}, asked);
  return { ...existing.properties, ...withEncryption({ ...given, encryption }, 'update') };
}

/** Whose keys, which vault and which architecture are settled at creation; the documented rules say how hard. */
function checkEncryptionKept(
  context: UnitContext,
  next: StoredResource,
  existing: StoredResource,
): void {
  context.rules.enforce('workspace.update.request', {
    workspace: next,
    previousWorkspace: existing,
  });
  if (next.properties['hbiWorkspace'] !== existing.properties['hbiWorkspace']) {
    const isSame =
      Boolean(next.properties['hbiWorkspace']) === Boolean(existing.properties['hbiWorkspace']);
    if (!isSame) throw fixed('hbiWorkspace');
  }
  const after = encryptionOf(next);
  const before = encryptionOf(existing);
  if ((after === undefined) !== (before === undefined)) throw fixed('encryption.status');
  if (!after || !before) return;
  if (after.vaultId.toLowerCase() !== before.vaultId.toLowerCase()) {
    throw fixed('encryption.keyVaultProperties.keyVaultArmId');
  }
  if (after.identityId?.toLowerCase() !== before.identityId?.toLowerCase()) {
    throw fixed('encryption.identity.userAssignedIdentity');
  }
  if (after.architecture !== before.architecture) throw fixed('enableServiceSideCMKEncryption');
}

function changedIdentity(
  context: UnitContext,
  { address, body }: WriteRequest,
  existing: StoredResource,
): Pick<ReturnType<typeof storeIdentity>, 'identity' | 'effects'> {
  const asked = readIdentity(body['identity']);
  if (!asked) return { effects: {} };
  const before = Object.keys(objectAt(existing.identity, 'userAssignedIdentities'));
  const isNew = (id: string): boolean =>
    !before.some((known) => known.toLowerCase() === id.toLowerCase());
  checkIdentity(context, address, { ...asked, userAssigned: asked.userAssigned.filter(isNew) });
  const { identity, effects } = storeIdentity(context, address, asked, existing, ',');
  if (identity === undefined) throw fixed('identity.type');
  return { identity: shown(identity), effects };
}

function fixed(property: string): Refusal {
  return new Refusal({
    status: 400,
    code: 'BadRequest',
    message: `The property '${property}' cannot be changed once the workspace has been created.`,
    evidence: 'assumed',
  });
}
