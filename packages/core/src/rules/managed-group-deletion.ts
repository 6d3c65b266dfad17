import type { ManagedGroupRequestFacts, WorkspaceDeletionFacts } from './facts.ts';
import { managedTargetNouns } from './managed-group-request.ts';
import type { Edition, Violation } from './types.ts';

/** What takes the managed resource group along when it is deleted for good. */
type Owner = 'workspace' | 'hub';

const HERE = { true: 'there', false: 'gone' } as const;

/** Judges a request about the group or a store in it: neither is deleted by itself. */
export function deletionByItself(
  request: ManagedGroupRequestFacts | undefined,
  owner: Owner,
): readonly Violation[] | undefined {
  if (request?.what !== 'delete') return undefined;
  return [
    {
      path: 'managedGroupRequest.what',
      expected: `${managedTargetNouns[request.target]} left to the deletion of the ${owner}`,
      received: 'its own deletion',
    },
  ];
}

/** To 2023 what is deleted is gone, and its group; today the group stays as long as its owner can be recovered. */
export function isGroupKept(edition: Edition, { isPermanent }: WorkspaceDeletionFacts): boolean {
  return edition === 'current' && !isPermanent;
}

/** What is wrong with a group that is there, or is not, after something was deleted. */
export function wrongAfterDeletion(
  { isManagedGroupThere }: WorkspaceDeletionFacts,
  isKept: boolean,
  deleted: Owner | 'project',
): readonly Violation[] {
  if (isManagedGroupThere === isKept) return [];
  return [
    {
      path: 'workspaceDeletion.isManagedGroupThere',
      expected: `the managed resource group ${HERE[`${isKept}`]} after the ${deleted} was deleted`,
      received: `one that is ${HERE[`${isManagedGroupThere}`]}`,
    },
  ];
}
