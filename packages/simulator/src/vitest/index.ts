/**
 * The simulator in vitest: a fixture that gives every test a simulator of its own, and two matchers. Importing this entry
 * registers the matchers and their types.
 *
 * @packageDocumentation
 */
import { expect } from 'vitest';
import { type ReadableSimulator, toBeEncryptedUnder } from './encrypted-under.ts';
import { type RememberingSimulator, toBeRefusedBy } from './refused-by.ts';

export type { MatcherResult, ReadableSimulator } from './encrypted-under.ts';
export type { RememberingSimulator } from './refused-by.ts';
export { simulatorTest, withSimulator, type SimulatorFixture } from './fixture.ts';

/** The matchers, for an `expect` of your own: `expect.extend(matchers)`. */
export const matchers: {
  readonly toBeEncryptedUnder: typeof toBeEncryptedUnder;
  readonly toBeRefusedBy: typeof toBeRefusedBy;
} = Object.freeze({ toBeEncryptedUnder, toBeRefusedBy });

expect.extend({ ...matchers });

declare module 'vitest' {
  // The type parameters must be those of vitest's own declaration.
  interface Matchers<R extends void | Promise<void> = void | Promise<void>, T = unknown> {
    /**
     * Checks under whose key something is: a resource (as Azure sends it or as an SDK client shows it), the id of one
     * (then name the simulator too), or a whole simulator (everything in it that names a customer's key names this one,
     * and something does).
     *
     * What names the key without a version, as Azure Cosmos DB does, is under the version that it records, else under the
     * newest one in the vault.
     *
     * @param keyIdentifier - `https://{vault}/keys/{name}[/{version}]`; without a version, every version of the key will do.
     * @param simulator - where to look ids, disk encryption sets and newest versions up.
     */
    toBeEncryptedUnder(keyIdentifier: string, simulator?: ReadableSimulator): R;

    /**
     * Checks that a promise (or a function that returns one) is refused by a documented rule: a `CmkError` with that
     * `ruleId`, or an error of an SDK client whose answer names the rule. Returns a promise: await it.
     *
     * @param ruleId - for example `CMK-002`.
     * @param simulator - where to look, when a long-running operation failed: clients do not hand its headers on.
     */
    toBeRefusedBy(ruleId: string, simulator?: RememberingSimulator): Promise<void>;
  }
}
