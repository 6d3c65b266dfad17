import { expect } from 'vitest';
import {
  CONTAINER_INSTANCE_APP_ID,
  CONTAINERS,
  grant,
  idOf,
  principalOf,
  type RawAnswer,
  scene,
  type Scene,
  type SceneOptions,
  send,
  type Wire,
} from './scene.ts';

export const GROUP_VERSION = '2023-05-01';

/** A chain that is ready for a container group: its service may use the key. */
export async function grantedScene(options: SceneOptions = {}): Promise<Scene> {
  const given = await scene({ grantCosmosDb: false, ...options });
  await grant(given.sim, given.vaultId, principalOf(given.sim, CONTAINER_INSTANCE_APP_ID));
  return given;
}

export const putGroup = (
  { sim }: Scene,
  body: unknown,
  version = GROUP_VERSION,
): Promise<RawAnswer> =>
  send(
    sim,
    'PUT',
    idOf(sim, 'Microsoft.ContainerInstance/containerGroups', CONTAINERS),
    version,
    body,
  );

/** Sends the PUT of a group: it is accepted, and fails inside its operation. */
export async function failedGroup(
  given: Scene,
  body: unknown,
  version = GROUP_VERSION,
): Promise<Wire> {
  const answer = await putGroup(given, body, version);
  expect([answer.status, answer.body.properties.provisioningState]).toEqual([201, 'Pending']);
  const poll = await send(given.sim, 'GET', answer.headers.get('azure-asyncoperation') ?? '', '');
  expect(poll.body.status).toBe('Failed');
  return { ...poll.body.error, rule: poll.headers.get('x-cmk-simulator-rule') };
}
