import { parseArmId } from '../azure/arm-id.ts';
import type { KeyUse, Posture, PostureItem, RuleVerdict, Under } from './posture.ts';

/** How a posture is rendered. */
export interface RenderOptions {
  /** Text of at most 100 columns. */
  readonly format: 'text';
}

/** Columns of the terminal that the text is for. */
const WIDTH_COLUMNS = 100;

const marks: Readonly<Record<Under, string>> = {
  customer: 'YOUR KEY ',
  microsoft: 'MICROSOFT',
  platform: 'PLATFORM ',
  unknown: 'UNKNOWN  ',
};

/** Breaks a text at spaces; what has none is cut hard, so that no line is longer. */
function wrap(text: string, indent: number): readonly string[] {
  const width = WIDTH_COLUMNS - indent;
  const lines: string[] = [];
  let line = '';
  for (const word of text.replace(/\s+/g, ' ').trim().split(' ')) {
    let rest = word;
    if (line !== '' && line.length + 1 + rest.length > width) {
      lines.push(line);
      line = '';
    }
    while (rest.length > width) {
      lines.push(rest.slice(0, width));
      rest = rest.slice(width);
    }
    line = line === '' ? rest : `${line} ${rest}`;
  }
  return [...lines, line].map((each) => ' '.repeat(indent) + each);
}

/** An id is told by its last name and its group; the whole id is in the data. */
function place(id: string): string {
  const parsed = parseArmId(id);
  if (parsed) return `${parsed.name} in ${parsed.resourceGroup}`;
  return id.split('/').at(-1) ?? id;
}

const heading = (text: string): readonly string[] => [
  '',
  text,
  '─'.repeat(Math.min(text.length, WIDTH_COLUMNS)),
];

function itemLines(item: PostureItem): readonly string[] {
  const { what, where, under, keyIdentifier, evidence, note, ruleIds } = item;
  const rules = ruleIds.length === 0 ? '' : ` [${ruleIds.join(', ')}]`;
  const proof = evidence.map(({ property, value }) =>
    property === '' ? value : `${property} = ${value}`,
  );
  return [
    `${marks[under]}  ${what}`.slice(0, WIDTH_COLUMNS),
    ...(where === '' ? [] : wrap(`at ${place(where)}${rules}`, 11)),
    ...(keyIdentifier === undefined ? [] : wrap(`key ${keyIdentifier}`, 11)),
    ...proof.flatMap((line) => wrap(`proof ${line}`, 11)),
    ...(note === undefined ? [] : wrap(note, 11)),
  ];
}

function useLines(use: KeyUse): readonly string[] {
  const { consumer, target, principalId, granted, required, verdict, note, evidence } = use;
  const mark = { sufficient: 'CAN      ', insufficient: 'CANNOT   ', unknown: 'UNKNOWN  ' }[
    verdict
  ];
  return [
    `${mark}  ${consumer} of ${target}`.slice(0, WIDTH_COLUMNS),
    ...wrap(`principal ${principalId ?? 'unknown'}`, 11),
    ...wrap(
      `needs ${required.join(', ')}; has ${granted === undefined ? 'unknown' : granted.join(', ') || 'nothing'}`,
      11,
    ),
    ...evidence.flatMap(({ property, value }) => wrap(`proof ${property} = ${value}`, 11)),
    ...(note === undefined ? [] : wrap(note, 11)),
  ];
}

function ruleLines(rule: RuleVerdict): readonly string[] {
  const mark = { holds: 'holds  ', broken: 'BROKEN ', notApplicable: 'n/a    ' }[rule.result];
  return [
    `${mark} ${rule.ruleId} ${rule.name} (${rule.level})`,
    ...rule.violations.flatMap(({ path, expected, received }) =>
      wrap(`${path}: expected ${expected}, received ${received}`, 8),
    ),
    ...(rule.result === 'broken' ? wrap(`fix: ${rule.fix}`, 8) : []),
  ];
}

const counted = (items: readonly PostureItem[], under: Under): number =>
  items.filter((item) => item.under === under).length;

/**
 * A posture as text for a terminal of 100 columns.
 *
 * @example
 * ```ts
 * import { type Posture, renderPosture } from '@azureml-cmk/core';
 *
 * function show(posture: Posture): void {
 *   console.log(renderPosture(posture, { format: 'text' }));
 * }
 * ```
 */
export function renderPosture(
  posture: Posture,
  _options: RenderOptions = { format: 'text' },
): string {
  const { items, keyUse, rules, unread } = posture;
  const architecture = {
    managedResourceGroup: 'stores in a managed resource group of your subscription',
    serviceSide: 'service-side encryption in stores of Microsoft',
    none: 'Microsoft-managed keys',
  }[posture.architecture ?? 'none'];
  const applicable = rules.filter(({ result }) => result !== 'notApplicable');
  const skipped = rules
    .filter(({ result }) => result === 'notApplicable')
    .map(({ ruleId }) => ruleId);
  return [
    ...wrap(`Encryption of workspace ${place(posture.workspaceId)}`, 0),
    ...wrap(`${architecture}; read ${posture.asOf}, judged by ${posture.editionStamp}`, 0),
    ...(posture.keyIdentifier === undefined ? [] : wrap(`key ${posture.keyIdentifier}`, 0)),
    ...heading(
      `Data at rest: ${counted(items, 'customer')} under your key, ${counted(items, 'microsoft')} under a key of Microsoft, ` +
        `${counted(items, 'platform')} never yours, ${counted(items, 'unknown')} unknown`,
    ),
    ...items.flatMap(itemLines),
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
