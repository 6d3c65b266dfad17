import type { ConnectionDropped } from '../kernel/exchange.ts';

/** Whether an exchange ended without an answer; by name, since a transport may be bundled apart from the simulator. */
export function isConnectionDropped(error: unknown): error is ConnectionDropped {
  return error instanceof Error && error.name === 'ConnectionDropped';
}
