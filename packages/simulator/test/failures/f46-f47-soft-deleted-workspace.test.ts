import { describe, expect, it } from 'vitest';
import {
  create,
  FAST,
  GROUP,
  machineLearning,
  type RawAnswer,
  resources,
  scene,
  type Scene,
  type SceneOptions,
  send,
  VERSION,
  WORKSPACE,
  wireWorkspace,
} from './workspace-failure.ts';

/** A workspace that was there and is softly deleted now; the client cannot ask for more. */
async function softDeleted(
  options: SceneOptions = {},
): Promise<Scene & { readonly managedGroup: string }> {
  const given = await scene(options);
  const { serviceProvisionedResourceGroup = '' } = await create(given);
  await machineLearning(given.sim).workspaces.beginDeleteAndWait(GROUP, WORKSPACE, FAST);
  return { ...given, managedGroup: serviceProvisionedResourceGroup };
}

const message =
  'Soft-deleted workspace exists. Please purge or recover it. https://aka.ms/wsoftdelete';

const groupIsThere = async ({ sim, managedGroup }: Scene & { readonly managedGroup: string }) =>
  (await resources(sim).resourceGroups.checkExistence(managedGroup)).body;

const purge = ({ sim, workspaceId }: Scene, version = VERSION): Promise<RawAnswer> =>
  send(sim, 'DELETE', `${workspaceId}?forceToPurge=true`, version);

describe('F46 a softly deleted workspace has the name', () => {
  it('F46 is refused for fourteen days, and not longer', async () => {
    const given = await softDeleted();
    const refusal = { statusCode: 400, code: 'BadRequest', message };
    await expect(create(given)).rejects.toMatchObject(refusal);
    await given.sim.clock.advance({ days: 13, hours: 23 });
    await expect(create(given)).rejects.toMatchObject(refusal);
    await given.sim.clock.advance({ hours: 2 });
    expect((await create(given)).provisioningState).toBe('Succeeded');
  });

  it('F46 is over when the workspace is recovered', async () => {
    const given = await softDeleted();
    const body = wireWorkspace(given, { allowRecoverSoftDeletedWorkspace: true });
    const answer = await send(given.sim, 'PUT', given.workspaceId, VERSION, body);
    expect([answer.status, answer.body.properties.serviceProvisionedResourceGroup]).toEqual([
      200,
      given.managedGroup,
    ]);
  });
});

describe('F47 a softly deleted workspace is to go for good', () => {
  it('F47 is no failure where the page on soft deletion holds: it goes with what was made for it', async () => {
    const given = await softDeleted({ latency: 'realistic' });
    expect(await groupIsThere(given)).toBe(true);
    const answer = await purge(given);
    expect([answer.status, answer.body]).toEqual([202, undefined]);
    const meanwhile = await send(
      given.sim,
      'PUT',
      given.workspaceId,
      VERSION,
      wireWorkspace(given),
    );
    expect([meanwhile.status, meanwhile.body.error.code]).toEqual([409, 'Conflict']);
    const poll = await send(given.sim, 'GET', answer.headers.get('azure-asyncoperation') ?? '', '');
    expect(poll.body.status).toBe('Succeeded');
    expect(await groupIsThere(given)).toBe(false);
    expect((await purge(given)).status).toBe(204);
    expect((await create(given)).provisioningState).toBe('Succeeded');
    await given.sim.clock.advance({ days: 15 });
    expect((await send(given.sim, 'GET', given.workspaceId, VERSION)).status).toBe(200);
  });

  it('F47 keeps it when forceToPurge is left out or not known to the api-version', async () => {
    const given = await softDeleted();
    expect((await send(given.sim, 'DELETE', given.workspaceId, VERSION)).status).toBe(204);
    expect((await purge(given, '2022-10-01')).status).toBe(204);
    await expect(create(given)).rejects.toMatchObject({ statusCode: 400, message });
    expect(await groupIsThere(given)).toBe(true);
  });

  it('F47 is a deadlock where users report one: nothing to find, and yet the name is taken', async () => {
    const given = await softDeleted({ workspacePurge: 'reported' });
    const { status, headers, body } = await purge(given);
    expect([status, body.error, headers.get('x-cmk-simulator-evidence')]).toEqual([
      404,
      { code: 'UserError', message: `Unable to find workspace: ${given.workspaceId}` },
      'reported',
    ]);
    await expect(create(given)).rejects.toMatchObject({ statusCode: 400, message });
    expect(await groupIsThere(given)).toBe(true);
    await given.sim.clock.advance({ days: 14 });
    expect(await groupIsThere(given)).toBe(false);
    expect((await create(given)).provisioningState).toBe('Succeeded');
  });

  it('F47 does not arise when the first deletion is one for good', async () => {
    const given = await scene({ workspacePurge: 'reported' });
    await create(given);
    expect((await purge(given)).status).toBe(200);
    expect((await create(given)).provisioningState).toBe('Succeeded');
  });
});
