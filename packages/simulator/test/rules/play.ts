/** Plays a chain at one write: what must stand before it, then what the facts say is wrong, then the write itself. */
import type { ChainFacts, Stage, WorkspaceFacts } from '@azureml-cmk/core/rules';
import type { Simulator, Snapshot } from '../../src/index.ts';
import {
  firstParty,
  type KeyUser,
  letUse,
  makeIdentity,
  settleAccess,
  settleKey,
  settleTenant,
} from './access.ts';
import { NotPlayable } from './facts-reader.ts';
import { type Outcome, outcomeOf } from './outcome.ts';
import { settleGroupMaker, settleSubscription } from './subscription.ts';
import { asKeyMaker } from './key-maker.ts';
import {
  asksForSet,
  clusterId,
  containerGroupId,
  containerGroupIdentityOf,
  keyUrlOfSet,
  makeSet,
  putCluster,
  putContainerGroup,
  putSet,
  setId,
  userOfSet,
} from './target-requests.ts';
import { askOfManagedGroup, endpointId, managedGroupId, putEndpoint } from './inside-requests.ts';
import {
  changeWorkspace,
  encryptionIdentityOf,
  makeAssociates,
  previousWorkspaceOf,
  putHub,
  putWorkspace,
  workspaceId,
} from './workspace-requests.ts';
import {
  actualKeyUrl,
  type PlayedWorld,
  type PlayOptions,
  worldOfFacts,
} from './world-of-facts.ts';

/** What is written: a stage without `request` or `operation`. */
export type Write =
  | 'key.create'
  | 'workspace.create'
  | 'workspace.update'
  | 'containerGroup.create'
  | 'diskEncryptionSet.write'
  | 'managedCluster.create'
  | 'managedCluster.update'
  | 'endpoint.create'
  /** A request about the managed resource group, or the deletion of its workspace. */
  | 'managedGroup.write'
  | 'managedGroup.delete';

/** The write that a stage belongs to. */
export function writeOf(stage: Stage): Write {
  return stage.replace(/\.(?:request|operation)$/, '') as Write;
}

/** A write that is ready to be sent. */
interface Ready {
  /** Who will use the key; absent: nobody that could have been granted anything. */
  readonly user?: KeyUser | undefined;
  readonly send: () => Promise<unknown>;
  /** ARM id of what is written, when it cannot be told from the facts. */
  readonly subjectId?: string;
}

/** What happened, and what there was before and after. */
export interface Played {
  readonly outcome: Outcome;
  readonly world: PlayedWorld;
  /** ARM id of what was written. */
  readonly subjectId: string;
  readonly before: Snapshot;
  readonly after: Snapshot;
  /** Simulated time from the request to its end, milliseconds. */
  readonly tookMs: number;
}

/** Makes the world of the facts, sends the write by the real client and tells what became of it. */
export async function play(facts: ChainFacts, write: Write, options: PlayOptions): Promise<Played> {
  const world = await worldOfFacts(facts, options);
  const { sim, clients } = world;
  const unit = WRITES[write];
  const { user, send, subjectId = unit.id(world) } = await prepared(unit.prepare(world));
  if (user) await settleAccess(world, user);
  await settleTenant(world);
  await settleGroupMaker(world);
  settleSubscription(world);
  if (facts.key) await settleKey(world, actualKeyUrl(world, facts.key.id, true));
  await sim.clock.advance({ seconds: (Date.parse(facts.asOf) - sim.clock.now()) / 1000 });
  const before = sim.snapshot();
  const outcome = await outcomeOf(clients.recorder, send, (url) => statusOf(sim, url));
  const after = sim.snapshot();
  return {
    outcome,
    world,
    subjectId,
    before,
    after,
    tookMs: after.now - before.now,
  };
}

const WRITES: Readonly<
  Record<
    Write,
    {
      readonly id: (world: PlayedWorld) => string;
      readonly prepare: (world: PlayedWorld) => Promise<Ready>;
    }
  >
> = {
  'key.create': {
    id: (world) => world.vaults[0]?.id ?? '',
    prepare: async (world) => {
      const send = await asKeyMaker(world);
      return { send };
    },
  },
  'workspace.create': {
    id: workspaceId,
    prepare: async (world) => {
      await makeAssociates(world);
      const user = await userOfWorkspace(world);
      return { user, send: () => putWorkspace(world, asked(world)) };
    },
  },
  'workspace.update': {
    id: workspaceId,
    prepare: async (world) => {
      await makeAssociates(world);
      const user = await userOfWorkspace(world);
      const before = await previousWorkspaceOf(world);
      await putWorkspace(world, before);
      return { user, send: () => changeWorkspace(world, before, asked(world)) };
    },
  },
  'containerGroup.create': {
    id: containerGroupId,
    prepare: async (world) => {
      const identityId = containerGroupIdentityOf(world);
      const user: KeyUser =
        identityId === undefined
          ? { consumer: 'containerInstance', principalId: firstParty(world, 'containerInstance') }
          : {
              consumer: 'containerGroupIdentity',
              principalId: await makeIdentity(world, identityId),
            };
      await letUse(world, user);
      return { user, send: () => putContainerGroup(world) };
    },
  },
  'diskEncryptionSet.write': {
    id: setId,
    prepare: async (world) => {
      const keyUrl = await keyUrlOfSet(world);
      return { user: await userOfSet(world), send: () => putSet(world, keyUrl) };
    },
  },
  'managedCluster.create': {
    id: clusterId,
    prepare: async (world) => ({
      user: await makeSet(world),
      send: () => putCluster(world, true),
    }),
  },
  'managedCluster.update': {
    id: clusterId,
    prepare: async (world) => {
      const user = await makeSet(world);
      await putCluster(world, false);
      return { user, send: () => putCluster(world, asksForSet(world)) };
    },
  },
  'endpoint.create': {
    id: endpointId,
    prepare: async (world) => {
      const user = await makeWorkspace(world);
      return { user, send: () => putEndpoint(world) };
    },
  },
  'managedGroup.write': { id: workspaceId, prepare: requestOnManagedGroup },
  'managedGroup.delete': { id: workspaceId, prepare: requestOnManagedGroup },
};

/** The workspace as the facts say, before anything is asked of it. */
async function makeWorkspace(world: PlayedWorld): Promise<KeyUser> {
  await makeAssociates(world);
  const user = await userOfWorkspace(world);
  if (asked(world).hubId !== undefined) await putHub(world);
  await putWorkspace(world, asked(world));
  return user;
}

async function requestOnManagedGroup(world: PlayedWorld): Promise<Ready> {
  const user = await makeWorkspace(world);
  const subjectId = managedGroupId(world);
  return { user, subjectId, send: () => askOfManagedGroup(world, subjectId) };
}

/** Clients that poll `Azure-AsyncOperation` never see the status of a failure; `Location` answers with it. */
async function statusOf(sim: Simulator, url: string): Promise<number> {
  const token = await sim.credential().getToken('https://management.azure.com/.default');
  const headers = { authorization: `Bearer ${token?.token}` };
  return (await sim.fetch(new Request(url, { headers }))).status;
}

/** What this simulator does not do yet cannot stand before a write either. */
async function prepared(preparing: Promise<Ready>): Promise<Ready> {
  try {
    return await preparing;
  } catch (error) {
    const { statusCode } = error as { statusCode?: number };
    if (statusCode !== 501) throw error;
    throw new NotPlayable(`501 NotSimulated: ${String(error)}`, { cause: error });
  }
}

async function userOfWorkspace(world: PlayedWorld): Promise<KeyUser> {
  const identityId = encryptionIdentityOf(world);
  const user: KeyUser =
    identityId === undefined
      ? { consumer: 'cosmosDb', principalId: firstParty(world, 'cosmosDb') }
      : {
          consumer: 'workspaceEncryptionIdentity',
          principalId: await makeIdentity(world, identityId),
        };
  await letUse(world, user);
  return user;
}

function asked({ facts }: PlayedWorld): WorkspaceFacts {
  if (!facts.workspace) throw new TypeError('the chain has no workspace');
  return facts.workspace;
}
