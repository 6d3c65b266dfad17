import fc from 'fast-check';
import { v5 } from 'uuid';
import { expect, it } from 'vitest';
import { namedUuid } from '../../../src/crypto/named-uuid.ts';

it('a UUID of a name is that of the library that everyone has, for every name and namespace', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.uuid(), (name, namespace) => {
      expect(namedUuid(name, namespace)).toBe(v5(name, namespace));
    }),
  );
});
