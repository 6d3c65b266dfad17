/** Projects of a hub, read back: that each is the hub's, so that its data is where the hub's is. */
import { armId, parseArmId, sameId } from '../../azure/arm-id.ts';
import { workspaceApiVersion } from '../../azure/arm-request.ts';
import type { ProjectFacts } from '../../rules/index.ts';
import type { CmkSpec } from '../../spec/types.ts';
import type { PostureItem } from '../posture.ts';
import { at, evidenceAt, type Json, type Reader, type Reading, textAt } from '../reader.ts';
import { computeDisks } from './compute.ts';
import { unknownItem } from './under-key.ts';

/** A project as it was read. */
export interface ProjectReading {
  readonly id: string;
  readonly reading: Reading<Json>;
}

const TYPE = 'Microsoft.MachineLearningServices/workspaces';
const RULES: readonly string[] = ['CMK-050', 'CMK-054'];

/** Reads the projects of the description, and those that the hub itself shows. */
export function readProjects(
  reader: Reader,
  spec: CmkSpec,
  hub: Json,
): Promise<readonly ProjectReading[]> {
  const described = (spec.projects ?? []).map(({ name }) =>
    armId(spec.subscriptionId, spec.resourceGroup, TYPE, name),
  );
  const shown = at(hub, 'properties.associatedWorkspaces');
  const others = (Array.isArray(shown) ? shown : []).filter(
    (id): id is string => typeof id === 'string' && isWorkspace(id),
  );
  const ids = [...described, ...others].filter(
    (id, index, all) => all.findIndex((other) => sameId(other, id)) === index,
  );
  return Promise.all(
    ids.map(async (id) => ({
      id,
      reading: await reader.resource(id, workspaceApiVersion, 'workspace'),
    })),
  );
}

const isWorkspace = (id: string): boolean => new RegExp(`/providers/${TYPE}/`, 'i').test(id);

/** What rules read of the projects; of one that could not be read nothing is known. */
export function projectFactsOf(projects: readonly ProjectReading[]): readonly ProjectFacts[] {
  return projects.flatMap(({ id, reading }): ProjectFacts[] => {
    if (!reading.ok) return [];
    const { value } = reading;
    const key = textAt(value, 'properties.encryption.keyVaultProperties.keyIdentifier');
    const group = textAt(value, 'properties.serviceProvisionedResourceGroup')?.split('/').at(-1);
    return [
      {
        name: textAt(value, 'name') ?? parseArmId(id)?.name ?? id,
        location: (textAt(value, 'location') ?? '').toLowerCase().replaceAll(' ', ''),
        ...(key === undefined ? {} : { keyIdentifier: key }),
        ...(group === undefined ? {} : { managedGroupName: group }),
      },
    ];
  });
}

/** One row for each project: its metadata is in the stores of its hub, whose rows say under which key these are. */
export function projectItems(
  projects: readonly ProjectReading[],
  hubId: string,
  hubStores: readonly PostureItem[],
): readonly PostureItem[] {
  return projects.map(({ id, reading }): PostureItem => {
    const name = parseArmId(id)?.name ?? id;
    const what = `Project ${name}: metadata, in the stores of its hub`;
    if (!reading.ok) return unknownItem('cosmosDb', what, id, reading, RULES);
    const about = {
      place: 'cosmosDb' as const,
      what,
      where: id,
      evidence: [
        ...['kind', 'properties.hubResourceId', 'properties.encryption'].map((path) =>
          evidenceAt(reading, path),
        ),
        ...hubStores.flatMap(({ evidence }) => evidence.slice(0, 1)),
      ],
      ruleIds: RULES,
    };
    const hub = textAt(reading.value, 'properties.hubResourceId');
    if (hub === undefined || !sameId(hub, hubId)) {
      const note =
        hub === undefined
          ? 'It names no hub.'
          : `It is in another hub: ${parseArmId(hub)?.name ?? hub}.`;
      return { ...about, under: 'unknown', note };
    }
    return { ...about, ...together(hubStores) };
  });
}

/** What all stores say; when they differ, their own rows tell. */
function together(
  stores: readonly PostureItem[],
): Pick<PostureItem, 'under' | 'keyIdentifier' | 'keyVersion' | 'note'> {
  const [first, ...others] = stores;
  if (!first || others.some(({ under }) => under !== first.under)) {
    return {
      under: 'unknown',
      note: 'The stores of the hub are not all under the same key: see the row of each.',
    };
  }
  const { under, keyIdentifier, keyVersion } = first;
  return {
    under,
    ...(keyIdentifier === undefined ? {} : { keyIdentifier }),
    ...(keyVersion === undefined ? {} : { keyVersion }),
  };
}

/** Disks of the compute of each project that could be read; a hub has the same, so they tell whose they are. */
export function projectDisks(projects: readonly ProjectReading[]): readonly PostureItem[] {
  return projects.flatMap(({ id, reading }) =>
    reading.ok
      ? computeDisks(reading, id).map((disk) => ({
          ...disk,
          what: disk.what.replace(':', ` of project ${parseArmId(id)?.name ?? id}:`),
        }))
      : [],
  );
}
