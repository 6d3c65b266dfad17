import { armId } from '../azure/arm-id.ts';
import type { CmkSpec, IdentityRef } from '../spec/types.ts';

/** The ARM id of an identity: as given, or that of the one to create in the workspace's group. */
export function identityIdOfSpec(
  { subscriptionId, resourceGroup }: Pick<CmkSpec, 'subscriptionId' | 'resourceGroup'>,
  identity: IdentityRef,
): string {
  if ('existing' in identity) return identity.existing;
  const type = 'Microsoft.ManagedIdentity/userAssignedIdentities';
  return armId(subscriptionId, resourceGroup, type, identity.create.name);
}
