/** What the phases of a plan are called. */
export const phaseTitles: Readonly<Record<1 | 2, string>> = Object.freeze({
  1: 'Phase 1: every principal is known or made up front',
  2: 'Phase 2: grants to identities made in phase 1, and what waits for them',
});
