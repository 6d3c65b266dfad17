/** Time, given from outside: nothing else in a deployment knows what time it is or waits. */
export interface Clock {
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  now(): number;
  /** Resolves after so many milliseconds; rejects with the signal's reason when it is aborted before. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
}

/** The clock on the wall. */
export const systemClock: Clock = Object.freeze({
  now: () => Date.now(),
  async sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    const { setTimeout } = await import('node:timers/promises');
    await setTimeout(milliseconds, undefined, signal === undefined ? {} : { signal });
  },
});
