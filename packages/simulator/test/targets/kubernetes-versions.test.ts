import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concreteVersion } from '../../src/arm/containerservice/kubernetes-versions.ts';
import { Refusal } from '../../src/kernel/errors.ts';

describe('Kubernetes versions', () => {
  it.each([undefined, ''])('without one (%j) are the default, concrete', (asked) => {
    expect(concreteVersion(asked)).toMatch(/^1\.\d+\.\d+$/);
  });

  it('of a minor are its newest patch, and a concrete one stays as it is', () => {
    fc.assert(
      fc.property(fc.integer({ min: 17, max: 34 }), fc.nat(20), (minor, patch) => {
        const newest = concreteVersion(`1.${minor}`);
        expect(newest).toMatch(new RegExp(`^1\\.${minor}\\.\\d+$`));
        expect(concreteVersion(newest)).toBe(newest);
        const asked = `1.${minor}.${patch}`;
        if (patch <= Number(newest.split('.')[2])) expect(concreteVersion(asked)).toBe(asked);
        else expect(() => concreteVersion(asked)).toThrow(Refusal);
      }),
    );
  });

  it('of any other text are refused as Azure refuses them, never with another error', () => {
    fc.assert(
      fc.property(
        fc.string().filter((text) => text !== '' && !/^1\.\d+(\.\d+)?$/.test(text)),
        (text) => {
          expect(() => concreteVersion(text)).toThrow(Refusal);
        },
      ),
    );
  });
});
