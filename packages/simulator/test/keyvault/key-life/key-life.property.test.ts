import fc from 'fast-check';
import { describe, it } from 'vitest';
import { makeVault, scene } from '../scene.ts';
import { keyCommand } from './commands.ts';
import { create } from './life.ts';
import { freshModel, type Model, RETENTION_DAYS } from './model.ts';
import { lookAround, perform, type Vault } from './vault.ts';

/** Sequences of commands that are tried: some 20 s of one core. */
const RUNS = 2000;
const COMMANDS_MAX_INCLUSIVE = 30;

interface Start {
  readonly model: Model;
  readonly vault: Vault;
}

async function startOf(isProtected: boolean, isEmpty: boolean): Promise<Start> {
  const sim = await scene();
  await makeVault(sim, 'kv-one', {
    softDeleteRetentionInDays: RETENTION_DAYS,
    ...(isProtected ? { enablePurgeProtection: true } : {}),
  });
  const vault: Vault = { sim, names: new Map(), values: new Map() };
  const model = freshModel(isProtected, sim.clock.now() / 1000);
  if (!isEmpty) {
    await perform(vault, create(model, 'one', { kty: 'RSA', enabled: true, tags: { a: '1' } }));
    await perform(vault, create(model, 'two', { kty: 'EC', enabled: true, tags: undefined }));
  }
  return { model, vault };
}

/** The same beginning, once more. */
function again({ model, vault }: Start): { model: Model; real: Vault } {
  const real = {
    sim: vault.sim.fork(),
    names: new Map(vault.names),
    values: new Map(vault.values),
  };
  return { model: structuredClone(model), real };
}

/**
 * Requests are sent as they are: pollers and `CryptographyClient` would answer some of them by themselves. A failure
 * tells `seed` and `path` for `fc.assert`, and `replayPath` for `fc.commands`, which repeat it as it was shrunk.
 */
describe('the life of keys', () => {
  it('is the documented one, whatever the order of commands', async () => {
    const starts = {
      open: await startOf(false, false),
      protected: await startOf(true, false),
      empty: await startOf(false, true),
    };
    const from = fc.constantFrom<keyof typeof starts>('open', 'open', 'protected', 'empty');
    const commands = fc.commands([keyCommand], {
      maxCommands: COMMANDS_MAX_INCLUSIVE,
      size: 'max',
    });
    await fc.assert(
      fc.asyncProperty(from, fc.noBias(commands), async (start, steps) => {
        const { model, real } = again(starts[start]);
        await fc.asyncModelRun(() => ({ model, real }), steps);
        await lookAround(model, real);
      }),
      { numRuns: RUNS },
    );
  }, 180_000);
});
