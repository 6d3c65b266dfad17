import { isObject, type Json, type JsonObject, objectAt, own, stringAt } from '../json.ts';
import type { StoredResource } from '../resource.ts';
import type { PolicyOverride, ResourceSelector } from './selectors.ts';

/** A parameter that a definition takes. */
export interface PolicyParameter {
  readonly type: string;
  readonly allowedValues?: readonly Json[];
  readonly defaultValue?: Json;
}

/** One version of a definition's rule. */
export interface PolicyVersion {
  /** `1.1.0`. */
  readonly version: string;
  readonly rule: JsonObject;
  /** Absent: those of the definition. */
  readonly parameters?: Readonly<Record<string, PolicyParameter>>;
}

/**
 * What a definition looks at. `Indexed`: resources with a location. `All`: everything in Resource Manager, groups too. The
 * others name a service that judges what lies in its resources by itself.
 */
export type PolicyMode = 'Indexed' | 'All' | ServiceMode;
export type ServiceMode = 'Microsoft.KeyVault.Data';

/** What a policy demands of resources. */
export interface PolicyDefinition {
  readonly id: string;
  readonly name: string;
  readonly displayName: string;
  readonly description: string;
  readonly policyType: 'BuiltIn' | 'Custom';
  readonly mode: PolicyMode;
  readonly metadata: JsonObject;
  readonly parameters: Readonly<Record<string, PolicyParameter>>;
  /** Newest first. */
  readonly versions: readonly [PolicyVersion, ...PolicyVersion[]];
}

/** One definition of a set. */
export interface PolicyMember {
  /** Unique in its set. */
  readonly referenceId: string;
  readonly definitionId: string;
  /** `1.*.*`, or nothing for the newest. */
  readonly definitionVersion?: string;
  /** As written, with what the set's own parameters fill in: `{ effect: { value: "[parameters('effect')]" } }`. */
  readonly parameters: JsonObject;
}

/** One version of a set. */
export interface PolicySetVersion {
  readonly version: string;
  readonly parameters: Readonly<Record<string, PolicyParameter>>;
  readonly members: readonly PolicyMember[];
}

/** Definitions that are assigned together. */
export interface PolicySet {
  readonly id: string;
  readonly name: string;
  readonly displayName: string;
  /** Newest first. */
  readonly versions: readonly [PolicySetVersion, ...PolicySetVersion[]];
}

/** An assignment as the pipeline reads it; written by the unit of policy assignments. */
export interface PolicyAssignment {
  readonly id: string;
  readonly name: string;
  readonly displayName: string;
  readonly scope: string;
  /** Ids under the scope that it leaves alone. */
  readonly notScopes: readonly string[];
  /** Of a definition or of a set of them. */
  readonly definitionId: string;
  /** `1.*.*`, or nothing for the newest. */
  readonly definitionVersion?: string;
  /** As the client wrote them: `{ effect: { value: 'Deny' } }`. */
  readonly parameters: JsonObject;
  /** False: it is told of and denies nothing. */
  readonly isEnforced: boolean;
  /** What refusals say instead of naming the policy. */
  readonly messages: readonly string[];
  /** The same for one definition of a set alone, by its reference id. Absent: there are none. */
  readonly memberMessages?: Readonly<Record<string, readonly string[]>>;
  /** Which resources it is about. Absent: all under its scope. */
  readonly resourceSelectors?: readonly ResourceSelector[];
  /** Absent: there are none. */
  readonly overrides?: readonly PolicyOverride[];
}

/** Table of {@link PolicyAssignment}, by the lower-cased id. */
export const POLICY_ASSIGNMENTS = 'policyAssignments';

/** The version that a pattern as `1.0.*` chooses; the newest when it is not given. */
export function versionOf<Version extends { readonly version: string }>(
  { versions }: { readonly versions: readonly [Version, ...Version[]] },
  pattern: string | undefined,
): Version | undefined {
  if (pattern === undefined) return versions[0];
  return versions.find(({ version }) => isVersion(version, pattern));
}

/** Whether a version is one that a pattern as `1.0.*` means. */
export function isVersion(version: string, pattern: string): boolean {
  const parts = pattern.split('.');
  return version.split('.').every((part, index) => parts[index] === '*' || parts[index] === part);
}

/** Every parameter's value: the assignment's, else the definition's own. */
export function parametersOf(
  definition: Pick<PolicyDefinition, 'parameters'>,
  given: JsonObject,
): Readonly<Record<string, Json | undefined>> {
  return Object.fromEntries(
    Object.entries(definition.parameters).map(([name, { defaultValue }]) => {
      const entry = own(given, name);
      return [name, isObject(entry) ? entry['value'] : defaultValue];
    }),
  );
}

/** A mode by its name; `undefined` for one that is not played. */
export function policyMode(name: Json | undefined): PolicyMode | undefined {
  return MODES.find((mode) => mode === name);
}

const MODES: readonly PolicyMode[] = ['Indexed', 'All', 'Microsoft.KeyVault.Data'];

/** A stored definition of a customer's, as the pipeline reads it. */
export function definitionOf(stored: StoredResource): PolicyDefinition {
  const { id, name, properties } = stored;
  return {
    id,
    name,
    displayName: stringAt(properties, 'displayName') ?? name,
    description: stringAt(properties, 'description') ?? '',
    policyType: 'Custom',
    mode: policyMode(properties['mode']) ?? 'All',
    metadata: objectAt(properties, 'metadata'),
    parameters: parametersIn(properties),
    versions: each(stored, (one) => ({
      version: versionIn(one),
      rule: objectAt(one, 'policyRule'),
      parameters: parametersIn(one),
    })),
  };
}

/** A stored set, as the pipeline reads it. */
export function policySetOf(stored: StoredResource): PolicySet {
  const { id, name, properties } = stored;
  return {
    id,
    name,
    displayName: stringAt(properties, 'displayName') ?? name,
    versions: each(stored, (one) => ({
      version: versionIn(one),
      parameters: parametersIn(one),
      members: listIn(one, 'policyDefinitions').map(memberOf),
    })),
  };
}

function memberOf(member: Json): PolicyMember {
  const definitionVersion = stringAt(member, 'definitionVersion');
  return {
    referenceId: stringAt(member, 'policyDefinitionReferenceId') ?? '',
    definitionId: stringAt(member, 'policyDefinitionId') ?? '',
    ...(definitionVersion === undefined ? {} : { definitionVersion }),
    parameters: objectAt(member, 'parameters'),
  };
}

/** Of what does not say which version it is. */
export const FIRST_VERSION = '1.0.0';
const versionIn = (properties: JsonObject): string =>
  stringAt(properties, 'version') ?? FIRST_VERSION;
const parametersIn = (properties: JsonObject): PolicyDefinition['parameters'] =>
  objectAt(properties, 'parameters') as unknown as PolicyDefinition['parameters'];
const listIn = (holder: JsonObject | undefined, name: string): readonly Json[] => {
  const list = holder?.[name];
  return Array.isArray(list) ? (list as readonly Json[]) : [];
};

/** Each version of what is stored, newest first: the properties that it shows, then those that it had. */
export const versionsOf = ({
  properties,
  hidden,
}: StoredResource): readonly [JsonObject, ...JsonObject[]] => [
  properties,
  ...listIn(hidden, 'versions').filter(isObject),
];

function each<Version>(
  stored: StoredResource,
  read: (properties: JsonObject) => Version,
): readonly [Version, ...Version[]] {
  const [newest, ...older] = versionsOf(stored);
  return [read(newest), ...older.map(read)];
}

/** What is to be stored of a definition or a set that has been there, when it is given new properties. */
export function withVersions(
  properties: JsonObject,
  existing: StoredResource | undefined,
): Pick<StoredResource, 'properties' | 'hidden'> {
  const version = versionIn(properties);
  const before = existing ? versionsOf(existing).filter((one) => versionIn(one) !== version) : [];
  return ofVersions([properties, ...before]);
}

/** What is to be stored of these versions, in any order. */
export function ofVersions(
  versions: readonly [JsonObject, ...JsonObject[]],
): Pick<StoredResource, 'properties' | 'hidden'> {
  const all = versions.toSorted((one, other) =>
    versionIn(other).localeCompare(versionIn(one), 'en', { numeric: true }),
  );
  const [newest = versions[0], ...older] = all;
  return {
    properties: { ...newest, versions: all.map(versionIn) },
    hidden: { versions: older },
  };
}
