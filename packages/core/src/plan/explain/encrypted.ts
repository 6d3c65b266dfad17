import { isRef } from '../references.ts';
import type {
  DiskEncryptionSetStep,
  KeyStep,
  Plan,
  ReadKeyStep,
  Step,
  StoreKey,
  Value,
  WorkspaceStep,
} from '../types.ts';
import { storeTypes } from '../stores.ts';
import { scopeName } from './scope-name.ts';
import { wrap } from './wrap.ts';

/** Every store and disk that the plan brings under a key, by key. */
export function encryptedLines(plan: Plan): readonly string[] {
  const { steps } = plan;
  const own = steps.find((step) => step.kind === 'key.ensure' || step.kind === 'key.read');
  const workspaceKey = own ? keyTitle(own, plan) : 'key of the workspace';
  const byKey = new Map<string, string[]>([[workspaceKey, []]]);
  const put = (key: string, what: string): void => {
    byKey.set(key, [...(byKey.get(key) ?? []), what]);
  };
  const nameOf = (key: Value<string>): string => (isRef(key) ? workspaceKey : `key ${key}`);
  for (const step of steps) {
    if (step.kind === 'workspace.ensure') {
      put(workspaceKey, workspaceTitle(step));
    } else if (step.kind === 'project.ensure') {
      put(workspaceKey, `project ${step.name}: its metadata in the stores of its hub`);
    } else if (step.kind === 'containerGroup.ensure') {
      const other = `key ${step.keyName} of ${step.vaultBaseUrl}`;
      put(isRef(step.keyVersion) ? workspaceKey : other, `container group ${step.name}: its data`);
    } else if (step.kind === 'diskEncryptionSet.ensure') {
      put(nameOf(step.keyIdentifier), `disk encryption set ${step.name}: ${disksOf(step, steps)}`);
    } else if ((step.kind === 'store.ensure' || step.kind === 'store.encrypt') && step.key) {
      const { noun, content } = storeTypes[step.store];
      const follows = step.key.keyVersion === undefined ? ', following new versions' : '';
      const key = isSameKey(step.key, own)
        ? workspaceKey
        : `key ${step.key.keyName} of ${step.key.vaultUri}`;
      put(key, `${noun} ${step.name}: ${content}${follows}`);
    } else if (step.kind === 'resource.read' && step.hop === 'diskEncryptionSet') {
      const name = scopeName(step.resourceId, plan);
      put('keys of existing disk encryption sets', `${name}: ${disksOf(step, steps)}`);
    }
  }
  return [...byKey].flatMap(([key, things]) => [
    wrap(key, '  '),
    ...things.map((thing) => wrap(thing, '    * ')),
  ]);
}

/** Whether a store is under the workspace's key, whichever version. */
function isSameKey(key: StoreKey, own: KeyStep | ReadKeyStep | undefined): boolean {
  if (!own) return false;
  const name = `${key.vaultUri}/keys/${key.keyName}`.toLowerCase();
  const owns =
    own.kind === 'key.ensure' ? `${own.vaultUrl}/keys/${own.key.name}` : own.keyIdentifier;
  return `${owns}/`.toLowerCase().startsWith(`${name}/`);
}

function keyTitle(step: KeyStep | ReadKeyStep, plan: Plan): string {
  const id = step.resourceId ?? '';
  const vault = scopeName(id.slice(0, id.lastIndexOf('/keys/')), plan);
  const origin =
    step.kind === 'key.read'
      ? 'existing, pinned to one version'
      : `new, ${step.key.type} ${step.key.size} bits`;
  return `key ${id.slice(id.lastIndexOf('/') + 1)} in ${vault} (${origin})`;
}

function workspaceTitle({ name, workspaceKind, encryption }: WorkspaceStep): string {
  const noun = workspaceKind === 'Hub' ? 'hub' : 'workspace';
  return encryption.architecture === 'serviceSide'
    ? `${noun} ${name}: its metadata in Microsoft's stores, encrypted document by document`
    : `${noun} ${name}: its metadata in Cosmos DB, AI Search and Storage of a managed resource group`;
}

function disksOf(
  { resourceId }: Pick<DiskEncryptionSetStep, 'resourceId'>,
  steps: readonly Step[],
): string {
  const disks = steps.flatMap((step) => {
    if (step.kind === 'managedCluster.ensure' && step.diskEncryptionSetId === resourceId) {
      return [`OS and data disks of cluster ${step.name}`];
    }
    if (step.kind === 'storageClass.render' && step.diskEncryptionSetId === resourceId) {
      return [`new volumes of StorageClass ${step.name}`];
    }
    return [];
  });
  return disks.join('; ');
}
