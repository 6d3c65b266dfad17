import type { ClaimFacts } from '../rules/index.ts';
import type { PostureItem } from './posture.ts';

/** What a report says, as rules judge it: no row may say what the documents rule out. */
export function claimsOf(items: readonly PostureItem[]): readonly ClaimFacts[] {
  return items.map(({ place, what, where, under, evidence }) => ({
    place,
    name: what,
    under,
    ...(evidence.length === 0 ? {} : { provenBy: proofOf(where, evidence) }),
  }));
}

/** Whether an answer about the resource itself shows it, or about another. */
function proofOf(where: string, evidence: PostureItem['evidence']): 'resource' | 'workspace' {
  const id = where.toLowerCase();
  return evidence.some(({ request }) => request.toLowerCase().includes(id))
    ? 'resource'
    : 'workspace';
}
