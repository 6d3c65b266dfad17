/** Which resources, and which members of a set, an assignment and its overrides are about. */
import { normalizeLocation } from '../regions.ts';
import { stringAt } from '../json.ts';
import type { PolicySubject } from './rule.ts';

/** What a selector may look at. */
export const SELECTOR_KINDS = [
  'resourceLocation',
  'resourceType',
  'resourceWithoutLocation',
  'policyDefinitionReferenceId',
] as const;
/** What an override may replace. */
export const OVERRIDE_KINDS = ['policyEffect', 'definitionVersion'] as const;

/** One test; it has one of the two lists. */
export interface PolicySelector {
  readonly kind: (typeof SELECTOR_KINDS)[number];
  readonly in?: readonly string[];
  readonly notIn?: readonly string[];
}

/** Tests that a resource passes together. */
export interface ResourceSelector {
  readonly name?: string;
  readonly selectors: readonly PolicySelector[];
}

/** What stands instead of an effect or a version, where all its selectors fit. */
export interface PolicyOverride {
  readonly kind: (typeof OVERRIDE_KINDS)[number];
  readonly value: string;
  readonly selectors: readonly PolicySelector[];
}

/** The one thing that a resource without a location can be. */
export const WITHOUT_LOCATION = 'subscriptionLevelResources';

/** Whether an assignment is about a resource: one of its selectors is, or it has none. */
export function isSelected(
  resourceSelectors: readonly ResourceSelector[],
  subject: PolicySubject,
): boolean {
  return (
    resourceSelectors.length === 0 ||
    resourceSelectors.some(({ selectors }) => fits(selectors, subject, undefined))
  );
}

/** What stands instead, from the first override of a kind that fits. */
export function overridden(
  overrides: readonly PolicyOverride[],
  kind: PolicyOverride['kind'],
  subject: PolicySubject,
  referenceId?: string,
): string | undefined {
  return overrides.find((one) => one.kind === kind && fits(one.selectors, subject, referenceId))
    ?.value;
}

const fits = (
  selectors: readonly PolicySelector[],
  subject: PolicySubject,
  referenceId: string | undefined,
): boolean =>
  selectors.every((selector) => {
    const value = valueOf(selector, subject, referenceId);
    const isIn = (list: readonly string[]): boolean =>
      list.some((one) => comparable(selector, one) === value);
    return selector.in ? isIn(selector.in) : !isIn(selector.notIn ?? []);
  });

function valueOf(
  selector: PolicySelector,
  { type, content }: PolicySubject,
  referenceId: string | undefined,
): string | undefined {
  const location = stringAt(content, 'location');
  switch (selector.kind) {
    case 'resourceLocation':
      return location === undefined ? undefined : comparable(selector, location);
    case 'resourceType':
      return comparable(selector, type);
    case 'resourceWithoutLocation':
      return location === undefined ? comparable(selector, WITHOUT_LOCATION) : undefined;
    case 'policyDefinitionReferenceId':
      return referenceId?.toLowerCase();
  }
}

const comparable = ({ kind }: PolicySelector, value: string): string =>
  kind === 'resourceLocation' ? normalizeLocation(value) : value.toLowerCase();
