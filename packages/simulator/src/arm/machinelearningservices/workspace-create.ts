/** Making a workspace: the request is read and accepted; minutes later the key is tried; minutes later it is there. */
import { type JsonObject, stringAt } from '../../kernel/json.ts';
import {
  checkIdentity,
  hasUserIdentity,
  readIdentity,
  storeIdentity,
} from '../../kernel/managed-identity.ts';
import { stamp } from '../../kernel/system-data.ts';
import { readTags } from '../../kernel/tags.ts';
import type {
  Effects,
  OperationResult,
  ResourceAddress,
  RunningOperation,
  UnitContext,
  WriteAnswer,
  WriteRequest,
} from '../../kernel/resource-type.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import { together } from '../../kernel/together.ts';
import { badRequest } from './bad-request.ts';
import { defaultDatastores } from './default-datastores.ts';
import { checkJoin, hubIdOf, inherited, joined, requireHub } from './hub-projects.ts';
import { underServiceSideKey } from './managed-keys.ts';
import { createManagedResources } from './managed-resources.ts';
import {
  checkAssociates,
  checkAssociatesNamed,
  checkManagedProviders,
} from './workspace-associates.ts';
import { recoverOrRefuse } from './workspace-delete.ts';
import { usableKey } from './workspace-key.ts';
import { vaultAccess } from './workspace-vault-access.ts';
import { settledNetwork } from './network-endpoints.ts';
import { checkKindProperties, readKind } from './workspace-kinds.ts';
import {
  encryptionOf,
  principalsOf,
  recasedIds,
  servedProperties,
  WORKSPACES,
} from './workspace-model.ts';
import { isolationOf, withChangedNetwork } from './workspace-network.ts';
import { asInput, busy, checkNotBusy, fromInput, WORKSPACE_STYLE } from './workspace-operations.ts';
import { readProperties } from './workspace-properties.ts';
import { checkSharedLinks, linksChanged } from './workspace-shared-links.ts';

/** When the service tries what the workspace needs, its key first of all; what is wrong fails then. Milliseconds. */
export const WORKSPACE_CHECK_MS: number = 6 * 60_000;
/** How long the managed stores take after that, milliseconds: 14 minutes in all. */
export const WORKSPACE_STORES_MS: number = 8 * 60_000;
/** Making one without managed stores, milliseconds. */
export const WORKSPACE_PLAIN_CREATE_MS: number = 60_000;

const SKU: JsonObject = Object.freeze({ name: 'Basic', tier: 'Basic' });

/** A PUT of a workspace that is not there. */
export function createWorkspace(context: UnitContext, request: WriteRequest): WriteAnswer {
  const { address, apiVersion, body } = request;
  checkNotBusy(context, address.id);
  const given = readProperties(body, apiVersion);
  const recovered = recoverOrRefuse(context, address, given);
  if (recovered) return recovered;
  const workspace = draft(context, request, given);
  checkSharedLinks(context, workspace);
  context.rules.enforce('workspace.create.request', { workspace });
  const isManaged = encryptionOf(workspace)?.architecture === 'managedResourceGroup';
  return {
    operation: {
      handler: 'check',
      style: WORKSPACE_STYLE,
      durationMs: isManaged ? WORKSPACE_CHECK_MS : WORKSPACE_PLAIN_CREATE_MS,
      input: { workspace: asInput(workspace), identity: body['identity'] },
    },
    effects: { documents: busy(address.id, true) },
  };
}

/** The operation's first part: is there everything that the workspace needs, and may the key be used? */
export function checkWorkspace(context: UnitContext, { input }: RunningOperation): OperationResult {
  const workspace = fromInput(input['workspace']);
  checkAssociates(context, workspace);
  if (hubIdOf(workspace) !== undefined) requireHub(context, workspace);
  const encryption = encryptionOf(workspace);
  if (!encryption) return { next: { handler: 'create', afterMs: 0 } };
  checkManagedProviders(context);
  usableKey(context, 'workspace.create.operation', workspace);
  const isManaged = encryption.architecture === 'managedResourceGroup';
  return { next: { handler: 'create', afterMs: isManaged ? WORKSPACE_STORES_MS : 0 } };
}

/** Its second part: the workspace, its identity, and what the service keeps for it. */
export function finishWorkspace(
  context: UnitContext,
  operation: RunningOperation,
): OperationResult {
  const wanted = fromInput(operation.input['workspace']);
  const hub = hubIdOf(wanted) === undefined ? undefined : requireHub(context, wanted);
  const asked: StoredResource = hub
    ? { ...wanted, properties: { ...wanted.properties, ...inherited(hub) } }
    : wanted;
  const address = addressOf(context, asked);
  const identityRequest = readIdentity(operation.input['identity']) ?? NO_IDENTITY;
  const { identity, effects } = storeIdentity(context, address, identityRequest, undefined, ',');
  const made: StoredResource = {
    ...asked,
    ...(identity === undefined ? {} : { identity: shown(identity) }),
    properties: {
      ...recasedIds(asked.properties),
      ...servedProperties(context, asked),
      provisioningState: 'Succeeded',
    },
  };
  const { workspace } = settledNetwork(context, made);
  const done = {
    effects: together(
      effects,
      {
        put: [
          ...defaultDatastores(context, workspace),
          ...linksChanged(context, undefined, workspace),
        ],
      },
      hub ? joined(context, workspace, hub) : {},
      vaultAccess(context, workspace),
    ),
  };
  const encryption = encryptionOf(workspace);
  const key = encryption && context.keys.describe(encryption.keyIdentifier);
  if (!encryption || !key) return stands(workspace, done.effects);
  if (encryption.architecture === 'serviceSide') {
    const keyed = underServiceSideKey(context, workspace, key);
    return stands(workspace, together(done.effects, keyed));
  }
  const principals = principalsOf(context, workspace);
  const managed = createManagedResources(context, workspace, encryption, key, principals);
  return stands(
    {
      ...workspace,
      properties: { ...workspace.properties, serviceProvisionedResourceGroup: managed.group.name },
      hidden: { managedGroup: { ...managed.group } },
    },
    together(done.effects, managed.effects),
  );
}

/** It is there, and its identity has its rights: the last parts of the operation make its network and keep keys. */
function stands(workspace: StoredResource, effects: Effects): OperationResult {
  const isProvisionedNow =
    workspace.properties['provisionNetworkNow'] === true && isolationOf(workspace) !== 'Disabled';
  return {
    next: { handler: isProvisionedNow ? 'provisionWithWorkspace' : 'keepKeys', afterMs: 0 },
    effects: together({ put: [workspace] }, effects),
  };
}

const NO_IDENTITY = { system: false, userAssigned: [] };

/** The workspace as it will be, but for what only the service knows. */
function draft(
  context: UnitContext,
  { address, apiVersion, body }: WriteRequest,
  given: JsonObject,
): StoredResource {
  const identityRequest = readIdentity(body['identity']);
  if (!identityRequest || (!identityRequest.system && identityRequest.userAssigned.length === 0)) {
    throw badRequest("a workspace needs a managed identity: 'identity' is missing");
  }
  const kind = readKind(body, apiVersion);
  checkKindProperties(kind, given);
  checkAssociatesNamed(given);
  const hubId = stringAt(given, 'hubResourceId');
  if (hubId !== undefined) checkJoin(context, address, hubId);
  checkIdentity(context, address, identityRequest);
  const primary = stringAt(given, 'primaryUserAssignedIdentity');
  if (!identityRequest.system && primary === undefined) {
    throw badRequest(
      "'properties.primaryUserAssignedIdentity' is required with user-assigned identities only",
    );
  }
  const properties = withEncryption(withChangedNetwork(given, {}), 'creation');
  const encryptionIdentity = stringAt(
    (properties['encryption'] as JsonObject | undefined)?.['identity'],
    'userAssignedIdentity',
  );
  const attached = {
    userAssignedIdentities: Object.fromEntries(identityRequest.userAssigned.map((id) => [id, {}])),
  };
  for (const id of [primary, encryptionIdentity]) {
    if (id !== undefined && !hasUserIdentity(attached, id)) {
      throw badRequest(
        `the identity '${id}' is not one of the workspace's user-assigned identities`,
      );
    }
  }
  const tags = readTags(body['tags']);
  const { allowRecoverSoftDeletedWorkspace: _flag, ...kept } = properties;
  return stamp(
    {
      id: address.id,
      type: WORKSPACES,
      name: address.name,
      location: stringAt(body, 'location') ?? '',
      ...(tags === undefined ? {} : { tags }),
      kind,
      sku: SKU,
      properties: kept,
    },
    undefined,
    context,
  );
}

/** `Disabled` is shown as no encryption at all; a block that says neither is not complete. */
export function withEncryption(given: JsonObject, when: 'creation' | 'update'): JsonObject {
  const { encryption, enableServiceSideCMKEncryption: serviceSide, ...rest } = given;
  const status = stringAt(encryption, 'status');
  const isOff = encryption === undefined || status === 'Disabled';
  if (when === 'creation' && !isOff && status !== 'Enabled') {
    throw badRequest("'properties.encryption.status' is required: Enabled or Disabled");
  }
  if (when === 'creation' && isOff && serviceSide === true) {
    throw badRequest("'enableServiceSideCMKEncryption' needs 'encryption' with status Enabled");
  }
  return {
    ...rest,
    ...(isOff ? {} : { encryption }),
    ...(serviceSide === undefined ? {} : { enableServiceSideCMKEncryption: serviceSide }),
  };
}

/** A workspace without a system-assigned identity shows `principalId: null`. */
export function shown(identity: JsonObject): JsonObject {
  return 'principalId' in identity ? identity : { ...identity, principalId: null, tenantId: null };
}

function addressOf(context: UnitContext, { id, name }: StoredResource): ResourceAddress {
  return {
    id,
    subscriptionId: context.subscription.subscriptionId,
    resourceGroup: id.split('/')[4] ?? '',
    type: WORKSPACES,
    name,
    names: [name],
    parentId: '',
    scope: '',
  };
}
