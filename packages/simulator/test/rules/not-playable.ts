/**
 * Examples that do not come out over the wire as their rule says, and why. This list may only shrink: the replay fails
 * when something on it becomes playable, and when something that is not on it is not.
 */
import type { Edition, RuleId, Stage } from '@azureml-cmk/core/rules';
import type { BadCase, GoodCase } from './cases.ts';

/** Some plays of one rule's examples. */
export interface NotPlayableEntry {
  readonly rule: RuleId;
  /** Names of examples; absent: every one. */
  readonly examples?: readonly string[];
  /** Absent: every stage or write. */
  readonly stage?: Stage;
  /** Absent: every edition. */
  readonly editions?: readonly Edition[];
  /** What happens instead, as `summary` words it, or the beginning of why the world cannot be made. */
  readonly instead: string;
  readonly why: string;
}

const KEY_IS_FROZEN =
  'the how-to articles forbid every change of the key, so that no other key is ever tried';

export const notPlayable: readonly NotPlayableEntry[] = [
  {
    rule: 'CMK-005',
    examples: ["the database's missing"],
    instead: 'no service principal for cosmosDb',
    why: 'the principal of Azure Cosmos DB comes with the registration: without it nobody can be granted the key',
  },
  {
    rule: 'CMK-010',
    examples: ['elliptic curve', 'elliptic curve in an HSM', 'symmetric'],
    stage: 'workspace.update.operation',
    editions: ['howto-a', 'howto-b'],
    instead: 'CMK-030 (request)',
    why: KEY_IS_FROZEN,
  },
  {
    rule: 'CMK-012',
    stage: 'workspace.update.operation',
    editions: ['howto-a', 'howto-b'],
    instead: 'CMK-030 (request)',
    why: KEY_IS_FROZEN,
  },
  {
    rule: 'CMK-013',
    stage: 'workspace.update.operation',
    editions: ['howto-b'],
    instead: 'CMK-030 (request)',
    why: KEY_IS_FROZEN,
  },
  {
    rule: 'CMK-014',
    examples: ['no grant at all'],
    instead: 'CMK-013 (operation)',
    why: 'no grant is no wrong grant, but a workspace needs one all the same',
  },
  {
    rule: 'CMK-014',
    examples: ['object id omitted where nothing can be looked up'],
    instead: 'accepted',
    why: 'whoever deploys looks up; Azure does not see what could not be looked up',
  },
  {
    rule: 'CMK-017',
    examples: ['a vault of another tenant', 'the id of something else than a vault'],
    stage: 'workspace.update.operation',
    editions: ['howto-a', 'howto-b'],
    instead: 'CMK-030 (request)',
    why: KEY_IS_FROZEN,
  },
  {
    rule: 'CMK-017',
    examples: ['the id of something else than a vault'],
    stage: 'workspace.update.operation',
    editions: ['enc', 'concept-2023-09', 'current'],
    instead: '400 BadRequest',
    why: 'the vault of a workspace is settled at its creation; another id is refused with the request',
  },
  {
    rule: 'CMK-017',
    examples: ['a key of another vault', 'a key of another cloud'],
    stage: 'workspace.update.operation',
    editions: ['howto-a', 'howto-b', 'concept-2023-09', 'current'],
    instead: 'CMK-030 (request)',
    why: 'a key outside the vault of the workspace is refused with the request, by the rule on changes',
  },
  {
    rule: 'CMK-031',
    examples: ['to Microsoft-managed keys: encryption omitted'],
    instead: 'accepted',
    why: 'a PUT that leaves the encryption out asks for no change of it, and nothing changes',
  },
  {
    rule: 'CMK-032',
    examples: ['on, then omitted: off by default'],
    instead: 'accepted',
    why: 'a PUT that leaves the flag out asks for no change of it, and it stays on',
  },
];

/** The entry that a play falls under. */
export function entryOf(played: GoodCase | BadCase): NotPlayableEntry | undefined {
  return notPlayable.find(
    ({ rule, examples, stage, editions }) =>
      rule === played.rule.id &&
      (examples?.includes(played.example.name) ?? true) &&
      (stage === undefined || ('stage' in played && stage === played.stage)) &&
      (editions?.includes(played.edition) ?? true),
  );
}
