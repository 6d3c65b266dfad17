import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { World } from '../../src/kernel/world.ts';
import type { Json } from '../../src/kernel/json.ts';

/** One step on a world, and on the plain model of it. */
type Command =
  | { readonly do: 'set'; readonly table: string; readonly key: string; readonly value: Json }
  | { readonly do: 'delete'; readonly table: string; readonly key: string };

const table = fc.constantFrom('a', 'b');
const key = fc.constantFrom('x', 'x/1', 'x/2', 'y', 'y/1', 'ä');
const command: fc.Arbitrary<Command> = fc.oneof(
  fc.record({
    do: fc.constant('set' as const),
    table,
    key,
    value: fc.jsonValue() as fc.Arbitrary<Json>,
  }),
  fc.record({ do: fc.constant('delete' as const), table, key }),
);

function run(world: World, model: Map<string, Json>, commands: readonly Command[]): void {
  for (const step of commands) {
    if (step.do === 'set') {
      world.set(step.table, step.key, step.value);
      model.set(`${step.table}|${step.key}`, step.value);
    } else {
      world.delete(step.table, step.key);
      model.delete(`${step.table}|${step.key}`);
    }
  }
}

function contents(world: World): Map<string, Json> {
  return new Map(
    ['a', 'b'].flatMap((name) =>
      world.range(name, '').map(([at, value]): [string, Json] => [`${name}|${at}`, value]),
    ),
  );
}

describe('World', () => {
  it('holds what a plain map holds; forks never see each other; a snapshot restores equal', () => {
    fc.assert(
      fc.property(
        fc.array(command),
        fc.array(command),
        fc.array(command),
        (before, left, right) => {
          const world = new World(0, 'seed');
          const model = new Map<string, Json>();
          run(world, model, before);
          const fork = world.fork();
          const forkModel = new Map(model);
          run(world, model, left);
          run(fork, forkModel, right);
          expect(contents(world)).toEqual(model);
          expect(contents(fork)).toEqual(forkModel);
          const text = JSON.stringify(fork.snapshot());
          const restored = World.restore(JSON.parse(text) as ReturnType<World['snapshot']>);
          expect(JSON.stringify(restored.snapshot())).toBe(text);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('pages through a prefix in order, from after a key', () => {
    const world = new World(0, 'seed');
    for (const name of ['x/3', 'x/1', 'y/1', 'x/2']) world.set('t', name, name);
    expect(world.range('t', 'x/', 2).map(([at]) => at)).toEqual(['x/1', 'x/2']);
    expect(world.range('t', 'x/', 2, 'x/2').map(([at]) => at)).toEqual(['x/3']);
  });

  it('refuses a snapshot of another format, saying which it reads', () => {
    expect(() => World.restore({ ...new World(0, 's').snapshot(), formatVersion: 2 as 1 })).toThrow(
      'snapshot formatVersion 2 cannot be restored; this simulator reads 1',
    );
  });

  it('freezes what it holds', () => {
    const world = new World(0, 'seed');
    const value = { list: [{ member: 1 }] };
    world.set('t', 'k', value);
    expect(() => {
      value.list[0]!.member = 2;
    }).toThrow(TypeError);
  });
});
