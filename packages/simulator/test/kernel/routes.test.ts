import { expect, test } from 'vitest';
import { resourceTypes, routes } from '../../src/arm/registry.gen.ts';
import { parseArmPath, segmentsOf } from '../../src/kernel/path.ts';

const types = new Map(resourceTypes.map((type) => [type.type.toLowerCase(), type]));
const all = [...resourceTypes.flatMap((type) => type.routes ?? []), ...routes];

test.each(all.map(({ method, path }) => [method, path]))(
  '%s %s has not the form of a resource, nor of a list of such: these are looked for first',
  (_, path) => {
    expect(['resource', 'collection']).not.toContain(parseArmPath(segmentsOf(path), types).kind);
  },
);
