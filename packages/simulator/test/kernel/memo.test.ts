import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Memo } from '../../src/kernel/memo.ts';

const LIMIT = 4;

test('what is remembered is what was last set; what was just asked for stays; there is an upper bound', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ key: fc.integer({ min: 0, max: 20 }), sets: fc.boolean() })),
      (steps) => {
        const memo = new Memo<number>(LIMIT);
        const last = new Map<number, number>();
        for (const [turn, { key, sets }] of steps.entries()) {
          const name = String(key);
          const known = memo.get(name);
          if (known !== undefined) expect(known).toBe(last.get(key));
          if (!sets && known === undefined) continue;
          if (sets) {
            memo.set(name, turn);
            last.set(key, turn);
          }
          expect(memo.get(name)).toBe(last.get(key));
        }
        const kept = [...last.keys()].filter((key) => memo.get(String(key)) !== undefined);
        expect(kept.length).toBeLessThanOrEqual(2 * LIMIT);
      },
    ),
  );
});
