import { defineStep, found as same, type StepUnit } from '../step-unit.ts';
import { missing, onlyRead } from './only-read.ts';
import { type FoundResource, readById } from './resource-ensure.ts';
import { unfitStorage } from './unfit-storage.ts';

/** Object id of what a resource acts as: its own identity, else its first user-assigned one; empty when it has none. */
function principalOf({ resource }: FoundResource): string {
  const { principalId, userAssignedIdentities = {} } = resource.identity ?? {};
  const [first] = Object.values(userAssignedIdentities);
  return principalId ?? first?.principalId ?? '';
}

/** Checks that an existing resource is there, and that a workspace can use it. */
export const readResource: StepUnit<'resource.read', FoundResource> = defineStep({
  kind: 'resource.read',
  read: ({ resourceId, apiVersion }, context) => readById(context, resourceId, apiVersion),
  compare({ resourceId, hop }, resource) {
    if (!resource) {
      return missing(hop, `Resource ${resourceId}`, 'Check its id, or let the plan create it.');
    }
    const error = hop === 'storage' ? unfitStorage(resource) : undefined;
    return error ? { is: 'refused', error } : same;
  },
  write: onlyRead,
  outputs: (_, found) => ({ id: found.id, principalId: principalOf(found) }),
});
