import { KeyVaultManagementClient } from '@azure/arm-keyvault';
import type { Simulator } from '@azureml-cmk/simulator';
import { type Benchmark, ms, us, type Verdict } from './lib/benchmark.ts';
import {
  groupName,
  IN_EVERY_GROUP,
  LARGE,
  type Size,
  SMALL,
  smallAndLarge,
  vaultName,
} from './lib/large-scene.ts';
import { emptyingLedger, medianOf, type Pair, pair, type Work } from './lib/measure.ts';

const PAGE_ITEMS = 20;
const RESOURCE_MAX_BYTES_INCLUSIVE = 4096;
const FORK_MAX_MS_INCLUSIVE = 1;
const RESOURCES = LARGE.groups * LARGE.vaultsInEach;
const WORLD = `${RESOURCES} resources in ${LARGE.groups} groups`;
const SMALL_RESOURCES = SMALL.groups * SMALL.vaultsInEach;
/** Coprime with the counts of both, so that one after the other all are read. */
const STRIDE = 7919;

/** Reads vaults all over a world in turns, one a call: as many of it, or each of it in its turn. */
function reading(sim: Simulator, { groups, vaultsInEach }: Size, count?: number): Work {
  const client = new KeyVaultManagementClient(
    sim.credential(),
    sim.subscriptionId,
    sim.clientOptions(),
  );
  const all = groups * vaultsInEach;
  const apart = count === undefined ? 1 : Math.floor(all / count);
  let turn = 0;
  const read = (): Promise<unknown> => {
    turn = (turn + STRIDE) % (count ?? all);
    const at = turn * apart;
    const group = Math.floor(at / vaultsInEach);
    return client.vaults.get(groupName(group), vaultName(group, at % vaultsInEach));
  };
  return emptyingLedger(sim, read);
}

/** Asks for a page from the middle of a list. */
async function paging(sim: Simulator, path: string, query: string): Promise<Work> {
  const token = await sim.credential().getToken('https://management.azure.com/.default');
  const headers = { authorization: `Bearer ${token?.token}` };
  const ask = async (url: string): Promise<{ value: unknown[]; nextLink?: string }> => {
    const response = await sim.fetch(url, { headers });
    return (await response.json()) as { value: unknown[]; nextLink?: string };
  };
  const first = `https://management.azure.com/subscriptions/${sim.subscriptionId}${path}?${query}`;
  const begin = `${first}&$top=${PAGE_ITEMS}`;
  const { value, nextLink = begin } = await ask(begin);
  if (value.length !== PAGE_ITEMS) throw new Error(`a page of ${value.length} of ${path}`);
  // A last page that is shorter would be compared with a whole one.
  const isWhole = (await ask(nextLink)).value.length === PAGE_ITEMS;
  return emptyingLedger(sim, () => ask(isWhole ? nextLink : begin));
}

const LISTS: readonly (readonly [what: string, path: string, query: string])[] = [
  ['resources', '/resources', 'api-version=2025-04-01'],
  [
    'resources of a type',
    '/resources',
    "api-version=2025-04-01&$filter=resourceType eq 'Microsoft.KeyVault/vaults'",
  ],
  [
    'resources of a name',
    '/resources',
    `api-version=2025-04-01&$filter=name eq '${IN_EVERY_GROUP}'`,
  ],
  [
    'resources with a tag',
    '/resources',
    `api-version=2025-04-01&$filter=tagName eq '${IN_EVERY_GROUP}' and tagValue eq 'yes'`,
  ],
  ['vaults', '/providers/Microsoft.KeyVault/vaults', 'api-version=2023-07-01'],
  ['resource groups', '/resourcegroups', 'api-version=2025-04-01'],
  [
    'role assignments',
    '/providers/Microsoft.Authorization/roleAssignments',
    'api-version=2022-04-01',
  ],
];

/** Whether it matters how much there is. */
export const largeStore: Benchmark = {
  id: 'large-store',
  async run() {
    const { small, large, heapBytesEach } = smallAndLarge();
    const get = await pair(reading(small, SMALL), reading(large, LARGE, SMALL_RESOURCES));
    const first = await pair(reading(small, SMALL), reading(large, LARGE));
    const turns = `of ${SMALL_RESOURCES} in turns, `;
    const verdicts: Verdict[] = [
      grown(`\`vaults.get\` of ${SMALL_RESOURCES} in turns, of ${WORLD}`, 1.3, get, turns),
      grown(
        `\`vaults.get\` of each of ${WORLD}, most for the first time: its text is made then`,
        2,
        first,
        turns,
      ),
    ];
    for (const [what, path, query] of LISTS) {
      const page = await pair(await paging(small, path, query), await paging(large, path, query));
      verdicts.push(grown(`a page of ${PAGE_ITEMS} ${what}, of ${WORLD}`, 1.5, page));
    }
    const [forkMs = Number.NaN] = await medianOf(51, () => large.fork());
    verdicts.push(
      {
        name: `heap for one of ${RESOURCES} vaults`,
        ratioOf: 'bytes ÷ 4096',
        ratio: heapBytesEach / RESOURCE_MAX_BYTES_INCLUSIVE,
        bound: 'atMost',
        limit: 1,
        measured: `${Math.round(heapBytesEach)} bytes`,
        floor: 'none',
      },
      {
        name: `\`sim.fork()\` of ${RESOURCES} resources`,
        ratioOf: 'time ÷ 1 ms',
        ratio: forkMs / FORK_MAX_MS_INCLUSIVE,
        bound: 'atMost',
        limit: 1,
        measured: us(forkMs),
        floor: 'none',
      },
    );
    return [...verdicts, ...(await texts(large))];
  },
};

/** How much longer something takes in the large world than in the small one. */
const grown = (
  name: string,
  limit: number,
  { floor, measured, ratio }: Pair,
  how = '',
): Verdict => ({
  name,
  ratioOf: `${RESOURCES} ÷ ${SMALL_RESOURCES} resources`,
  ratio: 1 / ratio,
  bound: 'atMost',
  limit,
  measured: us(measured),
  floor: `${us(floor)}, ${how}of ${SMALL_RESOURCES} resources`,
});

/** Whole states as text, there and back. */
async function texts(sim: Simulator): Promise<Verdict[]> {
  const text = JSON.stringify(sim.snapshot());
  const plain: unknown = JSON.parse(text);
  const other = sim.fork();
  const [write = NaN, stringify = NaN, read = NaN, parse = NaN] = await medianOf(
    5,
    () => JSON.stringify(sim.snapshot()),
    () => JSON.stringify(plain),
    () => {
      other.restore(JSON.parse(text) as ReturnType<Simulator['snapshot']>);
    },
    () => JSON.parse(text) as unknown,
  );
  return [
    {
      name: `\`JSON.stringify(sim.snapshot())\` of ${RESOURCES} resources`,
      ratioOf: 'snapshot ÷ floor',
      ratio: write / stringify,
      bound: 'atMost',
      limit: 3,
      measured: ms(write),
      floor: `${ms(stringify)}, \`JSON.stringify\` of the same data`,
    },
    {
      name: `\`sim.restore(JSON.parse(text))\` of ${RESOURCES} resources`,
      ratioOf: 'restore ÷ floor',
      ratio: read / parse,
      bound: 'atMost',
      limit: 3,
      measured: ms(read),
      floor: `${ms(parse)}, \`JSON.parse\` of the same text`,
    },
  ];
}
