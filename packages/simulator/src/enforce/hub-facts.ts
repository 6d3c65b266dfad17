/** What belongs together by a hub: its projects, and the hub of a project. */
import { type ChainFacts, isHubOrProjectKind, type ProjectFacts } from '@azureml-cmk/core/rules';
import { objectAt, stringAt } from '../kernel/json.ts';
import type { ResourceStore, StoredResource } from '../kernel/resource.ts';
import { subscriptionOf, workspaceFacts } from './subject-facts.ts';

const WORKSPACES = 'Microsoft.MachineLearningServices/workspaces';

/** The hub of a project, or the projects of a hub; nothing for other workspaces. */
export function hubFacts(
  { store }: { readonly store: ResourceStore },
  workspace: StoredResource,
): Pick<ChainFacts, 'hub' | 'projects'> {
  if (!isHubOrProjectKind(workspace.kind ?? '')) return {};
  const hubId = stringAt(workspace.properties, 'hubResourceId');
  if (hubId !== undefined) {
    const hub = store.get(hubId);
    return hub ? { hub: workspaceFacts(hub) } : {};
  }
  const isOurs = ({ properties }: StoredResource): boolean =>
    stringAt(properties, 'hubResourceId')?.toLowerCase() === workspace.id.toLowerCase();
  const all = store.ofType(WORKSPACES, `/subscriptions/${subscriptionOf(workspace.id)}`);
  return { projects: all.filter(isOurs).map(projectFacts) };
}

function projectFacts({ name, location = '', properties }: StoredResource): ProjectFacts {
  const vault = objectAt(objectAt(properties, 'encryption'), 'keyVaultProperties');
  const keyIdentifier = stringAt(vault, 'keyIdentifier');
  const managedGroupName = stringAt(properties, 'serviceProvisionedResourceGroup');
  return {
    name,
    location,
    ...(keyIdentifier === undefined ? {} : { keyIdentifier }),
    ...(managedGroupName === undefined ? {} : { managedGroupName }),
  };
}
