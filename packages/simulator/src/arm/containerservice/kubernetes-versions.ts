/** Kubernetes versions as the service resolves them: a minor becomes its newest patch, nothing becomes the default. */
import { Refusal } from '../../kernel/errors.ts';

/** Newest patch of each minor that a cluster can be asked for, oldest first. */
const NEWEST_PATCH: ReadonlyMap<string, number> = new Map([
  ['1.17', 16],
  ['1.18', 19],
  ['1.19', 13],
  ['1.20', 15],
  ['1.21', 14],
  ['1.22', 15],
  ['1.23', 15],
  ['1.24', 15],
  ['1.25', 15],
  ['1.26', 15],
  ['1.27', 16],
  ['1.28', 15],
  ['1.29', 15],
  ['1.30', 14],
  ['1.31', 13],
  ['1.32', 9],
  ['1.33', 5],
  ['1.34', 1],
]);

const DEFAULT_MINOR = '1.33';
const VERSION = /^(\d+\.\d+)(?:\.(\d+))?$/;

/** The concrete version for what was asked: `''` or nothing, `1.31`, `1.31.2`. Throws for one that is not offered. */
export function concreteVersion(asked: string | undefined): string {
  if (!asked) return `${DEFAULT_MINOR}.${NEWEST_PATCH.get(DEFAULT_MINOR)}`;
  const [, minor = '', patch] = VERSION.exec(asked) ?? [];
  const newest = NEWEST_PATCH.get(minor);
  if (newest === undefined || Number(patch ?? 0) > newest) throw versionNotSupported(asked);
  return `${minor}.${patch ?? newest}`;
}

/** How many minors a pool may be behind its control plane. */
const POOL_BEHIND_MAX = 2;

interface Version {
  readonly minor: number;
  readonly patch: number;
}

function parsed(version: string): Version {
  const [, minor = 0, patch = 0] = version.split('.').map(Number);
  return { minor, patch };
}

const isAfter = (one: Version, other: Version): boolean =>
  one.minor === other.minor ? one.patch > other.patch : one.minor > other.minor;

/** The newest patch of a minor; nothing for a minor that is not offered. */
function newestOf(minor: number): Version[] {
  const patch = NEWEST_PATCH.get(`1.${minor}`);
  return patch === undefined ? [] : [{ minor, patch }];
}

const textOf = ({ minor, patch }: Version): string => `1.${minor}.${patch}`;

/** What a control plane can be upgraded to: documented, minors are not skipped. */
export function upgradesOf(version: string): string[] {
  const now = parsed(version);
  return [...newestOf(now.minor), ...newestOf(now.minor + 1)]
    .filter((next) => isAfter(next, now))
    .map(textOf);
}

/** What a pool can be upgraded to: the same, and never beyond its control plane. */
export function poolUpgradesOf(version: string, controlPlane: string): string[] {
  const [now, most] = [parsed(version), parsed(controlPlane)];
  const within = upgradesOf(version).filter((next) => !isAfter(parsed(next), most));
  const isNear = isAfter(most, now) && most.minor <= now.minor + 1;
  return isNear && !within.includes(controlPlane) ? [...within, controlPlane] : within;
}

/** What a new pool of a cluster can be made with, oldest first: not newer than its control plane, nor far behind it. */
export function poolVersionsFor(controlPlane: string): string[] {
  const most = parsed(controlPlane);
  const before = Array.from(
    { length: POOL_BEHIND_MAX },
    (_, at) => most.minor - POOL_BEHIND_MAX + at,
  );
  return [...before.flatMap(newestOf).map(textOf), controlPlane];
}

function versionNotSupported(version: string): Refusal {
  return new Refusal({
    status: 400,
    code: 'AgentPoolK8sVersionNotSupported',
    message: `Version ${version} is not supported in this region. Please use [az aks get-versions] command to get the supported version list in this region. For more information, please check https://aka.ms/supported-version-list`,
    evidence: 'reported',
  });
}
