import { type Benchmark, us } from './lib/benchmark.ts';
import { medianOf } from './lib/measure.ts';
import { simulatorWithVault } from './lib/scene.ts';
import { keyClient, ofSimulator } from './lib/vault-scene.ts';

const FEW = 100;
const MANY = 10_000;
const VERSIONS_PER_PAGE = 25;
const RUNS = 9;

/** Whether a page of a list costs the same however long the list is. */
export const keyVersions: Benchmark = {
  id: 'key-versions',
  async run() {
    const sim = simulatorWithVault();
    const client = keyClient(ofSimulator(sim));
    for (const [name, versions] of [
      ['few', FEW],
      ['many', MANY],
    ] as const) {
      for (let count = 0; count < versions; count += 1) await client.createEcKey(name);
    }
    const list = async (name: string): Promise<number> => {
      sim.ledger.clear();
      let found = 0;
      for await (const page of client.listPropertiesOfKeyVersions(name).byPage()) {
        found += page.length;
      }
      return found;
    };
    const found = await list('many');
    if (found !== MANY) throw new Error(`${found} versions were listed, not ${MANY}`);
    const [many = 0, few = 0] = await medianOf(
      RUNS,
      () => list('many'),
      async () => {
        for (let count = 0; count < MANY / FEW; count += 1) await list('few');
      },
    );
    const pages = MANY / VERSIONS_PER_PAGE;
    return [
      {
        name: `a page of the list of ${MANY} key versions`,
        ratioOf: `page of ${MANY} ÷ page of ${FEW}`,
        ratio: many / few,
        bound: 'atMost',
        limit: 1.5,
        measured: `${us(many / pages)}, median of ${RUNS} lists`,
        floor: `${us(few / pages)}, of ${FEW} versions`,
      },
    ];
  },
};
