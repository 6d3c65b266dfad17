import { parseArmId } from '../../azure/arm-id.ts';
import { parseKeyIdentifier } from '../../azure/key-identifier.ts';
import type { Level } from '../../rules/index.ts';
import type { KeyUse, Posture, PostureItem, RuleVerdict, Under } from '../posture.ts';
import { architectureOf, consumers, countsOf, place } from './words.ts';

/** Columns of the terminal that the text is for. */
const WIDTH_COLUMNS = 100;

const marks: Readonly<Record<Under, string>> = {
  customer: 'YOUR KEY ',
  microsoft: 'MICROSOFT',
  platform: 'PLATFORM ',
  none: 'NONE     ',
  unknown: 'UNKNOWN  ',
};

/** Breaks a text at spaces. A longer word (an identifier, to be copied) stays whole, on a line of its own. */
function wrap(text: string, indent: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.replace(/\s+/g, ' ').trim().split(' ')) {
    if (line !== '' && indent + line.length + 1 + word.length > WIDTH_COLUMNS) {
      lines.push(line);
      line = '';
    }
    line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line].map((each) => ' '.repeat(indentOf(each, indent)) + each);
}

/** What would not fit is indented less. */
function indentOf(line: string, indent: number): number {
  return Math.max(Math.min(indent, WIDTH_COLUMNS - line.length), Math.min(indent, 2));
}

const heading = (text: string): readonly string[] => [
  '',
  text,
  '─'.repeat(Math.min(text.length, WIDTH_COLUMNS)),
];

/** `workspace-cmk, version 0123…`: the vault is the heading's unless told. */
function keyName(keyIdentifier: string, posture: Posture): string {
  const key = parseKeyIdentifier(keyIdentifier);
  if (!key) return keyIdentifier;
  const own = parseKeyIdentifier(posture.keyIdentifier ?? '');
  const vault = own?.vaultUrl === key.vaultUrl ? '' : ` in vault ${key.vaultName}`;
  return `${key.name}${vault}, ${key.version === undefined ? 'newest version' : `version ${key.version}`}`;
}

/** ARM ids inside a value, told by their last name and group; the whole ids are in the data. */
function shortened(value: string): string {
  return value.replaceAll(ARM_IDS, (id) => {
    const parsed = parseArmId(id);
    return parsed ? `${parsed.type.split('/').at(-1) ?? ''} ${place(id)}` : id;
  });
}

const ARM_IDS = /\/subscriptions\/[^\s,;"']+/g;

function itemLines(item: PostureItem, posture: Posture): readonly string[] {
  const { what, under, keyIdentifier, note } = item;
  return [
    `${marks[under]}  ${what}`,
    ...(keyIdentifier === undefined ? [] : wrap(`key ${keyName(keyIdentifier, posture)}`, 11)),
    ...(note === undefined ? [] : wrap(note, 11)),
  ];
}

function proofLines({ what, where, evidence, ruleIds }: PostureItem): readonly string[] {
  const rules = ruleIds.length === 0 ? '' : ` [${ruleIds.join(', ')}]`;
  const proof = evidence.map(({ property, value }) =>
    property === '' ? shortened(value) : `${property} = ${shortened(value)}`,
  );
  return [
    ...wrap(what, 0),
    ...(where === '' ? [] : wrap(`${place(where)}${rules}`, 2)),
    ...proof.flatMap((line) => wrap(line, 4)),
  ];
}

function useLines(use: KeyUse): readonly string[] {
  const { consumer, target, principalId, granted, required, verdict, note, evidence } = use;
  const mark = { sufficient: 'CAN      ', insufficient: 'CANNOT   ', unknown: 'UNKNOWN  ' }[
    verdict
  ];
  return [
    `${mark}  ${consumers[consumer]}${target === 'workspace' ? '' : ` ${target}`}`,
    ...wrap(`principal ${principalId ?? 'unknown'}`, 11),
    ...wrap(
      `needs ${required.join(', ')}; has ${granted === undefined ? 'unknown' : granted.join(', ') || 'nothing'}`,
      11,
    ),
    ...evidence.flatMap(({ property, value }) => wrap(`${property} = ${shortened(value)}`, 11)),
    ...(note === undefined ? [] : wrap(note, 11)),
  ];
}

const brokenMarks: Readonly<Record<Level, string>> = {
  must: 'BROKEN ',
  should: 'advice ',
  note: 'note   ',
};

function ruleLines(rule: RuleVerdict): readonly string[] {
  const mark = rule.result === 'broken' ? brokenMarks[rule.level] : 'holds  ';
  return [
    `${mark} ${rule.ruleId} ${rule.name} (${rule.level})`,
    ...rule.violations.flatMap(({ path, expected, received }) =>
      wrap(`${path}: expected ${expected}, received ${received}`, 8),
    ),
    ...(rule.result === 'broken' ? wrap(`fix: ${rule.fix}`, 8) : []),
  ];
}

/** A posture as text for a terminal of 100 columns; only identifiers that are longer stand out. */
export function renderText(posture: Posture): string {
  const { items, keyUse, rules, unread } = posture;
  const applicable = rules.filter(({ result }) => result !== 'notApplicable');
  const skipped = rules
    .filter(({ result }) => result === 'notApplicable')
    .map(({ ruleId }) => ruleId);
  return [
    ...wrap(`Encryption of workspace ${place(posture.workspaceId)}`, 0),
    ...wrap(
      `${architectureOf(posture)}; read ${posture.asOf}, judged by ${posture.editionStamp}`,
      0,
    ),
    ...(posture.keyIdentifier === undefined ? [] : wrap(`key ${posture.keyIdentifier}`, 0)),
    ...heading('Whose key data is under'),
    ...wrap(countsOf(items), 0),
    '',
    ...items.flatMap((item) => itemLines(item, posture)),
    ...heading('What proves it'),
    ...items.filter(({ evidence }) => evidence.length > 0).flatMap(proofLines),
    ...(keyUse.length === 0
      ? []
      : [...heading('Who may use the key'), ...keyUse.flatMap(useLines)]),
    ...heading('Rules'),
    ...applicable.flatMap(ruleLines),
    ...(skipped.length === 0
      ? []
      : wrap(`not about this chain, or not known: ${skipped.join(', ')}`, 0)),
    ...(unread.length === 0
      ? []
      : [
          ...heading('Could not be read'),
          ...unread.flatMap(({ request, reason }) => wrap(`${request}: ${reason}`, 0)),
        ]),
    '',
  ].join('\n');
}
