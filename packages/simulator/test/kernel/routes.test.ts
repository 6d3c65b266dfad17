import { expect, test } from 'vitest';
import { providers } from '../../src/arm/registry.gen.ts';
import { parseArmPath, segmentsOf } from '../../src/kernel/path.ts';
import { ProvidedTypes } from '../../src/kernel/type-table.ts';

const types = new ProvidedTypes(providers);
const all = providers.flatMap(({ routes }) => routes);

test.each(all)(
  '%s %s has not the form of a resource, nor of a list of such: these are looked for first',
  (_, path) => {
    expect(['resource', 'collection']).not.toContain(parseArmPath(segmentsOf(path), types).kind);
  },
);

test('of no two routes of a method and a length does one have the path of the other', () => {
  const forms = all.map(([method, path]) => `${method} ${path.replaceAll(/\{\w+\}/g, '{}')}`);

  expect(forms.toSorted()).toStrictEqual([...new Set(forms)].toSorted());
});
