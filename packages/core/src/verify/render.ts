import { parseArmId } from '../azure/arm-id.ts';
import { parseKeyIdentifier } from '../azure/key-identifier.ts';
import type { KeyConsumer } from '../rules/index.ts';
import type { KeyUse, Posture, PostureItem, RuleVerdict, Under } from './posture.ts';

/** How a posture is rendered. */
export interface RenderOptions {
  /** Text for a terminal of 100 columns; only identifiers that are longer stand out. */
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

const consumers: Readonly<Record<KeyConsumer, string>> = {
  cosmosDb: 'Azure Cosmos DB, for the metadata of the workspace',
  workspaceEncryptionIdentity: 'the encryption identity of the workspace',
  containerInstance: 'Azure Container Instances, for container group',
  containerGroupIdentity: 'the identity of container group',
  diskEncryptionSet: 'the identity of disk encryption set',
};

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
