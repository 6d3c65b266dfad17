/** A chain's facts in the words of the world that plays them: its key versions, its way to write regions and instants. */
import type { ChainFacts, KeyState, WorkspaceFacts } from '@azureml-cmk/core/rules';
import { GROUP_MAKER } from './subscription.ts';
import { actualKeyVersion } from './target-requests.ts';
import { requestedKeyUrl } from './workspace-requests.ts';
import type { PlayedWorld } from './world-of-facts.ts';

export function actualFacts(world: PlayedWorld): ChainFacts {
  const { facts, options } = world;
  const { asOf, vault, key, groupMaker, workspace, previousWorkspace, containerGroups } = facts;
  return {
    ...facts,
    asOf: instant(asOf),
    ...(options.accessBy === 'grants'
      ? { keyAccess: [{ consumer: 'cosmosDb', target: 'workspace', granted: [] }] }
      : {}),
    ...(vault?.state
      ? { vault: { ...vault, state: { ...vault.state, location: region(vault.state.location) } } }
      : {}),
    ...(key ? { key: actualKey(world, key) } : {}),
    ...(groupMaker ? { groupMaker: actualGroupMaker(world, groupMaker) } : {}),
    ...(workspace ? { workspace: actualWorkspace(world, workspace) } : {}),
    ...(previousWorkspace ? { previousWorkspace: actualWorkspace(world, previousWorkspace) } : {}),
    ...(containerGroups
      ? {
          containerGroups: containerGroups.map(({ planned: _planned, ...group }) => {
            const keyVersion = actualKeyVersion(world, {
              ...group,
              ...(_planned === undefined ? {} : { planned: _planned }),
            });
            return { ...group, ...(keyVersion === undefined ? {} : { keyVersion }) };
          }),
        }
      : {}),
  };
}

function actualGroupMaker(
  { sim }: PlayedWorld,
  groupMaker: NonNullable<ChainFacts['groupMaker']>,
): NonNullable<ChainFacts['groupMaker']> {
  const found = sim.principals.find(({ displayName }) => displayName === GROUP_MAKER);
  return { ...groupMaker, ...(found ? { principalId: found.objectId } : {}) };
}

function actualKey(
  world: PlayedWorld,
  { planned: _planned, ...key }: NonNullable<ChainFacts['key']>,
): NonNullable<ChainFacts['key']> {
  const id = requestedKeyUrl(world, key.id);
  const version = id === key.id ? key.version : id.split('/').pop();
  return {
    ...key,
    id,
    ...(version === undefined ? {} : { version }),
    ...(key.state ? { state: withInstants(key.state) } : {}),
  };
}

function withInstants(state: KeyState): KeyState {
  const { notBefore, expires } = state;
  return {
    ...state,
    ...(notBefore === undefined ? {} : { notBefore: instant(notBefore) }),
    ...(expires === undefined ? {} : { expires: instant(expires) }),
  };
}

function actualWorkspace(world: PlayedWorld, workspace: WorkspaceFacts): WorkspaceFacts {
  const { encryption } = workspace;
  if (!encryption) return workspace;
  const keyIdentifier = requestedKeyUrl(world, encryption.keyIdentifier);
  return { ...workspace, encryption: { ...encryption, keyIdentifier } };
}

const instant = (text: string): string => new Date(text).toISOString();
const region = (text: string): string => text.toLowerCase().replaceAll(' ', '');
