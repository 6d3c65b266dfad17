import { parseArmId } from '../../azure/arm-id.ts';
import type { Issue } from '../../errors/cmk-error.ts';
import { storeTypes } from '../../plan/stores.ts';
import type { StoreKind } from '../../rules/facts.ts';
import { tagsMax } from '../grammar.ts';
import { type Path, pathText, specIssue } from '../issue.ts';
import { storeLists } from '../store-lists.ts';
import type { CoherenceCheck, LooseSpec } from './loose.ts';
import { sets } from './place.ts';
import { listedStores } from './stores.ts';

interface Named {
  readonly path: Path;
  readonly name: string | undefined;
  /** Two of a kind with one name are a mistake unless they are described alike. */
  readonly sameWhen?: string;
  readonly fix: string;
}

/** One name is not used for two things of one type. */
export const namesDiffer: CoherenceCheck = (spec) =>
  [
    vaults(spec),
    privateEndpoints(spec),
    workspaces(spec),
    containerGroups(spec),
    clusters(spec),
    diskSets(spec),
    ...stores(spec),
  ].flatMap(duplicates);

function duplicates(named: readonly Named[]): readonly Issue[] {
  return named.flatMap((each, index) => {
    if (each.name === undefined) return [];
    const first = named.findIndex(
      (other) => other.name?.toLowerCase() === each.name?.toLowerCase(),
    );
    const original = named[first];
    if (first === index || !original) return [];
    if (each.sameWhen !== undefined && each.sameWhen === original.sameWhen) return [];
    return [
      specIssue('SPEC-DUPLICATE', each.path, {
        message: `${each.name} is already the name of ${pathText(original.path.slice(0, -1))}.`,
        received: each.name,
        expected: 'another name',
        fix: each.fix,
      }),
    ];
  });
}

function vaults({ vault, workspace }: LooseSpec): readonly Named[] {
  const fix =
    'Choose another name, or write "keyVault": { "sameAsKeyVault": true } for one vault in both places.';
  const existing = vault?.existing === undefined ? undefined : parseArmId(vault.existing)?.name;
  const ofWorkspace = workspace?.keyVault?.existing;
  const both = vault?.existing !== undefined && ofWorkspace !== undefined;
  return [
    vault?.create
      ? { path: ['vault', 'create', 'name'], name: vault.create.name, fix }
      : { path: ['vault', 'existing'], name: existing, fix },
    {
      path: ['workspace', 'keyVault', 'create', 'name'],
      name: workspace?.keyVault?.create?.name,
      fix,
    },
    // Two ids of one existing vault are the same as `sameAsKeyVault`.
    ...(both || ofWorkspace === undefined
      ? []
      : [
          { path: ['workspace', 'keyVault', 'existing'], name: parseArmId(ofWorkspace)?.name, fix },
        ]),
  ];
}

function privateEndpoints({ vault, workspace }: LooseSpec): readonly Named[] {
  const fix = 'Give each private endpoint its own name.';
  return [
    {
      path: ['vault', 'create', 'privateEndpoint', 'name'],
      name: vault?.create?.privateEndpoint?.name,
      fix,
    },
    { path: ['workspace', 'privateEndpoint', 'name'], name: workspace?.privateEndpoint?.name, fix },
    {
      path: ['workspace', 'keyVault', 'create', 'privateEndpoint', 'name'],
      name: workspace?.keyVault?.create?.privateEndpoint?.name,
      fix,
    },
  ];
}

function workspaces({ workspace, projects }: LooseSpec): readonly Named[] {
  const fix = 'Give the hub and each of its projects a name of its own.';
  return [
    { path: ['workspace', 'name'], name: workspace?.name, fix },
    ...(projects ?? []).map((project, index) => ({
      path: ['projects', index, 'name'],
      name: project?.name,
      fix,
    })),
  ];
}

function containerGroups(spec: LooseSpec): readonly Named[] {
  return (spec.containerGroups ?? []).map((group, index) => ({
    path: ['containerGroups', index, 'name'],
    name: group?.name,
    fix: 'Give each container group its own name.',
  }));
}

function clusters(spec: LooseSpec): readonly Named[] {
  return (spec.clusters ?? []).map((cluster, index) => ({
    path: ['clusters', index, 'create', 'name'],
    name: cluster?.create?.name,
    fix: 'Give each cluster its own name.',
  }));
}

function diskSets(spec: LooseSpec): readonly Named[] {
  return sets(spec).map(([path, set]) => ({
    path: [...path, 'name'],
    name: set.name,
    sameWhen: JSON.stringify(
      Object.entries(set).sort(([left], [right]) => (left < right ? -1 : 1)),
    ),
    fix: 'Describe a shared disk encryption set alike everywhere, or choose another name.',
  }));
}

/** Where a workspace has a store of its own. */
const inWorkspace: Readonly<Partial<Record<StoreKind, 'storage' | 'containerRegistry'>>> = {
  storageAccount: 'storage',
  containerRegistry: 'containerRegistry',
};

/** The stores, kind by kind; those of the workspace are of a kind with others. */
function stores(spec: LooseSpec): readonly (readonly Named[])[] {
  return (Object.keys(storeLists) as readonly StoreKind[]).map((kind) => {
    const fix = `Give each ${storeTypes[kind].noun} its own name.`;
    const list = storeLists[kind];
    const member = inWorkspace[kind];
    const own = member && spec.workspace?.[member]?.create?.name;
    return [
      ...(member ? [{ path: ['workspace', member, 'create', 'name'], name: own, fix }] : []),
      ...(spec[list] ?? []).map((store, index) => ({
        path: [list, index, 'name'],
        name: store?.name,
        fix,
      })),
    ];
  });
}

/** Tags of one resource, with where they stand. */
type Tagged = readonly [Path, Readonly<Record<string, unknown>> | undefined];

/** Everything that has tags of its own. */
function taggedResources(spec: LooseSpec): readonly Tagged[] {
  return [
    [['vault', 'create', 'tags'], spec.vault?.create?.tags],
    [['workspace', 'tags'], spec.workspace?.tags],
    [['workspace', 'keyVault', 'create', 'tags'], spec.workspace?.keyVault?.create?.tags],
    ...(spec.projects ?? []).map((project, index): Tagged => [
      ['projects', index, 'tags'],
      project?.tags,
    ]),
    ...(spec.containerGroups ?? []).map((group, index): Tagged => [
      ['containerGroups', index, 'tags'],
      group?.tags,
    ]),
    ...listedStores(spec).map(([path, store]): Tagged => [[...path, 'tags'], store.tags]),
  ];
}

/** The tags of the whole spec and those of one resource fit on it together. */
export const tagsFit: CoherenceCheck = (spec) => {
  return taggedResources(spec).flatMap(([path, own]) => {
    if (!own) return [];
    const count = new Set(
      [...Object.keys(spec.tags ?? {}), ...Object.keys(own)].map((name) => name.toLowerCase()),
    ).size;
    if (count <= tagsMax) return [];
    return [
      {
        ...specIssue('SPEC-TAG', path, {
          message: `With the tags of the whole spec there are ${count} on it, at most ${tagsMax} are allowed.`,
          expected: `at most ${tagsMax} tags`,
          fix: `Remove ${count - tagsMax} of them.`,
        }),
        received: `${count} tags`,
      },
    ];
  });
};

/** Azure compares the names of tags without regard to case. */
export const tagNamesDiffer: CoherenceCheck = (spec) => {
  const tables: readonly Tagged[] = [[['tags'], spec.tags], ...taggedResources(spec)];
  return tables.flatMap(([path, tags]) => {
    const names = Object.keys(tags ?? {});
    return names.flatMap((name, index) => {
      const first = names.findIndex((other) => other.toLowerCase() === name.toLowerCase());
      return first === index
        ? []
        : [
            specIssue('SPEC-DUPLICATE', [...path, name], {
              message: `${JSON.stringify(name)} and ${JSON.stringify(names[first])} are one tag: case does not count.`,
              fix: 'Remove one of the two.',
            }),
          ];
    });
  });
};
