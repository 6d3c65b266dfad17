import type { Posture, PostureItem, RuleVerdict } from '../posture.ts';
import { architectureOf, consumers, countsOf, place, underWords } from './words.ts';

/** A cell: what would end it or begin markup is escaped. */
const cell = (text: string): string =>
  text.replace(/[\\|<>*_`[\]]/g, String.raw`\$&`).replaceAll(/\s+/g, ' ');

const code = (text: string): string => `\`${text.replaceAll('`', "'").replaceAll('|', '\\|')}\``;

function table(head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line), ''];
}

const proof = ({ evidence }: PostureItem): string =>
  evidence
    .map(({ property, value }) => code(property === '' ? value : `${property} = ${value}`))
    .join('<br>');

function ruleRow({ ruleId, name, level, result, violations, fix, controls }: RuleVerdict) {
  const told = violations.map(
    ({ path, expected, received }) =>
      `${code(path)}: expected ${cell(expected)}, received ${cell(received)}`,
  );
  return [
    `${ruleId} ${name}`,
    level,
    result,
    [...told, ...(result === 'broken' ? [`Fix: ${cell(fix)}`] : [])].join('<br>'),
    controls.map(({ tool, id }) => `${tool} ${id}`).join('<br>'),
  ];
}

/** A posture as Markdown. */
export function renderMarkdown(posture: Posture): string {
  const { items, keyUse, rules, unread, keyIdentifier } = posture;
  return [
    `# Encryption of workspace ${cell(place(posture.workspaceId))}`,
    '',
    `${architectureOf(posture)}; read ${posture.asOf}, judged by ${posture.editionStamp}.`,
    ...(keyIdentifier === undefined ? [] : ['', `Key ${code(keyIdentifier)}.`]),
    '',
    '## Whose key data is under',
    '',
    `${countsOf(items)}.`,
    '',
    ...table(
      ['what', 'whose key', 'what proves it', 'rules', 'note'],
      items.map((item) => [
        cell(item.what),
        `**${underWords[item.under]}**${item.keyIdentifier === undefined ? '' : `<br>${code(item.keyIdentifier)}`}`,
        proof(item),
        item.ruleIds.join(', '),
        cell(item.note ?? ''),
      ]),
    ),
    ...(keyUse.length === 0
      ? []
      : [
          '## Who may use the key',
          '',
          ...table(
            ['who', 'principal', 'needs', 'has', 'verdict'],
            keyUse.map(({ consumer, target, principalId, required, granted, verdict }) => [
              cell(`${consumers[consumer]}${target === 'workspace' ? '' : ` ${target}`}`),
              code(principalId ?? 'unknown'),
              required.join(', '),
              granted === undefined ? 'unknown' : granted.join(', ') || 'nothing',
              verdict,
            ]),
          ),
        ]),
    '## Rules',
    '',
    ...table(['rule', 'level', 'result', 'what was found', 'other tools'], rules.map(ruleRow)),
    ...(unread.length === 0
      ? []
      : [
          '## Could not be read',
          '',
          ...table(
            ['request', 'why'],
            unread.map(({ request, reason }) => [code(request), cell(reason)]),
          ),
        ]),
  ].join('\n');
}
