import type { Route } from '../../kernel/resource-type.ts';
import {
  getVersion,
  listAllVersions,
  listVersions,
  putVersion,
  removeVersion,
  type Versioned,
  versionedDefinitions,
  versionedSets,
  type VersionPlace,
} from './policy-versions.ts';

/** Where definitions are: Azure's own at the root, which are everybody's to read, and customers'. */
const PLACES = [
  '',
  '/subscriptions/{subscriptionId}',
  '/providers/Microsoft.Management/managementGroups/{managementGroupId}',
] as const;

/** Versions of policy definitions and of sets, at every scope that has such. */
export const policyVersions: readonly Route[] = [versionedDefinitions, versionedSets].flatMap(
  (kind) => PLACES.flatMap((place) => [...reads(kind, place), ...writes(kind, place)]),
);

type Params = Readonly<Record<string, string>>;

function scopeOf(place: string, params: Params): string {
  return place.replaceAll(/\{(\w+)\}/g, (_, name: string) => params[name] ?? '');
}

function placeOf(place: string, params: Params): VersionPlace {
  return { scope: scopeOf(place, params), name: params['definition'] ?? '' };
}

function permitted(place: string, action: string): Pick<Route, 'action' | 'scope'> {
  return place === '' ? {} : { action, scope: place };
}

function reads(kind: Versioned, place: string): readonly Route[] {
  const { type } = kind.type;
  const path = `${place}/providers/${type}/{definition}/versions`;
  return [
    {
      method: 'GET',
      path,
      ...permitted(place, `${type}/versions/read`),
      handle: (context, { params, query }) =>
        listVersions(kind, context, placeOf(place, params), query),
    },
    {
      method: 'GET',
      path: `${path}/{version}`,
      ...permitted(place, `${type}/versions/read`),
      handle: (context, { params }) =>
        getVersion(kind, context, placeOf(place, params), params['version'] ?? ''),
    },
    {
      method: 'POST',
      path: `${place}/providers/Microsoft.Authorization/${kind.listAll}`,
      ...permitted(place, `Microsoft.Authorization/${kind.listAll}/action`),
      handle: (context, { params, query }) =>
        listAllVersions(kind, context, scopeOf(place, params), query),
    },
  ];
}

function writes(kind: Versioned, place: string): readonly Route[] {
  if (place === '') return [];
  const { type } = kind.type;
  const path = `${place}/providers/${type}/{definition}/versions/{version}`;
  return [
    {
      method: 'PUT',
      path,
      ...permitted(place, `${type}/versions/write`),
      handle: (context, { params, body }) =>
        putVersion(kind, context, placeOf(place, params), params['version'] ?? '', body),
    },
    {
      method: 'DELETE',
      path,
      ...permitted(place, `${type}/versions/delete`),
      handle: (context, { params }) =>
        removeVersion(kind, context, placeOf(place, params), params['version'] ?? ''),
    },
  ];
}
