/** The `$filter` of a list of role assignments. */
import { notSimulated } from '../../kernel/errors.ts';
import type { StoredResource } from '../../kernel/resource.ts';

const PRINCIPAL = /^\s*(?:principalId\s+eq\s+'([^']+)'|assignedTo\('([^']+)'\))\s*$/i;

/** What a filter lets through: `atScope()`, `principalId eq`, `assignedTo()`, joined by `and`. */
export function readFilter(
  filter: string | undefined,
  groupsOf: (objectId: string) => readonly string[],
): (assignment: StoredResource, scope: string) => boolean {
  if (filter === undefined || filter.trim() === '') return () => true;
  const tests = filter.split(/\s+and\s+/i).map((clause) => {
    if (/^\s*atScope\(\)\s*$/i.test(clause)) {
      return (assignment: StoredResource, scope: string) =>
        `${scope.toLowerCase()}/`.startsWith(
          `${String(assignment.properties['scope']).toLowerCase().replace(/\/$/, '')}/`,
        );
    }
    const match = PRINCIPAL.exec(clause);
    const principalId = (match?.[1] ?? match?.[2])?.toLowerCase();
    if (principalId === undefined) throw notSimulated(`the role assignment filter '${filter}'`);
    // What is assigned to someone is also what is assigned to a group they are in.
    const who = match?.[2] === undefined ? [principalId] : [principalId, ...groupsOf(principalId)];
    return (assignment: StoredResource) =>
      who.includes(String(assignment.properties['principalId']));
  });
  return (assignment, scope) => tests.every((test) => test(assignment, scope));
}
