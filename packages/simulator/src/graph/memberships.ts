/** Who is in which group: lists, and the checks that services ask when a token names too many groups to read. */
import type { Directory, Principal } from '../kernel/directory.ts';
import type { JsonObject } from '../kernel/json.ts';

/** Lists under an object, by lower-cased name. */
export const memberLists: ReadonlyMap<
  string,
  (directory: Directory, of: Principal) => Principal[]
> = new Map([
  ['memberof', (directory, of) => present(directory, of.groups)],
  ['transitivememberof', (directory, of) => present(directory, directory.groupsOf(of.objectId))],
  [
    'members',
    (directory, of) => directory.principals().filter(({ groups }) => groups.includes(of.objectId)),
  ],
  [
    'transitivemembers',
    (directory, of) =>
      directory
        .principals()
        .filter(({ objectId }) => directory.groupsOf(objectId).includes(of.objectId)),
  ],
]);

/** Lists that groups alone have. */
export const ofGroupsAlone: ReadonlySet<string> = new Set(['members', 'transitivemembers']);

/** Questions asked with a POST, by lower-cased name; the answer is a list of ids. */
export const memberQuestions: ReadonlyMap<
  string,
  (directory: Directory, of: Principal, body: JsonObject) => string[]
> = new Map([
  ['getmemberobjects', (directory, of) => directory.groupsOf(of.objectId)],
  ['getmembergroups', (directory, of) => directory.groupsOf(of.objectId)],
  ['checkmembergroups', (directory, of, body) => among(directory, of, body['groupIds'])],
  ['checkmemberobjects', (directory, of, body) => among(directory, of, body['ids'])],
]);

function among(directory: Directory, of: Principal, asked: unknown): string[] {
  const groups = new Set(directory.groupsOf(of.objectId));
  const ids: readonly unknown[] = Array.isArray(asked) ? asked : [];
  return ids.filter((id): id is string => typeof id === 'string' && groups.has(id.toLowerCase()));
}

function present(directory: Directory, ids: readonly string[]): Principal[] {
  return ids.flatMap((id) => directory.principal(id) ?? []);
}
