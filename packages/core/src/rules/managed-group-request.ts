import type { ManagedGroupRequestFacts } from './facts.ts';
import type { Refusal } from './types.ts';

type Target = ManagedGroupRequestFacts['target'];

/** Resource types of what is in a managed resource group, and of the group, as actions name them. */
const TYPES: Readonly<Record<Target, string>> = {
  group: 'Microsoft.Resources/subscriptions/resourceGroups',
  cosmosDb: 'Microsoft.DocumentDB/databaseAccounts',
  search: 'Microsoft.Search/searchServices',
  storage: 'Microsoft.Storage/storageAccounts',
};

/** What a request is about, as a noun phrase. */
export const managedTargetNouns: Readonly<Record<Target, string>> = {
  group: 'the managed resource group',
  cosmosDb: 'the managed Azure Cosmos DB account',
  search: 'the managed search service',
  storage: 'the managed storage account',
};

/** How a deny assignment refuses a request; what is in angle brackets is the caller's or the deployment's. */
export function deniedAt(stage: 'managedGroup.write' | 'managedGroup.delete'): Refusal {
  return {
    stage,
    status: 403,
    code: 'DenyAssignmentAuthorizationFailed',
    message: (_violation, { managedGroupRequest }) =>
      `The client '<caller>' with object id '<object id>' has permission to perform action '${TYPES[managedGroupRequest?.target ?? 'group']}/${managedGroupRequest?.what}' on scope '<scope>'; however, the access is denied because of the deny assignment with name '<name>' and Id '<id>' at scope '<managed resource group>'.`,
    evidence: 'reported',
    seenIn: 'microsoft/AzureTRE#4776',
    when: (_violation, { managedGroupRequest }) => managedGroupRequest !== undefined,
  };
}
