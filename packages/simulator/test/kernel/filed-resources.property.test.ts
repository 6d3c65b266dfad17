/** What a list finds by name and tag is what a look at everything would find, whatever was written before. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ResourceStore, type StoredResource } from '../../src/kernel/resource.ts';
import { nameWord, tagWord } from '../../src/kernel/resource-words.ts';
import { World } from '../../src/kernel/world.ts';

const SCOPES = ['/subscriptions/s/resourceGroups/A', '/subscriptions/s/resourceGroups/b'];
const NAMES = ['one', 'One', 'two', 'a|b'];
const TAGS = ['t', 'T2', 'constructor', '__proto__', 't|u'];
const VALUES = ['v', 'V', '', 'v|w'];

const word = fc.oneof(
  fc.constantFrom(...NAMES).map(nameWord),
  fc.constantFrom(...TAGS).map((tag) => tagWord(tag)),
  fc
    .tuple(fc.constantFrom(...TAGS), fc.constantFrom(...VALUES))
    .map(([tag, value]) => tagWord(tag, value)),
);

const resource = fc
  .record({
    scope: fc.constantFrom(...SCOPES),
    name: fc.constantFrom(...NAMES),
    tags: fc.option(
      fc
        .array(fc.tuple(fc.constantFrom(...TAGS), fc.constantFrom(...VALUES)), { maxLength: 3 })
        .map((pairs): Readonly<Record<string, string>> => Object.fromEntries(pairs)),
      { nil: undefined },
    ),
    isPlaced: fc.boolean(),
  })
  .map(({ scope, name, tags, isPlaced }): StoredResource => ({
    id: `${scope}/providers/Example.Things/things/${name}`,
    type: 'Example.Things/things',
    name,
    ...(isPlaced ? { location: 'westeurope' } : {}),
    ...(tags ? { tags } : {}),
    properties: {},
  }));

const step = fc.oneof(
  { weight: 4, arbitrary: resource.map((given) => ({ put: given })) },
  { weight: 1, arbitrary: resource.map(({ id }) => ({ remove: id })) },
);

/** The same, without an index. */
function looked(store: ResourceStore, wanted: string, scope: string): string[] {
  const [kind, ...rest] = wanted.split('|');
  const text = rest.join('|');
  return store
    .under(scope)
    .filter(({ location, name, tags = {} }) => {
      if (location === undefined) return false;
      if (kind === 'name') return name.toLowerCase() === text;
      return Object.entries(tags).some(([tag, value]) =>
        kind === 'tag' ? tag.toLowerCase() === text : `${tag}|${value}`.toLowerCase() === text,
      );
    })
    .map(({ id }) => id);
}

describe('what resources are filed under', () => {
  it('finds what a look at all of them finds, from any of them on, in a fork and after a restart', () => {
    fc.assert(
      fc.property(
        fc.array(step, { maxLength: 20 }),
        word,
        fc.constantFrom('/subscriptions/s', ...SCOPES),
        (steps, wanted, scope) => {
          const world = new World(0, 'seed');
          const store = new ResourceStore(world);
          for (const one of steps) {
            if ('put' in one) store.put(one.put);
            else store.remove(one.remove);
          }
          const expected = looked(store, wanted, scope);
          const found = (of: ResourceStore, after?: string): string[] =>
            [...of.walkWord(wanted, scope, after)].map(({ id }) => id);
          expect(found(store)).toEqual(expected);
          for (const [index, id] of expected.entries()) {
            expect(found(store, id)).toEqual(expected.slice(index + 1));
          }
          const fork = world.fork();
          expect(found(new ResourceStore(fork))).toEqual(expected);
          for (const { id } of store.under('/subscriptions/s')) store.remove(id);
          expect(found(store)).toEqual([]);
          expect(found(new ResourceStore(fork))).toEqual(expected);
          // A snapshot of a version that filed nothing.
          const { resourcesByWord: _, ...tables } = fork.snapshot().tables;
          const old = World.restore({ ...fork.snapshot(), tables });
          expect(found(new ResourceStore(old))).toEqual(expected);
        },
      ),
      { numRuns: 300 },
    );
  });
});
