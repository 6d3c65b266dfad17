import { sameId } from '../../azure/arm-id.ts';
import type { Issue } from '../../errors/cmk-error.ts';
import { specIssue } from '../issue.ts';
import type { CoherenceCheck, Loose } from './loose.ts';
import type { IdentityRef } from '../types.ts';

type LooseIdentity = Loose<IdentityRef>;

/** Whether two references name one identity. */
export function isSameIdentity(left: LooseIdentity, right: LooseIdentity): boolean {
  if (left.existing !== undefined && right.existing !== undefined) {
    return sameId(left.existing, right.existing);
  }
  const [leftName, rightName] = [left.create?.name, right.create?.name];
  return leftName !== undefined && leftName.toLowerCase() === rightName?.toLowerCase();
}

/** `primary` points into the list. */
export const primaryIdentityExists: CoherenceCheck = ({ workspace }) => {
  const { primary, identities } = workspace?.identity ?? {};
  if (primary === undefined || identities === undefined || primary < identities.length) return [];
  return [
    specIssue('SPEC-RANGE', ['workspace', 'identity', 'primary'], {
      message: `There is no identity ${primary}: the workspace has ${identities.length}, counted from 0.`,
      received: primary,
      expected: `a whole number from 0 to ${Math.max(0, identities.length - 1)}`,
      fix: 'Give the index of one of the identities, or leave it out for the first.',
    }),
  ];
};

/** No identity is listed twice. */
export const identitiesDiffer: CoherenceCheck = ({ workspace }) => {
  const identities = workspace?.identity?.identities ?? [];
  return identities.flatMap((identity, index): readonly Issue[] => {
    const first = identities.findIndex(
      (other) => identity && other && isSameIdentity(identity, other),
    );
    if (first < 0 || first === index) return [];
    return [
      specIssue('SPEC-DUPLICATE', ['workspace', 'identity', 'identities', index], {
        message: `This identity is already there as workspace.identity.identities[${first}].`,
        fix: 'Remove one of the two.',
      }),
    ];
  });
};

/** The identity that uses the key is one that the workspace runs as. */
export const encryptionIdentityIsAttached: CoherenceCheck = ({ workspace }) => {
  const identity = workspace?.encryption?.identity;
  if (!identity || (identity.existing === undefined && identity.create?.name === undefined)) {
    return [];
  }
  const attached = workspace.identity?.identities;
  // A list with a wrong item may hold it.
  if (attached?.some((each) => !each || isSameIdentity(each, identity))) return [];
  const name = identity.existing ?? identity.create?.name ?? '';
  return [
    specIssue('SPEC-CONFLICT', ['workspace', 'encryption', 'identity'], {
      message: attached
        ? 'The identity that is to use the key is none of those that the workspace runs as, so the service cannot use it.'
        : 'A workspace that runs as its system-assigned identity cannot use the key as a user-assigned one.',
      received: name,
      expected: 'one of workspace.identity.identities',
      fix: 'Add it to workspace.identity: { "type": "UserAssigned", "identities": [ … ] }, or leave encryption.identity out.',
    }),
  ];
};

/** What the service-side architecture does not do. */
export const serviceSideLimits: CoherenceCheck = ({ workspace, vault, key }) => {
  if (workspace?.encryption?.architecture !== 'serviceSide') return [];
  const issues: Issue[] = [];
  if (vault?.create?.network?.publicNetworkAccess === 'Disabled') {
    issues.push(
      specIssue('SPEC-CONFLICT', ['vault', 'create', 'network', 'publicNetworkAccess'], {
        message:
          'Service-side encryption does not work with a vault whose public network access is disabled.',
        received: 'Disabled',
        expected: '"Enabled", or the architecture "managedResourceGroup"',
        fix: 'Enable public network access (the firewall may still deny by default), or set workspace.encryption.architecture to "managedResourceGroup".',
      }),
    );
  }
  const policy = key?.create?.rotationPolicy;
  if (policy?.rotateAfter !== undefined || policy?.rotateBeforeExpiry !== undefined) {
    issues.push(
      specIssue('SPEC-CONFLICT', ['key', 'create', 'rotationPolicy'], {
        message: 'Service-side encryption does not support the rotation of its key.',
        expected: 'no rotation, or the architecture "managedResourceGroup"',
        fix: 'Remove the rotation from the policy, or set workspace.encryption.architecture to "managedResourceGroup".',
      }),
    );
  }
  return issues;
};
