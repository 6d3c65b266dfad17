/** The chain as a drawing: vault, key, who may use it, and what is under it; beside it what is not. SVG, no script. */
import { parseKeyIdentifier } from '../../azure/key-identifier.ts';
import type { Place } from '../../rules/index.ts';
import type { KeyUse, Posture, PostureItem } from '../posture.ts';
import { escapeText } from './escape.ts';

const BOX = { widthPx: 214, heightPx: 46, gapPx: 12 };
const COLUMN_PX = 262;
const MARGIN_PX = 8;
const TITLE_PX = 26;
/** What fits into a box at its font size. */
const LABEL_CHARACTERS_MAX = 26;

interface Node {
  readonly id: string;
  readonly title: string;
  readonly label: string;
  /** A class of the style sheet. */
  readonly look: string;
}

interface Placed extends Node {
  readonly x: number;
  readonly y: number;
}

interface Edge {
  readonly from: string;
  readonly to: string;
  readonly isBroken: boolean;
}

const PLACES: Readonly<Record<KeyUse['consumer'], readonly Place[]>> = {
  cosmosDb: ['cosmosDb', 'search', 'managedStorage'],
  workspaceEncryptionIdentity: ['cosmosDb', 'search', 'managedStorage'],
  containerInstance: ['containerGroup'],
  containerGroupIdentity: ['containerGroup'],
  diskEncryptionSet: [
    'diskEncryptionSet',
    'kubernetesOsDisk',
    'kubernetesDataDisk',
    'databricksManagedDisk',
  ],
  storageAccount: ['workspaceStorage', 'storageAccount', 'attachedStorage', 'automatedMlData'],
  containerRegistry: ['containerRegistry'],
  searchService: ['searchService'],
  aiServicesAccount: ['aiServices'],
  databricksWorkspace: ['databricksDbfsRoot'],
};

/** What a principal is called; what is named after its resource tells which. */
const USERS: Readonly<Record<KeyUse['consumer'], (target: string) => string>> = {
  cosmosDb: () => 'Azure Cosmos DB',
  workspaceEncryptionIdentity: () => 'identity of the workspace',
  containerInstance: () => 'Azure Container Instances',
  containerGroupIdentity: (target) => `identity of ${target}`,
  diskEncryptionSet: (target) => `identity of ${target}`,
  storageAccount: (target) => `identity of ${target}`,
  containerRegistry: (target) => `identity of ${target}`,
  searchService: (target) => `identity of ${target}`,
  aiServicesAccount: (target) => `identity of ${target}`,
  databricksWorkspace: () => 'Databricks storage account',
};

const ABILITIES: Readonly<Record<KeyUse['verdict'], string>> = {
  sufficient: 'may use it',
  insufficient: 'MAY NOT use it',
  unknown: 'not known',
};

const short = (text: string): string =>
  text.length > LABEL_CHARACTERS_MAX ? `${text.slice(0, LABEL_CHARACTERS_MAX - 1)}…` : text;

/** What is too long for a box. */
const SHORT: Readonly<Partial<Record<Place, string>>> = {
  managedStorage: 'managed storage account',
  workspaceStorage: 'storage of the workspace',
  automatedMlData: 'AutoML data',
};

/** `Azure Cosmos DB: job history` is `Azure Cosmos DB`; of a cluster it is which of its disks. */
function labelOf({ what, place }: PostureItem): string {
  const known = SHORT[place];
  if (known !== undefined) return known;
  if (place.startsWith('kubernetes')) return what.replace(/^Cluster /, '');
  const [name = what] = what.split(':');
  return name.replace(/^(?:Disk encryption set|Storage account) /, '');
}

/** What serves the workspace serves all of its stores; else it is the resource that is named, and for disks their set. */
function serves({ consumer, target }: KeyUse, { place, where, evidence }: PostureItem): boolean {
  if (!PLACES[consumer].includes(place)) return false;
  if (consumer === 'cosmosDb' || consumer === 'workspaceEncryptionIdentity') return true;
  const isDisk = place.startsWith('kubernetes') || place === 'databricksManagedDisk';
  return isDisk ? evidence.some(({ value }) => isNamed(value, target)) : isNamed(where, target);
}

const isNamed = (id: string, name: string): boolean =>
  id.toLowerCase().endsWith(`/${name.toLowerCase()}`);

function column(nodes: readonly Node[], index: number): readonly Placed[] {
  return nodes.map((node, row) => ({
    ...node,
    x: MARGIN_PX + index * COLUMN_PX,
    y: TITLE_PX + row * (BOX.heightPx + BOX.gapPx),
  }));
}

function boxOf({ x, y, title, label, look }: Placed): string {
  const text = (dy: number, kind: string, words: string): string =>
    `<text x="${x + 12}" y="${y + dy}" class="${kind}">${escapeText(short(words))}</text>`;
  return [
    `<g><title>${escapeText(`${title}: ${label}`)}</title>`,
    `<rect x="${x}" y="${y}" width="${BOX.widthPx}" height="${BOX.heightPx}" rx="8" class="box ${look}"/>`,
    text(19, 'small', title),
    text(36, 'label', label),
    '</g>',
  ].join('');
}

function lineOf(from: Placed, to: Placed, isBroken: boolean): string {
  const x1 = from.x + BOX.widthPx;
  const y1 = from.y + BOX.heightPx / 2;
  const y2 = to.y + BOX.heightPx / 2;
  const bend = (to.x - x1) / 2;
  return `<path d="M${x1} ${y1} C${x1 + bend} ${y1} ${to.x - bend} ${y2} ${to.x} ${y2}" class="edge${isBroken ? ' broken' : ''}"/>`;
}

/** The drawing of a posture. */
export function drawChain({ keyIdentifier, items, keyUse }: Posture): string {
  const keys = [
    ...new Set(
      [keyIdentifier, ...keyUse.map((use) => use.keyIdentifier)]
        .filter((id) => id !== undefined)
        .map(withoutVersion),
    ),
  ];
  const vaults = [...new Set(keys.map((id) => parseKeyIdentifier(id)?.vaultName ?? id))];
  const under = items.filter(({ under: whose }) => whose === 'customer');
  const open = items.filter(({ under: whose }) => whose === 'microsoft' || whose === 'unknown');
  const columns = [
    column(
      vaults.map((name) => ({ id: `v ${name}`, title: 'key vault', label: name, look: 'vault' })),
      0,
    ),
    column(
      keys.map((id) => ({
        id: `k ${id}`,
        title: 'key',
        label: parseKeyIdentifier(id)?.name ?? id,
        look: 'key',
      })),
      1,
    ),
    column(
      keyUse.map((use, index) => ({
        id: `u ${index}`,
        title: ABILITIES[use.verdict],
        label: USERS[use.consumer](use.target),
        look: use.verdict,
      })),
      2,
    ),
    column(
      under.map((item, index) => ({
        id: `i ${index}`,
        title: 'under your key',
        label: labelOf(item),
        look: 'customer',
      })),
      3,
    ),
    column(
      open.map((item, index) => ({
        id: `o ${index}`,
        title: item.under === 'unknown' ? 'not known' : 'under a key of Microsoft',
        label: labelOf(item),
        look: item.under,
      })),
      4,
    ),
  ];
  const edges: readonly Edge[] = [
    ...keys.map((id) => ({
      from: `v ${parseKeyIdentifier(id)?.vaultName ?? id}`,
      to: `k ${id}`,
      isBroken: false,
    })),
    ...keyUse.flatMap((use, index): readonly Edge[] => {
      const isBroken = use.verdict === 'insufficient';
      return [
        { from: `k ${withoutVersion(use.keyIdentifier)}`, to: `u ${index}`, isBroken },
        ...under.flatMap((item, row) =>
          serves(use, item) ? [{ from: `u ${index}`, to: `i ${row}`, isBroken }] : [],
        ),
      ];
    }),
  ];
  return svg(columns, edges);
}

function withoutVersion(keyIdentifier: string): string {
  const parsed = parseKeyIdentifier(keyIdentifier);
  return parsed ? `${parsed.vaultUrl}/keys/${parsed.name}` : keyIdentifier;
}

const TITLES = ['vault', 'key', 'who uses it', 'what is under it', 'what could be'];

function svg(columns: readonly (readonly Placed[])[], edges: readonly Edge[]): string {
  const rows = Math.max(1, ...columns.map(({ length }) => length));
  const height = TITLE_PX + rows * (BOX.heightPx + BOX.gapPx);
  const width = (columns.length - 1) * COLUMN_PX + BOX.widthPx + 2 * MARGIN_PX;
  const byId = new Map(columns.flat().map((node) => [node.id, node]));
  const lines = edges.flatMap(({ from, to, isBroken }) => {
    const [start, end] = [byId.get(from), byId.get(to)];
    return start && end ? [lineOf(start, end, isBroken)] : [];
  });
  const titles = TITLES.map(
    (title, index) =>
      `<text x="${MARGIN_PX + index * COLUMN_PX}" y="14" class="small">${escapeText(title)}</text>`,
  );
  return [
    `<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="The chain from the vault to what is under its key">`,
    ...titles,
    ...lines,
    ...columns.flat().map(boxOf),
    '</svg>',
  ].join('\n');
}
