import { sameId } from '../azure/arm-id.ts';
import { CmkError, type Hop } from '../errors/cmk-error.ts';
import type { Tags } from '../spec/types.ts';
import type { Comparison, Difference } from './step-unit.ts';

/** How two values of one attribute are compared. */
export type Sameness = 'exact' | 'caseless' | 'region';

const printed = (value: unknown): string =>
  value === undefined || value === null || value === ''
    ? 'nothing'
    : typeof value === 'string'
      ? value
      : JSON.stringify(value);

/** A region's name without spaces and case: `West Europe` is `westeurope`. */
export function normalRegion(region: string): string {
  return region.toLowerCase().replaceAll(' ', '');
}

function isSame(expected: unknown, received: unknown, sameness: Sameness): boolean {
  if (typeof expected !== 'string' || typeof received !== 'string' || sameness === 'exact') {
    return expected === received;
  }
  return sameness === 'region'
    ? normalRegion(expected) === normalRegion(received)
    : sameId(expected, received);
}

/** One attribute, compared; `undefined` in the description means that nothing is asked for. */
export type Attribute = readonly [
  path: string,
  expected: unknown,
  received: unknown,
  sameness?: Sameness,
];

/** The attributes that differ. */
export function differing(attributes: readonly Attribute[]): readonly Difference[] {
  return attributes
    .filter(
      ([, expected, received, sameness = 'exact']) =>
        expected !== undefined && !isSame(expected, received, sameness),
    )
    .map(([path, expected, received]) => ({
      path,
      expected: printed(expected),
      received: printed(received),
    }));
}

/** Tags that are asked for and missing or different; others may be there. */
export function tagAttributes(expected: Tags, received: Tags | undefined): readonly Attribute[] {
  return Object.entries(expected).map(([name, value]) => [`tags.${name}`, value, received?.[name]]);
}

/** What is at rest but did not end well differs in everything that matters. */
export function failedState(provisioningState: string | undefined): readonly Difference[] {
  return provisioningState !== undefined && /^(failed|canceled)$/i.test(provisioningState)
    ? [{ path: 'provisioningState', expected: 'Succeeded', received: provisioningState }]
    : [];
}

/** The verdict on attributes that can be changed in place. */
export function verdict(differences: readonly Difference[]): Comparison {
  return differences.length === 0 ? { is: 'same' } : { is: 'differs', differences };
}

/** Refuses attributes that are fixed once the resource exists; `undefined` when none differs. */
export function refuseImmutable(
  hop: Hop,
  what: string,
  differences: readonly Difference[],
  more: { readonly ruleId?: string; readonly fix?: string } = {},
): Comparison | undefined {
  if (differences.length === 0) return undefined;
  const { ruleId, fix = 'Describe it as it is, or choose another name.' } = more;
  const list = differences
    .map(({ path, expected, received }) => `${path} is ${received}, described as ${expected}`)
    .join('; ');
  return {
    is: 'refused',
    error: new CmkError({
      code: 'CMK_IMMUTABLE',
      hop,
      message: `${what} exists and differs: ${list}.`,
      reason: 'These settings are fixed when the resource is made.',
      fix,
      retryable: false,
      ...(ruleId === undefined ? {} : { ruleId }),
    }),
  };
}

/** Whether everything asked for stands in what is there; more may be there. Strings without regard to case. */
export function contains(received: unknown, expected: unknown): boolean {
  if (expected === undefined || expected === null) return true;
  if (Array.isArray(expected)) {
    return (
      Array.isArray(received) &&
      expected.every((each: unknown) => received.some((other: unknown) => contains(other, each)))
    );
  }
  if (typeof expected === 'object') {
    return (
      typeof received === 'object' &&
      received !== null &&
      Object.entries(expected).every(([key, value]) =>
        contains((received as Readonly<Record<string, unknown>>)[key], value),
      )
    );
  }
  return typeof expected === 'string' && typeof received === 'string'
    ? normalRegion(expected) === normalRegion(received)
    : expected === received;
}
