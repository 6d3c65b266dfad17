import type { JsonObject } from './json.ts';
import type { SettledBody } from './ports.ts';
import type { World } from './world.ts';

/** Reads a body for a unit; what came of it is noted in the ledger. */
export type Settle = (body: JsonObject) => SettledBody;

/**
 * Runs a unit over a settled body. A unit knows what its service says of a bad body, and of a property that only another
 * version or method knows, so its refusal comes before anything that the schema has to say, which speaks for all services.
 * What it did for a body that does not stand, ids that it drew included, is taken back.
 */
export function withSettled<T>(
  world: World,
  settled: SettledBody,
  run: (body: JsonObject) => T,
): T {
  const { body, given, refusal } = settled;
  if (refusal || given) {
    const before = world.fork();
    run(given ?? body);
    world.become(before);
    if (refusal) throw refusal;
  }
  return run(body);
}
