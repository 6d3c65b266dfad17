/** What making or changing a workspace comes to: its managed group, and the keys of what it keeps. */
import { type JsonObject, objectAt, stringAt } from '../../kernel/json.ts';
import type {
  Effects,
  OperationResult,
  RunningOperation,
  UnitContext,
} from '../../kernel/resource-type.ts';
import type { StoredResource } from '../../kernel/resource.ts';
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
import { dbfsKeyOf, keptDbfs, managedDiskOf, mustUseDbfsKey } from './workspace-key.ts';

const HOSTS = Object.freeze({
  public: 'azuredatabricks.net',
  usGovernment: 'databricks.azure.us',
  china: 'databricks.azure.cn',
});
export function finishCreate(context: UnitContext, operation: RunningOperation): OperationResult {
  const { workspace, parameters } = inputOf(operation);
  const made = makeManagedGroup(context, workspace, parameters);
  const [group, account] = made.put ?? [];
  if (!group || !account) throw new TypeError('a managed group has a storage account');
  return finish(context, workspace, parameters, account, { ...made, put: [group] });
}

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
  const put: StoredResource[] = [...(made.put ?? [])];
  const principals = [...(made.principals ?? [])];
  const timers = [...(made.timers ?? [])];
  const prepares = objectAt(parameters, 'prepareEncryption')['value'] === true;
  if (prepares && properties['storageAccountIdentity'] === undefined) {
    const own = withStorageIdentity(context, account);
    account = own.account;
    principals.push(...(own.effects.principals ?? []));
    properties = { ...properties, storageAccountIdentity: own.identity };
  }
  const managedDisk = managedDiskOf(workspace);
  const set = context.resource(stringAt(properties, 'diskEncryptionSetId') ?? '');
  if (set) {
    const disks = withDiskKey(context, set, managedDisk);
    put.push(disks.resource);
    timers.push(...disks.timers);
  } else if (managedDisk['keySource'] !== undefined) {
    const disks = diskEncryptionSet(context, workspace, managedDisk);
    put.push(disks.set);
    principals.push(...(disks.effects.principals ?? []));
    timers.push(...(disks.effects.timers ?? []));
    properties = {
      ...properties,
      diskEncryptionSetId: disks.set.id,
      managedDiskIdentity: disks.identity,
    };
  }
  const kept = [keptDbfs(context, account, key), keptServices(context, workspace)];
  const number = workspaceNumber(context, workspace.id);
  return {
    resource: {
      ...workspace,
      properties: {
        ...properties,
        parameters,
        provisioningState: 'Succeeded',
        workspaceId: number,
        workspaceUrl: `adb-${number}.${Number(number.slice(-2)) % 20}.${HOSTS[context.cloud]}`,
      },
    },
    effects: {
      ...made,
      put: [...put, account],
      principals,
      timers: [...timers, ...kept.flatMap((effects) => effects.timers ?? [])],
      documents: [...(made.documents ?? []), ...kept.flatMap((effects) => effects.documents ?? [])],
    },
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
