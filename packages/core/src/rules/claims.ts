import type { ChainFacts, ClaimFacts, Place } from './facts.ts';
import type { Violation } from './types.ts';

/** Whose key a place can be said to be under, as a noun phrase; absent: what is said is allowed. */
type Judge = (claim: ClaimFacts) => string | undefined;

const WORDS: Readonly<Record<ClaimFacts['under'], string>> = {
  customer: "the customer's key",
  microsoft: "a key of Microsoft's that could be the customer's",
  platform: "a key of Microsoft's that can never be the customer's",
  none: 'no encryption, or nothing kept',
  unknown: 'not known',
};

/** A claim as a noun phrase. */
export function claimed({ under, provenBy }: ClaimFacts): string {
  return under === 'customer' && provenBy !== 'resource'
    ? `${WORDS.customer}, which no property of the resource shows`
    : WORDS[under];
}

/** What a claim may say, as a noun phrase. */
export function allowed(...under: readonly ClaimFacts['under'][]): string {
  return under.map((each) => WORDS[each]).join(' or ');
}

/** The claims about places that say what the judge does not allow; `undefined` when nothing is said about them. */
export function judgeClaims(
  { claims }: ChainFacts,
  places: readonly Place[],
  judge: Judge,
): readonly Violation[] | undefined {
  const about = (claims ?? []).flatMap((claim, index) =>
    places.includes(claim.place) ? [{ claim, index }] : [],
  );
  if (about.length === 0) return undefined;
  return about.flatMap(({ claim, index }): readonly Violation[] => {
    const expected = judge(claim);
    if (expected === undefined) return [];
    return [{ path: `claims[${index}].under`, expected, received: claimed(claim) }];
  });
}

/** Allows only some; what is not known is never wrong. */
export function only(...under: readonly ClaimFacts['under'][]): Judge {
  return (claim) =>
    claim.under === 'unknown' || under.includes(claim.under) ? undefined : allowed(...under);
}

/** Of the customer's key only what a property of the resource itself shows. */
export const customerOnlyIfShown: Judge = (claim) =>
  claim.under === 'customer' && claim.provenBy !== 'resource'
    ? 'a key that a property of the resource itself shows'
    : undefined;
