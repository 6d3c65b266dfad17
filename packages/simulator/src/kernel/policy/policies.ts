/** Policies: what may be written, whoever asks. Evaluated after locks, before the service sees the request. */
import { notSimulated } from '../errors.ts';
import { isObject, type Json, type JsonObject, objectAt, own, stringAt } from '../json.ts';
import { ManagementGroups } from '../management-groups.ts';
import type { ResourceStore, StoredResource } from '../resource.ts';
import type { World } from '../world.ts';
import { type AssignedPolicy, assignedPolicies, type PolicyLibrary } from './assigned.ts';
import {
  definitionOf,
  POLICY_ASSIGNMENTS,
  type PolicyAssignment,
  type PolicyDefinition,
  type PolicySet,
  policySetOf,
} from './definition.ts';
import { disallowed, reasonsOf, type Violation } from './disallowed.ts';
import {
  evaluateCondition,
  NOTHING,
  type PolicyParameters,
  type PolicySubject,
  resolveValue,
} from './rule.ts';
import { isSelected, overridden } from './selectors.ts';

/** A policy that the request did not satisfy and that let it pass. */
export interface PolicyMark {
  readonly assignmentId: string;
  readonly definitionId: string;
  /** Which member of the assigned set it is; absent: the definition itself is assigned. */
  readonly referenceId?: string;
  /** As the assignment has it: `Audit`; `Deny` where it is not enforced. */
  readonly effect: string;
}

const DEFINITIONS = 'Microsoft.Authorization/policyDefinitions';
const SETS = 'Microsoft.Authorization/policySetDefinitions';

/** Effects that are played, in lower case. */
export const POLICY_EFFECTS = ['deny', 'audit', 'auditifnotexists', 'disabled'] as const;
type PolicyEffect = (typeof POLICY_EFFECTS)[number];

/** The policies of a world. */
export class Policies implements PolicyLibrary {
  readonly #world: World;
  readonly #store: ResourceStore;
  readonly #groups: ManagementGroups;
  readonly #builtIn: ReadonlyMap<string, PolicyDefinition>;

  constructor(world: World, store: ResourceStore, builtIn: readonly PolicyDefinition[]) {
    this.#world = world;
    this.#store = store;
    this.#groups = new ManagementGroups(world);
    this.#builtIn = new Map(builtIn.map((one) => [one.id.toLowerCase(), one]));
  }

  /** Whether nothing is assigned anywhere. */
  get areNone(): boolean {
    return this.#world.first(POLICY_ASSIGNMENTS) === undefined;
  }

  builtIn(): readonly PolicyDefinition[] {
    return [...this.#builtIn.values()];
  }

  /** A built-in definition, or one that somebody wrote, by its id; built-in ones are also found as a subscription's own. */
  definition(id: string): PolicyDefinition | undefined {
    const stored = this.#store.get(id);
    if (stored) return stored.type === DEFINITIONS ? definitionOf(stored) : undefined;
    const at = id.toLowerCase().lastIndexOf(`/providers/${DEFINITIONS.toLowerCase()}/`);
    return at < 0 ? undefined : this.#builtIn.get(id.slice(at).toLowerCase());
  }

  /** A set of definitions that somebody wrote, by its id. */
  set(id: string): PolicySet | undefined {
    const stored = this.#store.get(id);
    return stored?.type === SETS ? policySetOf(stored) : undefined;
  }

  /** Refuses what a policy denies; tells what it lets pass with a mark. */
  check(subject: PolicySubject): readonly PolicyMark[] {
    const { denied, marks } = this.#judge(subject);
    if (denied.length > 0) throw disallowed(subject, denied);
    return marks;
  }

  /** The same for a service that refuses in words of its own: why something is denied, if it is. */
  verdict(subject: PolicySubject): {
    readonly why: string | undefined;
    readonly marks: readonly PolicyMark[];
  } {
    const { denied, marks } = this.#judge(subject);
    return { why: denied.length > 0 ? reasonsOf(denied) : undefined, marks };
  }

  #judge(subject: PolicySubject): {
    readonly denied: readonly Violation[];
    readonly marks: readonly PolicyMark[];
  } {
    if (this.areNone) return { denied: [], marks: [] };
    const violations = this.#world
      .range<PolicyAssignment>(POLICY_ASSIGNMENTS, '')
      .flatMap(([, assignment]) => this.#violations(assignment, subject));
    const marks = violations.map(({ assignment, definition, effect, referenceId }): PolicyMark => ({
      assignmentId: assignment.id,
      definitionId: definition.id,
      ...(referenceId === undefined ? {} : { referenceId }),
      effect,
    }));
    return { denied: violations.filter(({ isDenied }) => isDenied), marks };
  }

  /** The same for something that a service makes by itself. */
  checkStored(resource: StoredResource): void {
    this.check(asSubject(resource));
  }

  #violations(assignment: PolicyAssignment, subject: PolicySubject): readonly Violation[] {
    const target = subject.id.toLowerCase();
    const covers = (scope: string): boolean => this.#groups.covers(scope.toLowerCase(), target);
    if (!covers(assignment.scope) || assignment.notScopes.some(covers)) return [];
    const { resourceSelectors = [], overrides = [] } = assignment;
    if (!isSelected(resourceSelectors, subject)) return [];
    const definitionVersion =
      overridden(overrides, 'definitionVersion', subject) ?? assignment.definitionVersion;
    const { definitionId, parameters } = assignment;
    const assigned = {
      definitionId,
      parameters,
      ...(definitionVersion === undefined ? {} : { definitionVersion }),
    };
    return assignedPolicies(assigned, this).flatMap(
      (policy) => this.#violation(assignment, policy, subject) ?? [],
    );
  }

  #violation(
    assignment: PolicyAssignment,
    policy: AssignedPolicy,
    subject: PolicySubject,
  ): Violation | undefined {
    const { definition, version, parameters } = policy;
    const { mode } = definition;
    const isOfResourceManager = mode === 'Indexed' || mode === 'All';
    if (subject.mode === undefined ? !isOfResourceManager : mode !== subject.mode) return undefined;
    if (mode === 'Indexed' && subject.content['location'] === undefined) return undefined;
    const { overrides = [] } = assignment;
    const instead = overridden(overrides, 'policyEffect', subject, policy.referenceId);
    const effect = effectOf(version.rule, parameters, instead);
    if (effect.kind === 'disabled') return undefined;
    const outcome = evaluateCondition(version.rule['if'], subject, parameters);
    if (!outcome.matches) return undefined;
    if (effect.kind === 'auditifnotexists' && this.#exists(version.rule, subject, parameters)) {
      return undefined;
    }
    return {
      ...policy,
      assignment,
      effect: effect.written,
      isDenied: effect.kind === 'deny' && assignment.isEnforced,
      expressions: outcome.expressions,
    };
  }

  /** Whether what `then.details` asks for is there: the resource itself, or another in its group. */
  #exists(rule: JsonObject, subject: PolicySubject, parameters: PolicyParameters): boolean {
    const details = objectAt(objectAt(rule, 'then'), 'details');
    const type = stringAt(details, 'type') ?? '';
    const name = resolveValue(details['name'], subject, parameters);
    const condition = details['existenceCondition'];
    const isMet = (candidate: PolicySubject): boolean =>
      (name === undefined || String(name).toLowerCase() === candidate.name.toLowerCase()) &&
      (condition === undefined || evaluateCondition(condition, candidate, parameters).matches);
    if (type.toLowerCase() === subject.type.toLowerCase()) return isMet(subject);
    const group = subject.id.split('/').slice(0, 5).join('/');
    return this.#store
      .ofType(type, group)
      .some((found) => isMet({ ...asSubject(found), apiVersion: subject.apiVersion }));
  }
}

function asSubject({ id, type, name, ...stored }: StoredResource): PolicySubject {
  const { systemData: _, hidden: __, ...content } = stored;
  return { id, type, name, apiVersion: '', content };
}

/** The effect of a rule under given parameters, or what stands instead; 501 for one that is not played. */
export function effectOf(
  rule: JsonObject,
  parameters: PolicyParameters,
  instead?: string,
): { readonly kind: PolicyEffect; readonly written: string } {
  const effect = instead ?? resolveValue(objectAt(rule, 'then')['effect'], NOTHING, parameters);
  const written = typeof effect === 'string' ? effect : '';
  const kind = POLICY_EFFECTS.find((one) => one === written.toLowerCase());
  if (!kind) throw notSimulated(`the policy effect '${written}'`);
  return { kind, written };
}

/** Members of a resource that a body may leave out because they stand already. */
const KEPT = ['location', 'kind'] as const;

/** What a PUT or a PATCH would make of a resource, as policies see it: nothing that a service fills in. */
export function policyContent(
  method: string,
  body: JsonObject,
  existing: StoredResource | undefined,
): JsonObject {
  if (!existing) return body;
  const kept: Record<string, Json | undefined> = {};
  for (const name of KEPT) if (existing[name] !== undefined) kept[name] = existing[name];
  if (method === 'PUT') return { ...kept, ...body };
  const content = merged(asSubject(existing).content, body);
  return body['tags'] === undefined ? content : { ...content, tags: body['tags'] };
}

/** A PATCH gives members of an object one by one, and everything else whole; tags are whole too. */
function merged(target: JsonObject, patch: JsonObject): JsonObject {
  const entries = Object.entries(patch).map(([key, value]) => {
    const before = own(target, key);
    return [key, isObject(before) && isObject(value) ? merged(before, value) : value] as const;
  });
  return { ...target, ...Object.fromEntries(entries) };
}
