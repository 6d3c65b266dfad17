/** Over which networks a disk or snapshot is exported: all, none, or those of a disk access. */
import { type JsonObject, stringAt } from '../../kernel/json.ts';
import type { UnitContext } from '../../kernel/resource-type.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import { wordOf } from '../../kernel/read-json.ts';
import { DISK_ACCESSES } from './disk-access-private-link.ts';
import { invalid } from './disk-errors.ts';
import { disksAndSnapshots } from './disk-kinds.ts';

const PRIVATE = 'AllowPrivate';
const POLICIES = ['AllowAll', PRIVATE, 'DenyAll'];

/** Policy and disk access as they are kept, of what was asked for on top of what was there. */
export function networkOf(
  context: UnitContext,
  given: JsonObject,
  before: JsonObject,
  location: string | undefined,
): JsonObject {
  const asked = given['networkAccessPolicy'];
  const policy = POLICIES.find(
    (one) => one === (asked ?? before['networkAccessPolicy'] ?? 'AllowAll'),
  );
  if (policy === undefined) {
    throw invalid(
      'networkAccessPolicy',
      `must be one of ${POLICIES.join(', ')}, not ${wordOf(asked)}`,
    );
  }
  const named = stringAt(given, 'diskAccessId');
  if (policy !== PRIVATE) {
    if (named === undefined) return { networkAccessPolicy: policy };
    throw invalid('diskAccessId', `is for the networkAccessPolicy ${PRIVATE}, not ${policy}`);
  }
  const diskAccessId = named ?? stringAt(before, 'diskAccessId');
  if (diskAccessId === undefined) {
    throw invalid('diskAccessId', `is required with the networkAccessPolicy ${PRIVATE}`);
  }
  const access = accessOf(context, diskAccessId);
  if (!access) throw invalid('diskAccessId', `there is no disk access '${diskAccessId}'`);
  if (access.location !== location) {
    throw invalid('diskAccessId', `the disk access is in ${access.location}, not in ${location}`);
  }
  return { networkAccessPolicy: policy, diskAccessId: access.id };
}

/** What is exported through a disk access. */
export function exportedThrough(context: UnitContext, accessId: string): StoredResource[] {
  const id = accessId.toLowerCase();
  return disksAndSnapshots(context).filter(
    ({ properties }) => stringAt(properties, 'diskAccessId')?.toLowerCase() === id,
  );
}

function accessOf(context: UnitContext, id: string): StoredResource | undefined {
  const found = context.resource(id);
  return found?.type === DISK_ACCESSES ? found : undefined;
}
