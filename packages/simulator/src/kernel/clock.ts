import type { Json } from './json.ts';
import type { World } from './world.ts';

/** Something that falls due: a name and plain data, so that a snapshot holds it. */
export interface Timer {
  /** Virtual epoch milliseconds. */
  readonly dueAt: number;
  readonly handler: string;
  readonly payload: Json;
}

/** Runs what falls due; registered by name at composition. */
export type TimerHandler = (payload: Json) => void;

/** A span of virtual time; the parts add up and may not be negative. */
export interface Span {
  readonly days?: number;
  readonly hours?: number;
  readonly minutes?: number;
  readonly seconds?: number;
  readonly milliseconds?: number;
}

const TIMERS = 'timers';
const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** The last instant that has a date. */
export const INSTANT_MAX_MS_INCLUSIVE = 8.64e15;

/** Milliseconds of a span; a negative or unreadable part is a `RangeError`. */
export function spanMs(span: Span): number {
  const parts = [
    [span.days, DAY_MS],
    [span.hours, HOUR_MS],
    [span.minutes, MINUTE_MS],
    [span.seconds, SECOND_MS],
    [span.milliseconds, 1],
  ] as const;
  let total = 0;
  for (const [count, unit] of parts) {
    if (count === undefined) continue;
    if (!Number.isFinite(count) || count < 0) {
      throw new RangeError(`a span of time must be finite and not negative; got ${String(count)}`);
    }
    total += count * unit;
  }
  return total;
}

/** The virtual clock of one world: it moves only when told, and runs what falls due on the way, in order. */
export class VirtualClock {
  readonly #world: World;
  readonly #handlers: ReadonlyMap<string, TimerHandler>;
  readonly #sleepers: { readonly dueAt: number; readonly wake: () => void }[] = [];
  #pumping = false;
  /** Every answer tells the time, and it seldom moves. */
  #iso = { now: Number.NaN, text: '' };

  constructor(world: World, handlers: ReadonlyMap<string, TimerHandler>) {
    this.#world = world;
    this.#handlers = handlers;
  }

  /** Virtual epoch milliseconds. */
  now(): number {
    return this.#world.now;
  }

  /** The virtual instant, ISO 8601. */
  iso(): string {
    const { now } = this.#world;
    if (this.#iso.now !== now) this.#iso = { now, text: new Date(now).toISOString() };
    return this.#iso.text;
  }

  /** Moves the clock on and runs what falls due, in order. */
  async advance(span: Span): Promise<void> {
    const instant = this.#world.now + spanMs(span);
    if (instant > INSTANT_MAX_MS_INCLUSIVE) {
      throw new RangeError(`the clock ends at ${INSTANT_MAX_MS_INCLUSIVE} ms; got ${instant}`);
    }
    this.advanceTo(instant);
    await Promise.resolve();
  }

  /** Moves the clock to an instant; one that has passed changes nothing. */
  advanceTo(instant: number): void {
    for (;;) {
      const next = this.#world.first<Timer & Json>(TIMERS);
      if (!next || next[1].dueAt > instant) break;
      const [key, timer] = next;
      this.#world.delete(TIMERS, key);
      if (timer.dueAt > this.#world.now) this.#world.now = timer.dueAt;
      const handler = this.#handlers.get(timer.handler);
      if (!handler) throw new Error(`no handler for the timer '${timer.handler}'`);
      handler(timer.payload);
    }
    if (instant > this.#world.now) this.#world.now = instant;
  }

  /** Files something to happen at an instant; equal instants run in the order filed. */
  schedule(timer: Timer): void {
    this.#world.drawn += 1;
    const key = `${String(Math.ceil(timer.dueAt)).padStart(16, '0')}-${String(this.#world.drawn).padStart(10, '0')}`;
    this.#world.set(TIMERS, key, timer as unknown as Json);
  }

  /**
   * Waits in virtual time: other work that is under way goes first, then the clock moves to the earliest sleeper. So
   * branches that wait at the same time wait together, as they would in real time.
   */
  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) {
        reject(signal.reason as Error);
        return;
      }
      const sleeper = {
        dueAt: this.#world.now + Math.max(0, ms),
        wake: () => {
          signal?.removeEventListener('abort', abort);
          resolve();
        },
      };
      const abort = (): void => {
        this.#sleepers.splice(this.#sleepers.indexOf(sleeper), 1);
        reject(signal?.reason as Error);
      };
      signal?.addEventListener('abort', abort, { once: true });
      this.#sleepers.push(sleeper);
      this.#pump();
    });
  }

  #pump(): void {
    if (this.#pumping) return;
    this.#pumping = true;
    setImmediate(() => {
      this.#pumping = false;
      if (this.#sleepers.length === 0) return;
      const next = this.#sleepers.reduce((a, b) => (b.dueAt < a.dueAt ? b : a));
      this.#sleepers.splice(this.#sleepers.indexOf(next), 1);
      this.advanceTo(next.dueAt);
      next.wake();
      if (this.#sleepers.length > 0) this.#pump();
    });
  }
}
