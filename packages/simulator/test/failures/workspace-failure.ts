import { expect } from 'vitest';
import type { Workspace } from '@azure/arm-machinelearning';
import {
  encryptedWorkspace,
  FAST,
  GROUP,
  machineLearning,
  type Scene,
  send,
  type Wire,
  wireWorkspace,
  WORKSPACE,
} from '../machinelearning/scene.ts';

export * from '../machinelearning/scene.ts';

export const VERSION = '2025-09-01';

/** What failed within an operation, as a poll tells it and as the simulator grades it. */
export interface Told {
  readonly code: string;
  readonly message: string;
  readonly rule: string | undefined;
  readonly evidence: string | undefined;
  /** Simulated minutes between the request and the failure. */
  readonly minutes: number;
}

/** Properties of a workspace that is to be under another vault or key than the scene's. */
export const under = (keyVaultArmId: string, keyIdentifier: string): Record<string, unknown> => ({
  encryption: { status: 'Enabled', keyVaultProperties: { keyVaultArmId, keyIdentifier } },
});

/** Sends the PUT of a workspace: it is accepted, fails later, and leaves nothing behind. */
export async function failedInside(
  given: Scene,
  properties: Record<string, unknown> = {},
  change: Record<string, unknown> = {},
): Promise<Told> {
  const { sim, workspaceId } = given;
  const body = { ...(wireWorkspace(given, properties) as object), ...change };
  const start = sim.clock.now();
  const put = await send(sim, 'PUT', workspaceId, VERSION, body);
  expect([put.status, put.body]).toEqual([202, undefined]);
  const url = put.headers.get('azure-asyncoperation') ?? '';
  let poll = await send(sim, 'GET', url, '');
  // Its second part, the making of the stores, takes another poll.
  if (poll.body.status === 'InProgress') poll = await send(sim, 'GET', url, '');
  expect([poll.status, poll.body.status]).toEqual([200, 'Failed']);
  expect((await send(sim, 'GET', workspaceId, VERSION)).status).toBe(404);
  return {
    ...poll.body.error,
    rule: poll.headers.get('x-cmk-simulator-rule') ?? undefined,
    evidence: poll.headers.get('x-cmk-simulator-evidence') ?? undefined,
    minutes: (sim.clock.now() - start) / 60_000,
  };
}

/** Makes the workspace through the client, to the end of its operation. */
export function create(given: Scene, change: Partial<Workspace> = {}): Promise<Workspace> {
  return machineLearning(given.sim).workspaces.beginCreateOrUpdateAndWait(
    GROUP,
    WORKSPACE,
    encryptedWorkspace(given, change),
    FAST,
  );
}

/** The same, with another vault or key. */
export const createUnder = (
  given: Scene,
  keyVaultArmId: string,
  keyIdentifier: string,
): Promise<Workspace> =>
  create(given, {
    encryption: { status: 'Enabled', keyVaultProperties: { keyVaultArmId, keyIdentifier } },
  });

const FRAME =
  /^Database account creation failed\. Operation Id: [0-9a-f-]{36}, Error: (.*)\r\nActivityId: [0-9a-f-]{36}, Microsoft\.Azure\.Documents\.Common\/2\.14\.0$/s;

/** What Key Vault said, out of the message of Azure Cosmos DB that frames it. */
export function framed({ message }: Pick<Told, 'message'>): Wire {
  const [, inner] = FRAME.exec(message) ?? [];
  if (inner === undefined) throw new Error(`not framed: ${message}`);
  return JSON.parse(inner).error;
}
