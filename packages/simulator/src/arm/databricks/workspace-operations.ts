/** What making or changing a workspace comes to: its managed group, and the keys of what it keeps. */
import { type JsonObject, objectAt, stringAt } from '../../kernel/json.ts';
import type {
  Effects,
  OperationResult,
  RunningOperation,
  UnitContext,
} from '../../kernel/resource-type.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import { together } from '../../kernel/together.ts';
import { connectionsShown } from '../../kernel/private-link.ts';
import { refused } from './databricks-errors.ts';
import {
  diskEncryptionSet,
  makeManagedGroup,
  storageOf,
  withDbfsKey,
  withDiskKey,
  withStorageIdentity,
} from './managed-group.ts';
import { keptServices } from './services-key.ts';
import { WORKSPACE_HOSTS } from './workspace-model.ts';
import { dbfsKeyOf, entityOf, keptDbfs, mustUseDbfsKey } from './workspace-key.ts';

/** The end of making a workspace. */
export function finishCreate(context: UnitContext, operation: RunningOperation): OperationResult {
  const { workspace, parameters } = inputOf(operation);
  const made = makeManagedGroup(context, workspace, parameters);
  const [group, account] = made.put ?? [];
  if (!group || !account) throw new TypeError('a managed group has a storage account');
  return finish(context, workspace, parameters, account, { ...made, put: [group] });
}

/** The end of changing one. */
export function finishUpdate(context: UnitContext, operation: RunningOperation): OperationResult {
  const { workspace, parameters } = inputOf(operation);
  const account = storageOf(context, workspace);
  if (!account) throw refused('The storage account of the DBFS root is gone.', 'Conflict', 409);
  return finish(context, workspace, parameters, account, {});
}

/** Everything that a write comes to, once it is carried out. */
function finish(
  context: UnitContext,
  workspace: StoredResource,
  parameters: JsonObject,
  storage: StoredResource,
  made: Effects,
): OperationResult {
  const key = dbfsKeyOf(parameters);
  if (key) mustUseDbfsKey(context, workspace, storage, key);
  let properties = workspace.properties;
  let account = withDbfsKey(storage, key);
  const parts: Effects[] = [made];
  const prepares = objectAt(parameters, 'prepareEncryption')['value'] === true;
  if (prepares && properties['storageAccountIdentity'] === undefined) {
    const own = withStorageIdentity(context, account);
    account = own.account;
    parts.push(own.effects);
    properties = { ...properties, storageAccountIdentity: own.identity };
  }
  const managedDisk = entityOf(workspace, 'managedDisk');
  const set = context.resource(stringAt(properties, 'diskEncryptionSetId') ?? '');
  if (set) {
    const { resource, timers } = withDiskKey(context, set, managedDisk);
    parts.push({ put: [resource], timers });
  } else if (managedDisk['keySource'] !== undefined) {
    const disks = diskEncryptionSet(context, workspace, managedDisk);
    parts.push({ put: [disks.set] }, disks.effects);
    properties = {
      ...properties,
      diskEncryptionSetId: disks.set.id,
      managedDiskIdentity: disks.identity,
    };
  }
  const number = workspaceNumber(context, workspace.id);
  const { privateEndpointConnections: _before, ...asked } = properties;
  return {
    resource: {
      ...workspace,
      properties: {
        ...asked,
        // Private endpoints came and went meanwhile.
        ...connectionsShown(context.resource(workspace.id)),
        parameters,
        provisioningState: 'Succeeded',
        workspaceId: number,
        workspaceUrl: `adb-${number}.${Number(number.slice(-2)) % 20}.${WORKSPACE_HOSTS[context.cloud]}`,
      },
    },
    effects: together(
      ...parts,
      { put: [account] },
      keptDbfs(context, account, key),
      keptServices(context, workspace),
    ),
  };
}

function inputOf({ input }: RunningOperation): {
  readonly workspace: StoredResource;
  readonly parameters: JsonObject;
} {
  return {
    workspace: input['workspace'] as unknown as StoredResource,
    parameters: objectAt(input, 'parameters'),
  };
}

const workspaceNumber = (context: UnitContext, id: string): string =>
  BigInt(`0x${context.namedGuid(id, 'number').replaceAll('-', '').slice(0, 13)}`)
    .toString()
    .padStart(16, '1')
    .slice(-16);
