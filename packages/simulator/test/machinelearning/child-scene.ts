import {
  FAST,
  GROUP,
  LOCATION,
  machineLearning,
  type RawAnswer,
  resources,
  scene,
  type Scene,
  type SceneOptions,
  send,
  type Wire,
  wireWorkspace,
  WORKSPACE,
} from './scene.ts';

/** A workspace without a key of its own, for what lies in it. */
export async function workspaceScene(
  options: SceneOptions = {},
  properties: Record<string, unknown> = {},
): Promise<Scene> {
  const given = await scene(options);
  const { encryption: _encryption, ...plain } = (wireWorkspace(given) as Wire).properties;
  await resources(given.sim).resources.createOrUpdateById(
    given.workspaceId,
    '2025-09-01',
    {
      location: LOCATION,
      identity: { type: 'SystemAssigned' },
      properties: { ...plain, ...properties },
    },
    FAST,
  );
  return given;
}

/** Polls the status URL of an answer until it tells of an end. */
export async function polled(given: Scene, answer: RawAnswer): Promise<Wire[]> {
  const url = answer.headers.get('azure-asyncoperation') ?? '';
  const told: Wire[] = [];
  for (let poll = 0; poll < 3; poll += 1) {
    const { body } = await send(given.sim, 'GET', url, '');
    told.push(body);
    if (body.status === 'Succeeded' || body.status === 'Failed') break;
  }
  return told;
}

export { FAST, GROUP, LOCATION, machineLearning, resources, send, WORKSPACE };
export type { Scene, Wire };
