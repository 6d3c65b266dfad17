import { test, type TestAPI } from 'vitest';
import type { SimulatorOptions } from '../options.ts';
import type { Simulator } from '../simulator-types.ts';
import { createSimulator } from '../simulator.ts';

/** What a test of {@link withSimulator} is given. */
export interface SimulatorFixture {
  /** A simulator of this test's own: what it does, no other test sees. */
  readonly sim: Simulator;
}

/**
 * A vitest `test` whose tests get a simulator each: one is prepared when the first test asks, and every test works on a
 * fork of it, which costs microseconds whatever was prepared.
 *
 * @param prepare - options for `createSimulator`, or a function that makes and fills one (vaults, keys, workspaces).
 *
 * @example
 * ```ts
 * import { createSimulator } from '@azureml-cmk/simulator';
 * import { withSimulator } from '@azureml-cmk/simulator/vitest';
 * import { expect } from 'vitest';
 *
 * const test = withSimulator(() => createSimulator({ latency: 'realistic' }));
 *
 * test('starts with one subscription', ({ sim }) => {
 *   expect(sim.subscriptions).toHaveLength(1);
 * });
 * ```
 */
export function withSimulator(
  prepare: SimulatorOptions | (() => Simulator | Promise<Simulator>) = {},
): TestAPI<SimulatorFixture> {
  let prepared: Promise<Simulator> | undefined;
  const make = async (): Promise<Simulator> =>
    typeof prepare === 'function' ? await prepare() : createSimulator(prepare);
  return test.extend<SimulatorFixture>({
    // eslint-disable-next-line no-empty-pattern -- vitest reads the names of fixtures from the pattern
    sim: async ({}, use) => {
      prepared ??= make();
      await use((await prepared).fork());
    },
  });
}

/**
 * `withSimulator()` with the defaults: one tenant, one subscription, one Owner.
 *
 * @example
 * ```ts
 * import { simulatorTest } from '@azureml-cmk/simulator/vitest';
 * import { expect } from 'vitest';
 *
 * simulatorTest('answers for nothing yet', ({ sim }) => {
 *   expect(sim.ledger.size).toBe(0);
 * });
 * ```
 */
export const simulatorTest: TestAPI<SimulatorFixture> = withSimulator();
