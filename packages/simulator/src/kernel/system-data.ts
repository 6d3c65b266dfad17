import type { Caller } from './caller.ts';
import type { StoredResource, SystemData } from './resource.ts';
import type { UnitContext } from './resource-type.ts';

const KINDS: Readonly<Record<Caller['kind'], SystemData['createdByType']>> = {
  user: 'User',
  application: 'Application',
  managedIdentity: 'ManagedIdentity',
};

/** The resource with who and when: the first maker stays, the last writer changes. */
export function stamp(
  resource: StoredResource,
  existing: StoredResource | undefined,
  context: UnitContext,
): StoredResource {
  const { caller, iso } = context;
  const by = caller.name;
  const type = KINDS[caller.kind];
  const first = existing?.systemData ?? resource.systemData;
  return {
    ...resource,
    systemData: {
      createdBy: first?.createdBy ?? by,
      createdByType: first?.createdByType ?? type,
      createdAt: first?.createdAt ?? iso,
      lastModifiedBy: by,
      lastModifiedByType: type,
      lastModifiedAt: iso,
    },
  };
}
