/** The kinds of workspaces: in which api-versions each is known, and what it has or may not have. */
import { Refusal } from '../../kernel/errors.ts';
import { type Json, type JsonObject, stringAt } from '../../kernel/json.ts';
import { badRequest, isEmpty } from './bad-request.ts';
import { knows, type WorkspaceFeature } from './workspace-versions.ts';

const KINDS = ['Default', 'Hub', 'Project', 'FeatureStore'] as const;

/** A kind in Azure's case. */
export type WorkspaceKind = (typeof KINDS)[number];

/** What an api-version must know for a kind; the default kind is older than `kind` itself. */
const FEATURES: Readonly<Partial<Record<WorkspaceKind, WorkspaceFeature>>> = Object.freeze({
  Hub: 'hub',
  Project: 'hub',
  FeatureStore: 'featureStore',
});

/** What a project was called in the version that brought it. */
export const EARLY_PROJECT_KIND = 'Lean';
const EARLY_PROJECT_VERSION = '2023-04-01-preview';

/** Whether projects go by their early name in an api-version. */
export function hasEarlyProjectKind(apiVersion: string): boolean {
  return apiVersion === EARLY_PROJECT_VERSION;
}

/** The kind that a request asks for, in Azure's case whatever the request's was. */
export function readKind(body: JsonObject, apiVersion: string): WorkspaceKind {
  const asked = stringAt(body, 'kind') ?? 'Default';
  const isEarly =
    hasEarlyProjectKind(apiVersion) && asked.toLowerCase() === EARLY_PROJECT_KIND.toLowerCase();
  const kind = isEarly
    ? 'Project'
    : KINDS.find((known) => known.toLowerCase() === asked.toLowerCase());
  if (!kind) throw badRequest(`the kind '${asked}' is not one of ${KINDS.join(', ')}`);
  const feature = FEATURES[kind];
  if (feature && !knows(apiVersion, feature)) {
    throw badRequest(`the kind '${kind}' is not known in the api-version ${apiVersion}`);
  }
  return kind;
}

/** A stored workspace's kind. */
export function kindOf({ kind }: { readonly kind?: string }): WorkspaceKind {
  return KINDS.find((known) => known === kind) ?? 'Default';
}

/** What a workspace of each kind needs, and what belongs to other kinds alone. */
interface KindProperties {
  readonly required: readonly string[];
  readonly refused: readonly string[];
}

const ASSOCIATED = ['storageAccount', 'keyVault', 'applicationInsights'];

/** A project has all of these from its hub. */
const OF_THE_HUB = [
  ...ASSOCIATED,
  'containerRegistry',
  'encryption',
  'enableServiceSideCMKEncryption',
  'managedNetwork',
];

const PROPERTIES: Readonly<Record<WorkspaceKind, KindProperties>> = Object.freeze({
  Default: {
    required: ASSOCIATED,
    refused: ['hubResourceId', 'workspaceHubConfig', 'featureStoreSettings'],
  },
  FeatureStore: {
    required: [...ASSOCIATED, 'featureStoreSettings'],
    refused: ['hubResourceId', 'workspaceHubConfig'],
  },
  Hub: {
    required: ['storageAccount', 'keyVault'],
    refused: ['hubResourceId', 'featureStoreSettings'],
  },
  Project: {
    required: ['hubResourceId'],
    refused: [...OF_THE_HUB, 'workspaceHubConfig', 'featureStoreSettings'],
  },
});

/** Refuses a new workspace that names too little for its kind, or what only another kind has. */
export function checkKindProperties(kind: WorkspaceKind, properties: JsonObject): void {
  checkKindChange(kind, properties, {});
  for (const name of PROPERTIES[kind].required) {
    if (isEmpty(properties[name])) throw missing(kind, name);
  }
}

/** Refuses a change that gives a workspace what only another kind has; what it shows already may be sent back. */
export function checkKindChange(
  kind: WorkspaceKind,
  given: JsonObject,
  existing: JsonObject,
): void {
  for (const name of PROPERTIES[kind].refused) {
    const isKept = textOf(given[name]) === textOf(existing[name]);
    if (!isKept && !isOff(given[name])) throw notOfKind(kind, name);
  }
}

const textOf = (value: Json | undefined): string | undefined =>
  JSON.stringify(value)?.toLowerCase();

/** What a workspace shows where nothing was set. */
function isOff(value: Json | undefined): boolean {
  if (isEmpty(value) || value === false) return true;
  return (
    stringAt(value, 'isolationMode') === 'Disabled' || stringAt(value, 'status') === 'Disabled'
  );
}

function notOfKind(kind: WorkspaceKind, name: string): Refusal {
  return badRequest(
    kind === 'Project' && OF_THE_HUB.includes(name)
      ? `a project has '${name}' from its hub; 'properties.${name}' cannot be set on it`
      : `'properties.${name}' cannot be set on a workspace of the kind ${kind}`,
  );
}

/** A hub without a vault was reported to end in an internal error; its words were not. */
function missing(kind: WorkspaceKind, name: string): Refusal {
  if (kind !== 'Hub' || name !== 'keyVault') return badRequest(`'properties.${name}' is required`);
  return new Refusal({
    status: 500,
    code: 'InternalServerError',
    message: "'properties.keyVault' is required of a hub.",
    evidence: 'assumed',
  });
}
