import type { ClaimFacts } from '../rules/index.ts';
import type { ProjectReading } from './items/projects.ts';
import type { PostureItem } from './posture.ts';
import { at } from './reader.ts';

/** What a report says, as rules judge it: no row may say what the documents rule out. Rows of projects tell their impact. */
export function claimsOf(
  items: readonly PostureItem[],
  projects: readonly ProjectReading[],
): readonly ClaimFacts[] {
  return items.map(({ place, what, where, under, evidence }) => ({
    place,
    name: what,
    under,
    ...impactOf(projects.find(({ id }) => id === where)),
    ...(evidence.length === 0 ? {} : { provenBy: proofOf(where, evidence) }),
  }));
}

function impactOf(project: ProjectReading | undefined): Pick<ClaimFacts, 'highBusinessImpact'> {
  if (!project?.reading.ok) return {};
  return { highBusinessImpact: at(project.reading.value, 'properties.hbiWorkspace') === true };
}

/** Whether an answer about the resource itself shows it, or about another. */
function proofOf(where: string, evidence: PostureItem['evidence']): 'resource' | 'workspace' {
  const id = where.toLowerCase();
  return evidence.some(({ request }) => request.toLowerCase().includes(id))
    ? 'resource'
    : 'workspace';
}
