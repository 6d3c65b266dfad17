/** Table of the one machine that the code under test runs on. */
export const MACHINE = 'machine';

/** What the world says of the machine; identities are looked up when a token is asked for. */
export interface Machine {
  /** Id of the resource whose system-assigned identity it has. */
  readonly resourceId?: string;
  /** Ids of its user-assigned identities. */
  readonly userAssigned?: readonly string[];
}
