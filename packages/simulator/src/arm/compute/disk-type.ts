/** What disks and snapshots are alike in as types. */
import type { ResourceType } from '../../kernel/resource-type.ts';
import { diskOperation } from './disk-operation.ts';
import { checkDiskName } from './disk-request.ts';
import { DISK_API_VERSIONS } from './disk-versions.ts';
import { presentDisk } from './disk-write.ts';
import {
  accessGranted,
  accessRevoked,
  beginGetAccess,
  endGetAccess,
  mustHaveNoAccess,
} from './granted-access.ts';

/** Recorded of disks: about a second. Milliseconds. */
export const WRITE_MS = 1000;
const DELETE_MS = 1000;

/** The members of both types, but for operations. */
export const DISK_TYPE: Pick<
  ResourceType,
  'linkedAccess' | 'apiVersions' | 'scope' | 'checkName' | 'remove' | 'actions' | 'present'
> = {
  // Recorded: whoever makes a disk must see its set.
  linkedAccess: [
    {
      property: 'properties.encryption.diskEncryptionSetId',
      action: 'Microsoft.Compute/diskEncryptionSets/read',
    },
  ],
  apiVersions: DISK_API_VERSIONS,
  scope: 'group',
  checkName: checkDiskName,
  remove: (_context, { existing }) => {
    mustHaveNoAccess(existing);
    return { operation: diskOperation('delete', DELETE_MS) };
  },
  actions: { 'POST beginGetAccess': beginGetAccess, 'POST endGetAccess': endGetAccess },
  present: presentDisk,
};

/** The operations of both, but for writes. */
export const DISK_OPERATIONS: NonNullable<ResourceType['operations']> = {
  delete: () => ({ removed: true }),
  grantAccess: accessGranted,
  revokeAccess: accessRevoked,
};
