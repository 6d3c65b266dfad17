/** Containers that do not go, nor their account, because of what they protect. */
import { BLOB_CONTAINERS, BLOBS } from '../../kernel/blobs.ts';
import { hasLegalHold, immutabilityPolicyOf, isLocked } from '../../kernel/immutability.ts';
import type { UnitContext } from '../../kernel/resource-type.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import { refused } from './immutability.ts';

/** Refuses the removal of a container that holds what is protected. Documented: one under a policy has to be empty. */
export function checkContainerGoes(context: UnitContext, container: StoredResource): void {
  const why = hasLegalHold(container)
    ? 'it has one or more legal holds'
    : immutabilityPolicyOf(container) && hasBlobs(context, container)
      ? 'it has an immutability policy and is not empty'
      : undefined;
  if (why === undefined) return;
  throw refused(
    409,
    'ContainerProtectedFromDeletion',
    `The container '${container.name}' is protected from deletion: ${why}.`,
  );
}

/** Refuses the removal of an account with such containers; documented: locked policies protect it, empty or not. */
export function checkAccountGoes(context: UnitContext, account: StoredResource): void {
  const containers = context.resources(BLOB_CONTAINERS, account.id);
  const held = containers.filter(hasLegalHold);
  const locked = containers.filter((one) => {
    const policy = immutabilityPolicyOf(one);
    return policy !== undefined && (isLocked(policy) || hasBlobs(context, one));
  });
  const [those, what] =
    held.length > 0 ? [held, 'legal holds'] : [locked, 'an immutability policy'];
  if (those.length === 0) return;
  const names = those.map(({ name }) => name).join(', ');
  // Azure/azure-powershell#26148 shows the code, and its words in part.
  throw refused(
    409,
    'AccountProtectedFromDeletion',
    `${account.name} is protected from deletion. The container(s) ${names} have ${what}.`,
  );
}

const hasBlobs = (context: UnitContext, { id }: StoredResource): boolean =>
  context.documents(BLOBS, `${id.toLowerCase()}|`).length > 0;
