import type { DeployEvent } from './events.ts';

/** Events that can be read while they are written, by any number of readers, each from the first event on. */
export interface EventLog extends AsyncIterable<DeployEvent> {
  readonly add: (event: DeployEvent) => void;
  readonly close: () => void;
}

/** An empty log. */
export function createEventLog(): EventLog {
  const events: DeployEvent[] = [];
  let isClosed = false;
  let next = Promise.withResolvers<void>();
  const wake = (): void => {
    next.resolve();
    next = Promise.withResolvers<void>();
  };
  return {
    add(event) {
      events.push(event);
      wake();
    },
    close() {
      isClosed = true;
      wake();
    },
    async *[Symbol.asyncIterator]() {
      for (let index = 0; ; index += 1) {
        while (index >= events.length) {
          if (isClosed) return;
          await next.promise;
        }
        yield events[index] as DeployEvent;
      }
    },
  };
}
