import { clouds } from '../../azure/clouds.ts';
import { parseArmId } from '../../azure/arm-id.ts';
import { cloudOfVaultHost } from '../../azure/clouds.ts';
import type { Issue } from '../../errors/cmk-error.ts';
import { normaliseRegion } from '../../plan/names.ts';
import { type Path, specIssue } from '../issue.ts';
import { nearest } from '../nearest.ts';
import { cloudOfRegion, regions } from '../regions.ts';
import type { CoherenceCheck, LooseSpec } from './loose.ts';
import { storeEncryptions } from './stores.ts';

/** The region is one of the cloud's. */
export const regionOfCloud: CoherenceCheck = ({ location, cloud = 'public' }) => {
  if (location === undefined || regions[cloud].includes(normaliseRegion(location))) return [];
  const other = cloudOfRegion(location);
  const meant = other ? undefined : nearest(normaliseRegion(location), regions[cloud]);
  const hint = meant ? ` Did you mean ${meant}?` : '';
  return [
    specIssue('SPEC-REGION', ['location'], {
      message: other
        ? `${normaliseRegion(location)} is a region of the cloud ${other}, and the spec is for ${cloud}.`
        : `The cloud ${cloud} has no region ${JSON.stringify(location)}.${hint}`,
      received: location,
      expected: `a region of the cloud ${cloud}${meant ? `, for example ${meant}` : ''}`,
      fix: other
        ? `Set cloud to ${other}, or choose a region of ${cloud}.`
        : meant
          ? `Write ${meant}.`
          : 'Take one that `az account list-locations --query [].name` lists.',
    }),
  ];
};

/** Key identifiers and vault URLs are of the cloud that the spec is for. */
export const urlsOfCloud: CoherenceCheck = (spec) => {
  const cloud = spec.cloud ?? 'public';
  return urls(spec).flatMap(([path, url]) => {
    const actual = URL.canParse(url) ? cloudOfVaultHost(new URL(url).hostname) : undefined;
    if (!actual || actual.name === cloud) return [];
    return [
      specIssue('SPEC-CONFLICT', path, {
        message: `The vault of this URL is in the cloud ${actual.name}, and the spec is for ${cloud}.`,
        received: url,
        expected: `a host that ends with .${clouds[cloud].vaultSuffix}`,
        fix: `Set cloud to ${actual.name}, or name a key of the cloud ${cloud}.`,
      }),
    ];
  });
};

function urls(spec: LooseSpec): readonly (readonly [Path, string])[] {
  const found: (readonly [Path, string | undefined])[] = [
    [['key', 'existing'], spec.key?.existing],
    ...(spec.containerGroups ?? []).map(
      (group, index) =>
        [['containerGroups', index, 'key', 'vaultBaseUrl'], group?.key?.vaultBaseUrl] as const,
    ),
    ...ownKeys(spec).map(([path, key]) => [[...path, 'keyIdentifier'], key.keyIdentifier] as const),
  ];
  return found.filter((each): each is readonly [Path, string] => each[1] !== undefined);
}

/** A disk encryption set to create, with its path. */
export type CreatedSet = NonNullable<
  NonNullable<
    NonNullable<NonNullable<LooseSpec['clusters']>[number]>['diskEncryptionSet']
  >['create']
>;

/** The disk encryption sets that the spec creates. */
export function sets(spec: LooseSpec): readonly (readonly [Path, CreatedSet])[] {
  return (spec.clusters ?? []).flatMap((cluster, index) => {
    const inNew = cluster?.create?.diskEncryptionSet?.create;
    const inExisting = cluster?.diskEncryptionSet?.create;
    return [
      ...(inNew
        ? [[['clusters', index, 'create', 'diskEncryptionSet', 'create'], inNew] as const]
        : []),
      ...(inExisting
        ? [[['clusters', index, 'diskEncryptionSet', 'create'], inExisting] as const]
        : []),
    ];
  });
}

/** What may be under another key than the workspace's: where that is said, and what. */
export function ownKeys(
  spec: LooseSpec,
): readonly (readonly [Path, { readonly keyIdentifier?: string; readonly vaultId?: string }])[] {
  return [...sets(spec), ...storeEncryptions(spec)];
}

/** A disk encryption set and the cluster that uses it are in one subscription. */
export const diskEncryptionSetBesideCluster: CoherenceCheck = (spec) =>
  (spec.clusters ?? []).flatMap((cluster, index): readonly Issue[] => {
    const clusterSubscription = cluster?.existing
      ? parseArmId(cluster.existing)?.subscriptionId
      : spec.subscriptionId;
    const path: Path = cluster?.create
      ? ['clusters', index, 'create', 'diskEncryptionSet']
      : ['clusters', index, 'diskEncryptionSet'];
    const set = cluster?.create?.diskEncryptionSet ?? cluster?.diskEncryptionSet;
    const setSubscription = set?.existing
      ? parseArmId(set.existing)?.subscriptionId
      : set?.create && spec.subscriptionId;
    if (!clusterSubscription || !setSubscription || same(clusterSubscription, setSubscription)) {
      return [];
    }
    return [
      specIssue('SPEC-CONFLICT', set?.existing ? [...path, 'existing'] : path, {
        message: 'The disk encryption set and the cluster are in different subscriptions.',
        received: setSubscription,
        expected: `the subscription of the cluster, ${clusterSubscription}`,
        fix: 'Use a disk encryption set of the subscription and region of the cluster.',
      }),
    ];
  });

/** Microsoft documents that a private endpoint belongs into the subscription of its network. */
export const endpointBesideNetwork: CoherenceCheck = (spec) => {
  const endpoints: readonly (readonly [Path, string | undefined])[] = [
    [
      ['vault', 'create', 'privateEndpoint', 'subnetId'],
      spec.vault?.create?.privateEndpoint?.subnetId,
    ],
    [['workspace', 'privateEndpoint', 'subnetId'], spec.workspace?.privateEndpoint?.subnetId],
    [
      ['workspace', 'keyVault', 'create', 'privateEndpoint', 'subnetId'],
      spec.workspace?.keyVault?.create?.privateEndpoint?.subnetId,
    ],
  ];
  return endpoints.flatMap(([path, subnetId]) => {
    const subscription = subnetId && parseArmId(subnetId)?.subscriptionId;
    if (!subscription || !spec.subscriptionId || same(subscription, spec.subscriptionId)) return [];
    return [
      specIssue('SPEC-CONFLICT', path, {
        severity: 'warning',
        message:
          'The private endpoint is made in another subscription than the network of its subnet.',
        received: subscription,
        expected: `the subscription of the spec, ${spec.subscriptionId}`,
        fix: 'Use a subnet of the same subscription and region, or make sure that your networks allow it.',
      }),
    ];
  });
};

/** The tenant and the subscription are different things, so their GUIDs differ. */
export const tenantIsNotSubscription: CoherenceCheck = ({ tenantId, subscriptionId }) =>
  tenantId !== undefined && subscriptionId !== undefined && same(tenantId, subscriptionId)
    ? [
        specIssue('SPEC-DUPLICATE', ['subscriptionId'], {
          message: 'One GUID is given for the tenant and for the subscription.',
          received: subscriptionId,
          expected: 'the id of a subscription in the tenant',
          fix: 'Copy both from `az account show --query "{tenantId:tenantId, subscriptionId:id}"`.',
        }),
      ]
    : [];

function same(left: string, right: string): boolean {
  return left.toLowerCase() === right.toLowerCase();
}
