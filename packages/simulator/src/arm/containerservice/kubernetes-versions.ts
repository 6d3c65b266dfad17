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

function versionNotSupported(version: string): Refusal {
  return new Refusal({
    status: 400,
    code: 'AgentPoolK8sVersionNotSupported',
    message: `Version ${version} is not supported in this region. Please use [az aks get-versions] command to get the supported version list in this region. For more information, please check https://aka.ms/supported-version-list`,
    evidence: 'reported',
  });
}
