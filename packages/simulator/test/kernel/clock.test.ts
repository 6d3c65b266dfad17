import { describe, expect, it } from 'vitest';
import { spanMs, type TimerHandler, VirtualClock } from '../../src/kernel/clock.ts';
import { World } from '../../src/kernel/world.ts';

function clockWith(log: string[]): VirtualClock {
  const world = new World(0, 'seed');
  const handlers = new Map<string, TimerHandler>();
  const clock = new VirtualClock(world, handlers);
  handlers.set('log', (payload) => log.push(`${clock.now()}:${String(payload)}`));
  handlers.set('again', () => {
    clock.schedule({ dueAt: clock.now() + 5, handler: 'log', payload: 'child' });
  });
  return clock;
}

describe('VirtualClock', () => {
  it('runs what falls due in order, at its own instant, also what is filed on the way', async () => {
    const log: string[] = [];
    const clock = clockWith(log);
    clock.schedule({ dueAt: 30, handler: 'log', payload: 'late' });
    clock.schedule({ dueAt: 10, handler: 'again', payload: null });
    clock.schedule({ dueAt: 10, handler: 'log', payload: 'first' });
    clock.schedule({ dueAt: 500, handler: 'log', payload: 'never' });
    await clock.advance({ milliseconds: 100 });
    expect(log).toEqual(['10:first', '15:child', '30:late']);
    expect(clock.now()).toBe(100);
  });

  it('lets what waits at the same time wait together, and the earliest wake first', async () => {
    const clock = clockWith([]);
    const woke: string[] = [];
    await Promise.all([
      clock.sleep(50).then(() => woke.push(`b@${clock.now()}`)),
      clock.sleep(20).then(() => woke.push(`a@${clock.now()}`)),
    ]);
    expect(woke).toEqual(['a@20', 'b@50']);
    expect(clock.now()).toBe(50);
  });

  it('stops waiting on an abort and leaves the clock alone', async () => {
    const clock = clockWith([]);
    const controller = new AbortController();
    const waiting = clock.sleep(1000, controller.signal);
    controller.abort(new Error('enough'));
    await expect(waiting).rejects.toThrow('enough');
    expect(clock.now()).toBe(0);
  });

  it('adds the parts of a span up and refuses what is not one', () => {
    expect(spanMs({ days: 1, hours: 2, minutes: 3, seconds: 4, milliseconds: 5 })).toBe(93_784_005);
    expect(() => spanMs({ days: -1 })).toThrow(
      'a span of time must be finite and not negative; got -1',
    );
    expect(() => spanMs({ hours: Number.NaN })).toThrow('got NaN');
  });
});
