import { createSimulator, type Simulator } from '@azureml-cmk/simulator';
import { type Benchmark, us } from './lib/benchmark.ts';
import { pair } from './lib/measure.ts';

const SMALL = 10;
const LARGE = 20_000;
const SUBSCRIPTION = '66666666-6666-4666-8666-666666666666';

function holding(groups: number): Simulator {
  return createSimulator({
    world: {
      subscriptions: [{ subscriptionId: SUBSCRIPTION }],
      resources: Array.from({ length: groups }, (_, index) => ({
        id: `/subscriptions/${SUBSCRIPTION}/resourceGroups/rg-${index}`,
        apiVersion: '2025-04-01',
        body: { location: 'westeurope' },
      })),
    },
  });
}

/** Whether a fork per test is free, whatever was prepared. */
export const fork: Benchmark = {
  id: 'fork',
  async run() {
    const [small, large] = [holding(SMALL), holding(LARGE)];
    const { floor, measured, ratio } = await pair(
      () => small.fork(),
      () => large.fork(),
    );
    return [
      {
        name: `\`sim.fork()\` of ${LARGE} resources`,
        ratioOf: `${LARGE} resources ÷ ${SMALL}`,
        ratio: 1 / ratio,
        bound: 'atMost',
        limit: 2,
        measured: us(measured),
        floor: `${us(floor)}, of ${SMALL} resources`,
      },
    ];
  },
};
