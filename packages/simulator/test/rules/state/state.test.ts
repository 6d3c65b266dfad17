/** Rules of the class `state`: what the simulator holds, on its clock, is what they say. */
import { describe, it } from 'vitest';
import { stateAssertions } from './assertions.ts';

/** A workspace under a key makes several RSA keys, and some assertions need several workspaces. */
const TIMEOUT_MS = 60_000;

describe('the state of the simulator is what a rule says', { timeout: TIMEOUT_MS }, () => {
  it.each(Object.entries(stateAssertions))('%s', async (_id, assertState) => {
    await assertState();
  });
});
